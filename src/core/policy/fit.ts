import type { PolicyDocument, Statement } from '../iam/policy.js'
import { policySize } from '../iam/policy-print.js'
import { type ActionPattern, type ActionWildcards, withActionWildcards } from './action-wildcards.js'
import { type Grant, minimized, type Pairs, withTwoJoined } from './minimize.js'
import type { ObservedPermission } from './observed.js'
import { type LimitName, policyLimits, splitToFit } from './split.js'
import { statementsFrom } from './statements.js'

/** How a policy is written, beyond what it allows. */
export interface FitSettings {
  readonly limit: LimitName
  /** `auto`: inert pairs are used only where that saves a document. */
  readonly pairs: Pairs | 'auto'
  readonly actionWildcards: ActionWildcards
}

/** What is done unless asked otherwise. */
export const defaultFit: FitSettings = { limit: 'managed', pairs: 'auto', actionWildcards: 'none' }

/** Documents within the limit, or why there are none. */
export interface Fitted {
  readonly documents: readonly PolicyDocument[]
  readonly pairs: Pairs
  readonly actionPatterns: readonly ActionPattern[]
  readonly tooLarge: TooLarge | undefined
}

/** Why nothing fits. */
export interface TooLarge {
  /** The one statement that is too large alone, if that is why. */
  readonly statement: Statement | undefined
  /** Characters of that statement, or of everything together. */
  readonly size: number
  /** Documents that it would take. */
  readonly documents: number
}

/**
 * Writes permissions within the limit: exactly if that takes one document; else with inert pairs of one service, if that
 * saves a document; else with as many statements of several services as save one.
 */
export function fitted(permissions: readonly ObservedPermission[], settings: FitSettings): Fitted {
  if (permissions.length === 0)
    return { documents: [], pairs: 'exact', actionPatterns: [], tooLarge: undefined }
  const exact = minimized(permissions, 'exact')
  const first = settings.pairs === 'inert' ? undefined : written(exact, 'exact', settings)
  if (first !== undefined && (settings.pairs === 'exact' || first.documents.length === 1)) return first
  const inert = minimized(permissions, 'inert')
  const second = written(inert, 'inert', settings)
  const best = first === undefined || fewer(second, first) ? second : first
  const third = joinedAcross(inert, settings, count(best))
  return third !== undefined && fewer(third, best) ? third : best
}

/** Documents, where none means that it does not fit. */
function count({ documents }: Fitted): number {
  return documents.length === 0 ? Number.POSITIVE_INFINITY : documents.length
}

function fewer(a: Fitted, b: Fitted): boolean {
  return count(a) < count(b)
}

/** Joins statements of different services, the shortest first, until one document less is enough. */
function joinedAcross(grants: readonly Grant[], settings: FitSettings, most: number): Fitted | undefined {
  if (most === 1) return undefined
  for (let next = withTwoJoined(grants); next !== undefined; next = withTwoJoined(next)) {
    const result = written(next, 'inert', settings)
    if (count(result) < most) return result
  }
  return undefined
}

function written(minimal: readonly Grant[], pairs: Pairs, settings: FitSettings): Fitted {
  const { characters, documents: most } = policyLimits[settings.limit]
  const { grants, patterns } = withActionWildcards(minimal, settings.actionWildcards)
  const statements = statementsFrom(grants)
  const split = splitToFit(statements, characters)
  const base = { pairs, actionPatterns: patterns }
  if (split.kind === 'too-large')
    return {
      ...base,
      documents: [],
      tooLarge: { statement: split.statement, size: split.size, documents: 0 },
    }
  const { documents } = split
  if (documents.length <= most) return { ...base, documents, tooLarge: undefined }
  const size = policySize({ version: '2012-10-17', id: undefined, statements })
  return { ...base, documents: [], tooLarge: { statement: undefined, size, documents: documents.length } }
}

/** Other settings under which it would fit, as command line options with what comes of them. */
export function wouldFit(
  settings: FitSettings,
  attempt: (settings: FitSettings) => Fitted,
): readonly string[] {
  const tries: readonly (readonly [option: string, settings: FitSettings])[] = [
    ['--inert-pairs allow', { ...settings, pairs: 'inert' }],
    ['--allow-action-wildcards exact', { ...settings, pairs: 'inert', actionWildcards: 'exact' }],
    ['--allow-action-wildcards read', { ...settings, pairs: 'inert', actionWildcards: 'read' }],
    ['--limit managed', { ...settings, limit: 'managed' }],
  ]
  return tries.flatMap(([option, one]) => {
    const count = attempt(one).documents.length
    return count === 0 ? [] : [`\`${option}\` gives ${count} ${count === 1 ? 'document' : 'documents'}`]
  })
}
