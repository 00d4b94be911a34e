import { actionMatches } from '../iam/action.js'
import { byCodeUnit } from '../iam/order.js'
import type { PolicyDocument, PolicyVersion, Statement } from '../iam/policy.js'
import type { Access, AccessPlace, AccessRequest, LayerPlace, LayerVerdict } from './access.js'
import { type Allows, allowTruth, missingType, principalSide } from './combine.js'
import { conditionTest } from './condition.js'
import { decide, type Evaluation, type StatementReason } from './evaluation.js'
import { isNamed, type Naming, namingsOf } from './naming.js'
import { keysLeftOpen } from './open-keys.js'
import { type Layer, layersOf, type PolicySet, type PolicyType } from './policy-set.js'
import { parseRequestResource, resourcePattern, resourceTruth } from './resource.js'
import { type Situation, situationOf } from './situation.js'
import { type ElementTruth, statementReason } from './statement.js'
import { allOf, anyOf, type Truth, truthOf } from './truth.js'

/**
 * Decides a request against every policy that has a say in it, and tells what each statement had to do with it.
 * This is the specification, written to be read; `compileAccess` gives the same decisions fast.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(request: AccessRequest, policies: PolicySet): Access {
  const situation = situationOf(request, policies)
  const layers = layersOf(policies).map((layer) => judgeLayer(layer, situation, request, policies))
  const denied = firstPlace(layers, 'Deny', 'applies')
  const answer = { layers: layers.map(({ verdict }) => verdict), missing: undefined, openKeys: [] }
  if (denied !== undefined) return { ...answer, decision: 'explicitDeny', by: denied }
  const allows = allowsOf(layers, situation)
  const allowed = allowTruth(situation, allows)
  if (allowed === 'no') {
    const missing = missingPlace(missingType(situation, allows), layers)
    return { ...answer, decision: 'implicitDeny', by: undefined, missing }
  }
  const openDeny = firstPlace(layers, 'Deny', 'undecidable')
  if (allowed === 'yes' && openDeny === undefined) {
    return { ...answer, decision: 'allowed', by: grantPlace(situation, allows, layers) }
  }
  const by = openDeny ?? firstPlace(layers, 'Allow', 'undecidable')
  return { ...answer, decision: 'undecidable', by, openKeys: openKeys(layers, request) }
}

/** A layer with what became of it. */
interface JudgedLayer {
  readonly layer: Layer
  readonly evaluation: Evaluation
  readonly verdict: LayerVerdict
  /** For the resource's policy: the truth of each Allow, if only this way of being named counts. */
  readonly named: (naming: Naming) => readonly StatementReason[]
}

function judgeLayer(
  layer: Layer,
  situation: Situation,
  request: AccessRequest,
  policies: PolicySet,
): JudgedLayer {
  const judged = (naming: Naming | undefined) =>
    situation.applies[layer.type] ? judgeStatements(layer, request, policies, naming) : []
  const reasons = judged(undefined)
  const evaluation = decide(reasons)
  const { type, level } = layer
  const verdict = situation.applies[type] ? VERDICTS[evaluation.decision] : 'notApplicable'
  return { layer, evaluation, verdict: { type, level, verdict, reasons }, named: judged }
}

const VERDICTS = {
  allowed: 'allows',
  explicitDeny: 'denies',
  implicitDeny: 'silent',
  undecidable: 'undecidable',
} as const

function judgeStatements(
  { type, documents }: Layer,
  request: AccessRequest,
  policies: PolicySet,
  naming: Naming | undefined,
): readonly StatementReason[] {
  const judge = (statement: Statement, version: PolicyVersion | undefined) =>
    judgeElements(statement, version, type, request, policies, naming)
  return documents.flatMap(({ version, statements }: PolicyDocument, policy) =>
    statements.map((statement, at) =>
      statementReason(policy, at, statement.effect, judge(statement, version)),
    ),
  )
}

function* judgeElements(
  statement: Statement,
  version: PolicyVersion | undefined,
  type: PolicyType,
  request: AccessRequest,
  policies: PolicySet,
  naming: Naming | undefined,
): Generator<ElementTruth> {
  const { action } = statement
  const isMatched = action.patterns.some((pattern) => actionMatches(pattern, request.action))
  const condition = undefined
  yield { element: 'principal', condition, truth: principalTruth(statement, type, request, policies, naming) }
  yield { element: 'action', condition, truth: truthOf(isMatched !== action.not) }
  yield { element: 'resource', condition, truth: statementResourceTruth(statement, version, type, request) }
  for (const [condition, written] of statement.condition.entries()) {
    yield { element: 'condition', condition, truth: conditionTest(written, version)(request.context) }
  }
}

