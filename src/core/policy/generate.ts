import type { Activity } from '../activity/activity.js'
import type { IamNames } from '../activity/iam-names.js'
import type { MadeIdentifiers } from '../activity/made.js'
import type { RuntimeUse } from '../activity/runtime.js'
import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import type { ActionPattern } from './action-wildcards.js'
import { defaultConditions, underConditions } from './conditions.js'
import { withEvidenceOf, withoutCovered } from './covered.js'
import { type DeniedPermission, deniedPermissions } from './denied.js'
import { defaultFit, type FitSettings, fitted, type TooLarge, wouldFit } from './fit.js'
import {
  choiceFor,
  defaultChoices,
  type Generalization,
  generalizationsOf,
  generalized,
  type ResourceChoices,
} from './generalize.js'
import { withKnownPaths } from './iam-paths.js'
import { profileRoles } from './instance-profiles.js'
import { withoutMadeIdentifiers } from './made-identifiers.js'
import type { Pairs } from './minimize.js'
import { confession, type ObservedPermission, observe, type UnmappedEvent } from './observed.js'
import { withPrefixes } from './prefixes.js'
import { emptyRecipe, type Prepared, type Recipe, withRecipe } from './recipe.js'
import type { RequestCondition } from './request-conditions.js'
import { type Suggestion, suggestionsFor } from './suggestions.js'

/** A policy for what a principal did, and everything that has to be said about it. */
export interface GeneratedPolicy {
  /** In order; several if one would be over the limit of a managed policy. Empty if nothing is to be allowed. */
  readonly documents: readonly PolicyDocument[]
  /** Why nothing fits the limit, and which options would change that; `documents` is then empty. */
  readonly tooLarge: (TooLarge & { readonly advice: readonly string[] }) | undefined
  /** Whether statements spell out pairs of action and resource that allow nothing. */
  readonly pairs: Pairs
  /** Actions written with `*`. */
  readonly actionPatterns: readonly ActionPattern[]
  /** Resources that stand for more than was observed, with their rules. */
  readonly generalizations: readonly Generalization[]
  /** What became of the condition keys asked for that requests fill: each condition, or why there is none. */
  readonly requestConditions: readonly RequestCondition[]
  /** What the policy grants, sorted. */
  readonly permissions: readonly ObservedPermission[]
  /** What the activity needs, before anything was generalised or left out as included: for the replay. */
  readonly needed: readonly ObservedPermission[]
  readonly unmapped: readonly UnmappedEvent[]
  /** Actions of calls that AWS lets anyone make. Not in the documents. */
  readonly permissionless: readonly string[]
  readonly denied: readonly DeniedPermission[]
  /** What the activity implies and no record shows. Not in the documents. */
  readonly suggestions: readonly Suggestion[]
  /** What the recipe added and excluded, and which of its rules did nothing. */
  readonly recipe: Pick<Prepared, 'added' | 'excluded' | 'idle'>
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
  /** Default: {@link defaultChoices}. */
  readonly resources?: ResourceChoices
  /** What a person decided. Default: nothing. */
  readonly recipe?: Recipe
  /** Condition keys to ask for, where they hold for every use. Default: {@link defaultConditions}. */
  readonly conditions?: ReadonlySet<string>
  /** Default: {@link defaultFit}. */
  readonly fit?: FitSettings
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
  const needed = sortedPermissions(placed)
  const wanted = settings.includeDenied ? withDenied(needed, denied) : needed
  const shaped = withPatterns(wanted, made, settings.resources ?? defaultChoices)
  const prepared = withRecipe(shaped, observed.unmapped, settings.recipe ?? emptyRecipe)
  const keys = settings.conditions ?? defaultConditions
  const conditioned = underConditions(prepared.permissions, keys, settings.resources)
  const granted = sortedPermissions(
    withoutCovered(withConditioned(conditioned.permissions, prepared.conditioned)),
  )
  return {
    ...documentsFor(granted, settings.fit ?? defaultFit),
    generalizations: generalizationsOf(granted),
    requestConditions: conditioned.requestConditions,
    permissions: granted,
    needed: withoutExcluded(needed, settings.recipe),
    unmapped: prepared.unmapped,
    permissionless: observed.permissionless,
    recipe: prepared,
    denied,
    suggestions: suggestionsFor(granted, runtimes),
    assumedPaths: assumed,
    unknownProfiles: profiles.unknown,
  }
}

/** What a person added under conditions joins what was seen under the very same ones. */
function withConditioned(
  permissions: readonly ObservedPermission[],
  added: readonly ObservedPermission[],
): readonly ObservedPermission[] {
  const byKey = new Map(permissions.map((one) => [keyOf(one), one]))
  for (const one of added) {
    const seen = byKey.get(keyOf(one))
    byKey.set(keyOf(one), seen === undefined ? one : withEvidenceOf(seen, one))
  }
  return [...byKey.values()]
}

/** What a person excluded is not expected of the policy. */
function withoutExcluded(
  needed: readonly ObservedPermission[],
  recipe: Recipe | undefined,
): readonly ObservedPermission[] {
  return recipe === undefined
    ? needed
    : withRecipe(needed, [], { ...emptyRecipe, exclude: recipe.exclude }).permissions
}

/** The rules of generalisation, each for the services that it is chosen for. */
function withPatterns(
  permissions: readonly ObservedPermission[],
  made: MadeIdentifiers,
  choices: ResourceChoices,
): readonly ObservedPermission[] {
  const literal = permissions.filter(({ action }) => choiceFor(choices, action) === 'exact')
  const open = permissions.filter(({ action }) => choiceFor(choices, action) !== 'exact')
  return [...literal, ...generalized(withPrefixes(withoutMadeIdentifiers(open, made)), choices)]
}

function documentsFor(
  granted: readonly ObservedPermission[],
  fit: FitSettings,
): Pick<GeneratedPolicy, 'documents' | 'tooLarge' | 'pairs' | 'actionPatterns'> {
  const result = fitted(granted, fit)
  if (result.tooLarge === undefined) return { ...result, tooLarge: undefined }
  const advice = wouldFit(fit, (settings) => fitted(granted, settings))
  return { ...result, tooLarge: { ...result.tooLarge, advice } }
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
