import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { callOf } from './call.mjs'
import { share } from './metric.mjs'
import { eventSourceOf } from './models.mjs'
import { paramsOf } from './params.mjs'
import { requestParameters } from './spelling.mjs'

/** AWS's list of operations, each with the model that has it, if any, and the event source of its calls. */
export function operationList(shared, models) {
  const seen = seenSources(shared)
  return readFileSync(join(shared, 'oracle/operation-actions.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id, list] = line.split('\t')
      const [namespace, operation] = id.split(':')
      const listed = list.split(',')
      const model = models.ofNamespace(namespace, operation)
      const eventSource = model ? eventSourceOf(model, seen) : `${prefixOf(listed, operation)}.amazonaws.com`
      return { namespace, operation, listed, model, eventSource }
    })
}

/** Event sources that someone saw and that are not simply the IAM prefix. */
export function seenSources(shared) {
  const file = join(shared, 'oracle/eventsource-exceptions.json')
  return new Set(Object.keys(JSON.parse(readFileSync(file, 'utf8')).exceptions))
}

/** Without a model: the prefix of the action with the operation's name, else the most frequent one of its own. */
function prefixOf(listed, operation) {
  const same = listed.find((id) => id.split(':')[1].toLowerCase() === operation.toLowerCase())
  const other = listed.find((id) => !/^(?:iam|kms|s3|ec2|sts|logs|sso):/.test(id))
  return (same ?? other ?? listed[0]).split(':')[0]
}

/** A call of an operation with the parameters that `options` ask for. */
export function callOfOperation({ model, operation, eventSource }, options) {
  const request = model ? requestParameters(model, operation, paramsOf(model, operation, options)) : undefined
  return callOf(eventSource, operation, request)
}

/** The primary action is among AWS's, exists, and the operation is mapped at all. */
export function measureOperations(core, operations) {
  const judged = operations.map((each) => ({ ...each, ...judge(core, each) }))
  const service = ({ namespace }) => namespace
  const known = judged.filter(({ kind }) => kind !== 'none')
  return {
    metrics: [
      share('operations.primary', known, ({ primary }) => primary, service),
      share('operations.mapped', judged, ({ kind }) => kind !== 'unmapped', service),
      share('operations.existing', judged, ({ existing }) => existing, service),
      share('operations.nothingElse', judged, ({ others }) => others.length === 0, service),
      share(
        'operations.sources',
        judged.filter(({ model }) => model),
        ({ sources }) => sources,
        service,
      ),
    ],
    misses: judged
      .filter(
        ({ kind, primary, others, sources }) =>
          kind !== 'mapped' || !primary || others.length > 0 || !sources,
      )
      .map(missOf),
  }
}

function missOf({ namespace, operation, kind, primary, others, sources, ours, listed, eventSource, model }) {
  const problem =
    kind !== 'mapped'
      ? kind
      : !primary
        ? 'primary not listed'
        : others.length > 0
          ? 'more than listed'
          : sources
            ? ''
            : 'other source unknown'
  return [
    problem,
    namespace,
    operation,
    eventSource,
    model ? 'model' : 'no model',
    ours.join(),
    listed.join(),
  ]
}

function judge(core, each) {
  const call = callOfOperation(each)
  const mapping = core.requiredPermissions(call)
  const permissions = mapping.kind === 'mapped' ? mapping.permissions : []
  const listed = new Set(each.listed.map((id) => id.toLowerCase()))
  const isListed = ({ action }) => listed.has(action.toLowerCase())
  const primary = permissions.filter(({ kind }) => kind === 'primary')
  return {
    kind: mapping.kind,
    ours: permissions.map(({ action }) => action),
    primary: primary.length > 0 && primary.every(isListed),
    others: permissions.filter((one) => one.kind !== 'primary' && !isListed(one)).map(({ action }) => action),
    existing: permissions.every(({ action }) => core.actionById(action) !== undefined),
    sources:
      each.model === undefined ||
      otherSources(each.model).every((source) => answers(core, source, call, mapping)),
  }
}

/** Both the endpoint prefix and the signing name may be logged: the answer must be the same. */
function otherSources({ metadata }) {
  const { endpointPrefix, signingName = endpointPrefix } = metadata
  return [endpointPrefix, signingName].map((host) => `${host}.amazonaws.com`)
}

function answers(core, eventSource, call, mapping) {
  const other = core.requiredPermissions({ ...call, eventSource })
  const actions = ({ permissions }) => permissions?.map(({ action }) => action).join()
  return other.kind === mapping.kind && actions(other) === actions(mapping)
}