/** The policies of a principal and of its account name nobody; those of resources and endpoints must. */
function principalTruth(
  { principal, effect }: Statement,
  type: PolicyType,
  request: AccessRequest,
  policies: PolicySet,
  naming: Naming | undefined,
): Truth {
  if (!namesPrincipals(type)) return principal === undefined ? 'yes' : 'unknown'
  if (type === 'rcp' && principal?.not === true) return 'unknown'
  const context = { effect, bounded: policies.boundary !== undefined }
  const namings = namingsOf(principal, request.principal, context)
  return naming === undefined ? isNamed(namings) : namings[naming]
}

/** Do policies of this kind have a `Principal`? */
export function namesPrincipals(type: PolicyType): boolean {
  return type === 'rcp' || type === 'resource' || type === 'endpoint'
}

/** A resource's policy may leave `Resource` out (trust policies do); it then means the resource. */
function statementResourceTruth(
  { resource, effect }: Statement,
  version: PolicyVersion | undefined,
  type: PolicyType,
  request: AccessRequest,
): Truth {
  if (resource === undefined) return type === 'resource' ? 'yes' : 'unknown'
  const requested = parseRequestResource(request.resource)
  const relations = resource.patterns.map((pattern) =>
    resourcePattern(pattern, version)(requested, request.context),
  )
  return resourceTruth(resource, effect, relations)
}

function allowsOf(layers: readonly JudgedLayer[], situation: Situation): Allows {
  const ofType = (type: PolicyType) => layers.filter(({ layer }) => layer.type === type)
  return {
    identity: () => anyOf(ofType('identity').map(({ verdict }) => anyAllow(verdict.reasons))),
    limit: (type) => {
      const found = ofType(type)
      if (type === 'session' && found.length === 0 && situation.sessionMustAllow) return 'no'
      return allOf(found.map(({ verdict }) => anyAllow(verdict.reasons)))
    },
    resource: (naming) => anyOf(ofType('resource').map(({ named }) => anyAllow(named(naming)))),
  }
}

function anyAllow(reasons: readonly StatementReason[]): Truth {
  const results = reasons.filter(({ effect }) => effect === 'Allow').map(({ result }) => result)
  if (results.includes('applies')) return 'yes'
  return results.includes('undecidable') ? 'unknown' : 'no'
}

function firstPlace(
  layers: readonly JudgedLayer[],
  effect: StatementReason['effect'],
  result: StatementReason['result'],
): AccessPlace | undefined {
  for (const { verdict } of layers) {
    const reason = verdict.reasons.find((one) => one.effect === effect && one.result === result)
    if (reason !== undefined) return placeOf(verdict, reason)
  }
  return undefined
}

function placeOf({ type, level }: LayerPlace, { policy, statement }: StatementReason): AccessPlace {
  return { type, level, policy, statement }
}

/** The Allow that made the difference: of the resource if that was enough or needed, else of the identity. */
function grantPlace(
  situation: Situation,
  allows: Allows,
  layers: readonly JudgedLayer[],
): AccessPlace | undefined {
  const byResource = allows.resource('direct') === 'yes' || principalSide(situation, allows) !== 'yes'
  const type = byResource || situation.reach === 'outside' ? 'resource' : 'identity'
  return firstPlace(
    layers.filter(({ layer }) => layer.type === type),
    'Allow',
    'applies',
  )
}

/** Where the Allow is missing: of several levels, the first that has none. */
function missingPlace(type: PolicyType, layers: readonly JudgedLayer[]): LayerPlace {
  const silent = layers.find(
    ({ layer, verdict }) => layer.type === type && anyAllow(verdict.reasons) === 'no',
  )
  return { type, level: silent?.layer.level ?? 0 }
}

/** Keys that open statements ask for, but for Allows of a layer that allows the request anyway. */
function openKeys(layers: readonly JudgedLayer[], { context }: AccessRequest): readonly string[] {
  const keys = new Set<string>()
  for (const { layer, verdict } of layers) {
    // A resource policy that leaves the answer to the account does not settle whether it allows the caller itself.
    const settled = layer.type !== 'resource' && anyAllow(verdict.reasons) !== 'unknown'
    for (const { policy, statement: at, effect, result } of verdict.reasons) {
      const statement = layer.documents[policy]?.statements[at]
      if (result !== 'undecidable' || statement === undefined || (effect === 'Allow' && settled)) continue
      for (const key of keysLeftOpen(statement, layer.documents[policy]?.version, context)) keys.add(key)
    }
  }
  return [...keys].sort(byCodeUnit)
}
