import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { share } from './metric.mjs'
import { kindOfArn, matches } from './patterns.mjs'

/** AWS names an action of this name where it has none. */
const placeholder = 'iam:Action'

/** AWS's own verdicts: the action that a refusal names, and the resource. */
export function measureDenials(core, shared) {
  const rows = readFileSync(join(shared, 'corpus/accessdenied.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ action }) => action !== placeholder)
  const judged = rows.map((row) => judge(core, row))
  const named = judged.filter(({ resource }) => resource !== undefined)
  return {
    metrics: [
      share('denials.action', judged, ({ action }) => action === 'ok', serviceOfRow),
      share('denials.resource', named, ({ resource }) => resource === 'ok', serviceOfRow),
      share('denials.covered', named, ({ covered }) => covered, serviceOfRow),
    ],
    misses: judged
      .filter(
        ({ action, resource, covered }) =>
          action !== 'ok' || (resource ?? 'ok') !== 'ok' || covered === false,
      )
      .map(({ row, action, resource, covered, ours }) => [
        serviceOfRow({ row }),
        row.eventName,
        action,
        resource ?? '',
        covered === false ? 'would be denied' : '',
        row.action,
        row.resource ?? '',
        ours.join(' '),
      ]),
  }
}

function serviceOfRow({ row }) {
  return row.action.split(':')[0].toLowerCase()
}

function judge(core, row) {
  const mapping = core.requiredPermissions(callOfRow(core, row))
  const wanted = row.action.toLowerCase()
  const permission =
    mapping.kind === 'mapped' && mapping.permissions.find(({ action }) => action.toLowerCase() === wanted)
  const ours = permission ? permission.resources.map(({ arn }) => arn) : []
  const theirs = resourceOfRow(row)
  return {
    row,
    ours: permission
      ? ours
      : [mapping.kind === 'mapped' ? mapping.permissions.map((one) => one.action).join() : mapping.kind],
    action: permission ? 'ok' : mapping.kind === 'mapped' ? 'other action' : mapping.kind,
    ...(theirs === undefined || !permission ? {} : verdict(row, theirs, ours)),
  }
}

function verdict(row, theirs, ours) {
  const covered =
    ours.some((arn) => matches(arn, theirs)) || (isWord(row) && ours.some((arn) => sameKind(arn, theirs)))
  const agrees =
    covered ||
    ours.some((arn) => matches(theirs, arn) || (row.requestParameters === null && sameKind(arn, theirs)))
  return { covered, resource: agrees ? 'ok' : 'other resource' }
}

function sameKind(arn, theirs) {
  return arn === '*' || kindOfArn(arn) === kindOfArn(theirs)
}

/** IAM names a kind (`user`), and means the caller's own. */
function isWord({ resource }) {
  return resource !== '*' && !resource.startsWith('arn:')
}

/** IAM names a kind (`user`) where the message has a space in its resource; some rows name none. */
function resourceOfRow({ resource, action, recipientAccountId }) {
  if (resource === null || resource === '') return undefined
  if (resource === '*' || resource.startsWith('arn:')) return resource
  return `arn:aws:${action.split(':')[0].toLowerCase()}::${recipientAccountId}:${resource}/x`
}

function callOfRow(core, row) {
  const { source, sources, count, action, resource, ...record } = row
  const text = JSON.stringify({
    eventVersion: '1.08',
    eventTime: '2026-01-02T03:04:05Z',
    eventType: 'AwsApiCall',
    errorCode: 'AccessDenied',
    ...record,
  })
  const decoded = core.decodeText(text).find(({ kind }) => kind === 'record')
  return core.callOf(decoded.record, core.resolvePrincipal(decoded.record))
}
