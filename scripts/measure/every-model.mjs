import { arnOfMember } from './arn-values.mjs'
import { callOf } from './call.mjs'
import { share } from './metric.mjs'
import { eventSourceOf } from './models.mjs'
import { seenSources } from './operations.mjs'
import { paramsOf, scalarPaths } from './params.mjs'
import { requestParameters } from './spelling.mjs'

/**
 * Every operation of every model of the SDK, listed by AWS in the facts at hand or not: is it mapped, and does a request
 * with the required members alone give resources without a confession? For services that nobody tuned on.
 */
export function measureModels(core, shared, models) {
  const seen = seenSources(shared)
  const judged = models.all.flatMap((model) => judgeModel(core, model, eventSourceOf(model, seen)))
  const service = ({ model }) => model.name
  const withResources = judged.filter(({ open }) => open !== undefined)
  return {
    metrics: [
      share('models.mapped', judged, ({ kind }) => kind !== 'unmapped', service),
      share('models.wellFormed', judged, ({ ours }) => ours.every(isWellFormed), service),
      share(
        'models.keepsArns',
        judged.filter(({ given }) => given.length > 0),
        keeps,
        service,
      ),
      share('models.derived', withResources, ({ open }) => !open, service),
    ],
    misses: judged
      .filter((one) => one.kind === 'unmapped' || one.open || !one.ours.every(isWellFormed) || !keeps(one))
      .map(missOf),
  }
}

/** No variable of the reference is left in an ARN, and it is one ARN. */
function isWellFormed(arn) {
  return !/\$\{[A-Za-z]|, arn:/.test(arn)
}

/** ARNs that the request gives whole are among ours as they are. */
function keeps({ given, ours }) {
  return given.every((arn) => ours.includes(arn))
}

function missOf(one) {
  const { model, operation, eventSource, ours, request } = one
  const problem = problemOf(one)
  return [problem, model.name, operation, eventSource, ours.join(' '), JSON.stringify(request)]
}

function problemOf(one) {
  if (one.kind === 'unmapped') return one.kind
  if (!one.ours.every(isWellFormed)) return 'malformed'
  return keeps(one) ? 'no resource' : 'ARN of the request lost'
}

/** What the reference makes of every operation of a model under an event source. */
export function judgeModel(core, model, eventSource) {
  return Object.keys(model.operations).map((operation) => {
    const action = primaryAction(core, eventSource, operation)
    const arns = arnsOf(model, operation, action)
    const request = requestOf(model, operation, arns)
    const mapping = core.requiredPermissions(callOf(eventSource, operation, request))
    const primary = mapping.permissions?.filter(({ kind }) => kind === 'primary') ?? []
    const text = JSON.stringify(request ?? {})
    const given = [...arns.values()].filter((arn) => text.includes(JSON.stringify(arn)))
    return {
      model,
      operation,
      eventSource,
      request,
      given,
      kind: mapping.kind,
      ...openness(core, primary, request),
    }
  })
}

/** To fill members that carry ARNs one must know of which types. */
function primaryAction(core, eventSource, operation) {
  const { permissions } = core.requiredPermissions(callOf(eventSource, operation, undefined))
  const primary = permissions?.find(({ kind }) => kind === 'primary')
  return primary && core.actionById(primary.action)
}

/** ARNs for the members that carry one, by path. */
function arnsOf(model, operation, action) {
  const arns = scalarPaths(model, operation, 3).flatMap(({ path }) => {
    const arn = action && arnOfMember(action, path)
    return arn === undefined ? [] : [[path, arn]]
  })
  return new Map(arns)
}

function requestOf(model, operation, values) {
  if (model.operations[operation].input === undefined) return undefined
  return requestParameters(model, operation, paramsOf(model, operation, { values }))
}

/** Undefined where there is nothing to derive: no resource types, or a request that names nothing. */
function openness(core, primary, request) {
  const resources = primary.flatMap((one) => one.resources)
  const supports = primary.some(({ action }) => core.actionById(action).resources.length > 0)
  const open = supports && Object.keys(request ?? {}).length > 0 ? resources.some(isOpen) : undefined
  return { open, ours: resources.map(({ arn }) => arn) }
}

function isOpen({ arn, wildcard }) {
  return arn === '*' || wildcard !== undefined
}
