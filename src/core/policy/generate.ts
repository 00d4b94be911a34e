import type { Activity } from '../activity/activity.js'
import type { IamNames } from '../activity/iam-names.js'
import type { MadeIdentifiers } from '../activity/made.js'
import type { RuntimeUse } from '../activity/runtime.js'
import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import { withEvidenceOf, withoutCovered } from './covered.js'
import { type DeniedPermission, deniedPermissions } from './denied.js'
import { withKnownPaths } from './iam-paths.js'
import { profileRoles } from './instance-profiles.js'
import { withoutMadeIdentifiers } from './made-identifiers.js'
import { confession, type ObservedPermission, observe, type UnmappedEvent } from './observed.js'
import { withPrefixes } from './prefixes.js'
import { managedPolicyLimit, splitToFit } from './split.js'
import { statementsOf } from './statements.js'
import { type Suggestion, suggestionsFor } from './suggestions.js'

/** A policy for what a principal did, and everything that has to be said about it. */
export interface GeneratedPolicy {
  /** In order; several if one would be over the limit of a managed policy. Empty if nothing is to be allowed. */
  readonly documents: readonly PolicyDocument[]
  /** A statement that no document can hold, if there is one; `documents` is then empty. */
  readonly tooLarge: Statement | undefined
  /** What the policy grants, sorted. */
  readonly permissions: readonly ObservedPermission[]
  /** What the activity needs, before a permission that another includes was left out: for the replay. */
  readonly needed: readonly ObservedPermission[]
  readonly unmapped: readonly UnmappedEvent[]
  readonly denied: readonly DeniedPermission[]
  /** What the activity implies and no record shows. Not in the documents. */
  readonly suggestions: readonly Suggestion[]
  /** IAM ARNs whose path is taken to be `/`. */
  readonly assumedPaths: readonly string[]
  /** Instance profiles that were passed and whose role no record shows. */
  readonly unknownProfiles: readonly string[]
}

/** What the records taught beside the activity. */
export interface Learned {
  readonly names: IamNames
  readonly made: MadeIdentifiers
  readonly runtimes: readonly RuntimeUse[]
}

/** What the person asked for beyond the facts. */
export interface GenerateSettings {
  readonly includeDenied: boolean
}

/**
 * From access activity to the least policy that allows it. Calls that succeeded or failed for another reason are
 * granted; denied ones are listed apart, and granted only if asked for.
 */
export function generatePolicy(
  activities: readonly Activity[],
  { names, made, runtimes }: Learned,
  settings: GenerateSettings,
): GeneratedPolicy {
  const observed = observe(
    activities.filter(({ outcome }) => outcome !== 'denied'),
    made,
  )
  const denied = deniedPermissions(
    activities.filter(({ outcome }) => outcome === 'denied'),
    made,
  )
  const profiles = profileRoles(activities, names)
  const { permissions: placed, assumed } = withKnownPaths(
    [...observed.permissions, ...profiles.permissions],
    names,
  )
  const needed = sortedPermissions(withPrefixes(withoutMadeIdentifiers(placed, made)))
  const wanted = settings.includeDenied ? withDenied(needed, denied) : needed
  const granted = sortedPermissions(withoutCovered(wanted))
  const statements = statementsOf(granted)
  const split = statements.length === 0 ? undefined : splitToFit(statements, managedPolicyLimit)
  return {
    documents: split?.kind === 'documents' ? split.documents : [],
    tooLarge: split?.kind === 'too-large' ? split.statement : undefined,
    permissions: granted,
    needed,
    unmapped: observed.unmapped,
    denied,
    suggestions: suggestionsFor(granted, runtimes),
    assumedPaths: assumed,
    unknownProfiles: profiles.unknown,
  }
}

function sortedPermissions(permissions: readonly ObservedPermission[]): ObservedPermission[] {
  const keyed = permissions.map((one) => ({ one, key: keyOf(one) }))
  return keyed.sort((a, b) => byCodeUnit(a.key, b.key)).map(({ one }) => one)
}

function keyOf({ action, resource, conditions }: ObservedPermission): string {
  return JSON.stringify([action, resource, conditions])
}

/** A permission that was both used and denied keeps the words of its use. */
function withDenied(
  needed: readonly ObservedPermission[],
  denied: readonly DeniedPermission[],
): readonly ObservedPermission[] {
  const byKey = new Map(needed.map((one) => [keyOf(one), one]))
  for (const one of denied.map(asObserved)) {
    const used = byKey.get(keyOf(one))
    byKey.set(keyOf(one), used === undefined ? one : withEvidenceOf(used, one))
  }
  return [...byKey.values()]
}

function asObserved({ action, resource, evidence, message }: DeniedPermission): ObservedPermission {
  const why = `denied so far, added because denied calls were asked for${message === '' ? '' : `: ${message}`}`
  const wildcard = confession(action, resource, 'a call on it was denied')
  return { action, resource, conditions: [], evidence, failed: 0, blind: false, why, wildcard }
}
