import { parseArn } from '../iam/arn.js'
import type { Access, AccessRequest } from './access.js'
import { authorize } from './authorize.js'
import { type Allows, allowTruth } from './combine.js'
import { ACTIONS_MAX } from './compile-actions.js'
import {
  anyApplies,
  type CompiledStatement,
  compileLayer,
  namingsOfAll,
  type Prepared,
} from './compile-layer.js'
import { prepareResource } from './compile-resource.js'
import type { Decision } from './evaluation.js'
import type { Namings } from './naming.js'
import { layersOf, type PolicySet, type PolicyType } from './policy-set.js'
import { type Situation, situationOf } from './situation.js'
import type { Truth } from './truth.js'

/** Policies that were read once. Both functions decide any number of requests, and decide them alike. */
export interface CompiledAccess {
  /** The decision alone, fast. */
  decide(request: AccessRequest): Decision
  /** The decision with its explanation: what `authorize` answers. */
  explain(request: AccessRequest): Access
}

/**
 * Reads policies once. What an action alone decides is kept per action, and patterns of resources are compared
 * as text where that is enough.
 */
export function compileAccess(policies: PolicySet): CompiledAccess {
  const layers = layersOf(policies).map((layer): CompiledLayer => {
    const statements = compileLayer(layer, policies.boundary !== undefined)
    return { type: layer.type, statements }
  })
  const byAction = new Map<string, ActionLayers>()
  const layersFor = (action: string): ActionLayers => {
    const found = selectAction(layers, action.toLowerCase())
    if (byAction.size < ACTIONS_MAX) byAction.set(action, found)
    return found
  }
  return {
    decide: (request) =>
      decideAccess(request, policies, byAction.get(request.action) ?? layersFor(request.action)),
    explain: (request) => authorize(request, policies),
  }
}

interface CompiledLayer {
  readonly type: PolicyType
  readonly statements: readonly CompiledStatement[]
}

/** The statements that name one action. */
interface ActionLayers {
  readonly denies: readonly CompiledLayer[]
  readonly allows: ReadonlyMap<PolicyType, readonly (readonly CompiledStatement[])[]>
  /** Asks the Allows for one request at a time. */
  readonly asking: AskedAllows
}

function selectAction(layers: readonly CompiledLayer[], action: string): ActionLayers {
  const select = (effect: string, statements: readonly CompiledStatement[]) =>
    statements.filter((statement) => statement.effect === effect && statement.matchesAction(action))
  const allows = new Map<PolicyType, (readonly CompiledStatement[])[]>()
  const denies: CompiledLayer[] = []
  for (const { type, statements } of layers) {
    const allowing = select('Allow', statements)
    // A level that allows the action whatever else it asks for need not be asked again.
    const isOpen = type !== 'resource' && allowing.some(({ isUnconditional }) => isUnconditional)
    allows.set(type, [...(allows.get(type) ?? []), ...(isOpen ? [] : [allowing])])
    const denying = select('Deny', statements)
    if (denying.length > 0) denies.push({ type, statements: denying })
  }
  return { denies, allows, asking: askedAllows(allows) }
}

function decideAccess(request: AccessRequest, policies: PolicySet, layers: ActionLayers): Decision {
  const { principal } = request
  const arn = parseArn(request.resource)
  const situation = situationOf(request, policies, arn)
  const prepared = { request, principal, resource: prepareResource(request.resource, arn) }
  const denied = layers.denies.length === 0 ? 'no' : deniedTruth(layers, situation, prepared)
  if (denied === 'yes') return 'explicitDeny'
  const allowed = allowTruth(situation, layers.asking.about(situation, prepared))
  if (allowed === 'no') return 'implicitDeny'
  return allowed === 'yes' && denied === 'no' ? 'allowed' : 'undecidable'
}

function deniedTruth({ denies }: ActionLayers, { applies }: Situation, prepared: Prepared): Truth {
  let truth: Truth = 'no'
  for (const { type, statements } of denies) {
    if (!applies[type]) continue
    const denied = anyApplies(statements, prepared)
    if (denied === 'yes') return denied
    if (denied === 'unknown') truth = denied
  }
  return truth
}

/** One object for all requests of an action: a decision is made from beginning to end before the next one begins. */
interface AskedAllows {
  about(situation: Situation, prepared: Prepared): Allows
}

function askedAllows(allows: ActionLayers['allows']): AskedAllows {
  const byResource = allows.get('resource')?.[0] ?? []
  let asked: { readonly situation: Situation; readonly prepared: Prepared } | undefined
  let namings: Namings | undefined
  const answers: Allows = {
    identity: () =>
      asked!.situation.applies.identity ? allOfLevels(allows, 'identity', asked!.prepared) : 'no',
    limit: (type) => {
      if (type === 'session' && asked!.situation.sessionMustAllow && !allows.has(type)) return 'no'
      return allOfLevels(allows, type, asked!.prepared)
    },
    resource: (naming) => {
      namings ??= namingsOfAll(byResource, asked!.prepared)
      return namings[naming]
    },
  }
  return {
    about(situation, prepared) {
      asked = { situation, prepared }
      namings = undefined
      return answers
    },
  }
}

function allOfLevels(allows: ActionLayers['allows'], type: PolicyType, prepared: Prepared): Truth {
  const levels = allows.get(type)
  if (levels === undefined) return 'yes'
  let truth: Truth = 'yes'
  for (const level of levels) {
    const allowed = anyApplies(level, prepared)
    if (allowed === 'no') return allowed
    if (allowed === 'unknown') truth = allowed
  }
  return truth
}
