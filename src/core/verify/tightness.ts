import { compileIdentity } from '../evaluate/compile-identity.js'
import { sortedUnique } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import type { ActionKnowledge } from './action-knowledge.js'
import { statementTest } from './statement-test.js'
import { type StatementTightness, statementTightness } from './statement-tightness.js'
import type { EvidencedRequest } from './verification.js'

/** How near policies are to what was used. Statements in order, Deny statements too. */
export interface Tightness {
  readonly summary: TightnessSummary
  readonly statements: readonly StatementTightness[]
}

/** The numbers of all Allow statements together. */
export interface TightnessSummary {
  readonly statements: number
  readonly statementsWithoutEvidence: number
  /** Different actions that are allowed on something, and those of them that no call used; examples of these. */
  readonly actions: number
  readonly actionsWithoutEvidence: number
  readonly unusedActions: readonly string[]
  /** Different patterns of resources, those that no call used, and those that stand for more than one resource. */
  readonly resources: number
  readonly resourcesWithoutEvidence: number
  readonly widerResources: number
  /** Pairs of action and resource pattern, and those that no call used. Pairs that allow nothing are not counted. */
  readonly pairs: number
  readonly pairsWithoutEvidence: number
  /** Statements whose actions, resources or pairs are too many to list, or not listed: with `NotAction`, `NotResource`. */
  readonly statementsNotListed: number
}

/**
 * Asks of every statement, action, resource and condition which calls use it, which of them nothing else would allow, and
 * what it allows beyond them.
 */
export function tightnessOf(
  documents: readonly PolicyDocument[],
  requests: readonly EvidencedRequest[],
  knowledge: ActionKnowledge,
): Tightness {
  const decide = compileIdentity(documents)
  const allowed = requests.filter((request) => decide(request) === 'allowed')
  const tests = documents.flatMap(({ version, statements }, policy) =>
    statements.map((written, statement) => ({
      place: { policy, statement },
      written,
      version,
      used: (written.effect === 'Allow' ? allowed : requests).filter(statementTest(written, version)),
    })),
  )
  const times = new Map<EvidencedRequest, number>()
  for (const { written, used } of tests)
    if (written.effect === 'Allow') for (const one of used) times.set(one, (times.get(one) ?? 0) + 1)
  const isOnly = (request: EvidencedRequest) => times.get(request) === 1
  const statements = tests.map((test) => statementTightness(test, isOnly, knowledge))
  return { summary: summaryOf(statements, allowed), statements }
}

const examplesShown = 10

function summaryOf(
  all: readonly StatementTightness[],
  allowed: readonly EvidencedRequest[],
): TightnessSummary {
  const statements = all.filter(({ effect }) => effect === 'Allow')
  const usedActions = new Set(allowed.map(({ action }) => action.toLowerCase()))
  const actions = new Map(statements.flatMap(({ allows }) => allows).map((one) => [one.toLowerCase(), one]))
  const unusedActions = sortedUnique(
    [...actions].flatMap(([key, one]) => (usedActions.has(key) ? [] : [one])),
  )
  const resources = statements.flatMap((one) => one.resources)
  const patterns = (list: typeof resources) => new Set(list.map(({ pattern }) => pattern))
  const used = patterns(resources.filter((one) => one.used.permissions > 0))
  const pairs = statements.flatMap((one) => one.pairs ?? [])
  return {
    statements: statements.length,
    statementsWithoutEvidence: statements.filter((one) => one.used.permissions === 0).length,
    actions: actions.size,
    actionsWithoutEvidence: unusedActions.length,
    unusedActions: unusedActions.slice(0, examplesShown),
    resources: patterns(resources).size,
    resourcesWithoutEvidence: [...patterns(resources)].filter((one) => !used.has(one)).length,
    widerResources: patterns(resources.filter(({ wider }) => wider)).size,
    pairs: pairs.reduce((sum, { granted }) => sum + granted, 0),
    pairsWithoutEvidence: pairs.reduce((sum, { unused }) => sum + unused, 0),
    statementsNotListed: statements.filter((one) => one.pairs === null).length,
  }
}
