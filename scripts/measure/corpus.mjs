import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { share } from './metric.mjs'

/** The calls of every record in the corpus's log files that carries a permission of its caller. */
export function corpusCalls(core, shared) {
  const corpus = join(shared, 'corpus')
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('AWSLogs') && name.endsWith('.json.gz'))
    .sort()
    .flatMap((name) =>
      callsIn(core, gunzipSync(readFileSync(join(corpus, name))).toString('utf8'), name.split('/')[0]),
    )
}

function callsIn(core, text, source) {
  return core.decodeText(text).flatMap((each) => {
    if (each.kind !== 'record') return []
    const principal = core.resolvePrincipal(each.record)
    if (core.whosePermission(each.record, principal).kind !== 'caller') return []
    return [{ source, call: core.callOf(each.record, principal) }]
  })
}

/** Records that are mapped, and permissions that got the resource which their request carried. */
export function measureCorpus(core, calls) {
  const mapped = calls.map((each) => ({ ...each, mapping: core.requiredPermissions(each.call) }))
  const permissions = mapped.flatMap(permissionsOf.bind(undefined, core))
  const service = ({ call }) => call.eventSource.replace('.amazonaws.com', '')
  return {
    metrics: [
      share('corpus.mapped', mapped, ({ mapping }) => mapping.kind !== 'unmapped', service),
      share('corpus.derived', permissions, ({ confessed }) => !confessed, service),
      share('corpus.derivedEvents', firstOfEach(permissions), ({ confessed }) => !confessed, service),
    ],
    misses: counted([
      ...mapped
        .filter(({ mapping }) => mapping.kind === 'unmapped')
        .map(({ call }) => ['unmapped', ...nameOf(call), '', '', '']),
      ...permissions
        .filter(({ confessed }) => confessed)
        .map(({ call, permission }) => [
          'no resource',
          ...nameOf(call),
          permission.action,
          permission.resources.map(({ arn }) => arn).join(' '),
          Object.keys(call.request ?? {})
            .sort()
            .join(),
        ]),
    ]),
  }
}

function nameOf({ eventSource, eventName }) {
  return [eventSource, eventName]
}

/** Permissions whose action supports resources, of requests that carry more than paging and filters. */
function permissionsOf(core, { call, mapping }) {
  if (mapping.kind !== 'mapped' || !carries(call)) return []
  return mapping.permissions
    .filter(({ action }) => core.actionById(action).resources.length > 0)
    .map((permission) => ({ call, permission, confessed: permission.resources.some(isOpen) }))
}

function isOpen({ arn, wildcard }) {
  return arn === '*' || wildcard !== undefined
}

const paging =
  /^(?:max|next|filter|marker|limit|pagesize|page|dryrun|clienttoken|sort|order|host|start|end|include|only|x-id|location|attributes?$)/i

function carries({ request, resources }) {
  return (
    resources.length > 0 ||
    Object.entries(request ?? {}).some(([key, value]) => !paging.test(key) && says(value))
  )
}

function says(value) {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(says)
  return typeof value === 'string' && value !== ''
}

/** Each event with each action once, so that a loop of one call does not decide the number. */
function firstOfEach(permissions) {
  const key = ({ call, permission, confessed }) =>
    `${call.eventSource} ${call.eventName} ${permission.action} ${confessed}`
  return [...new Map(permissions.map((one) => [key(one), one])).values()]
}

/** Equal rows once, with how often they came, most frequent first. */
function counted(rows) {
  const counts = new Map()
  for (const row of rows) counts.set(row.join('\t'), (counts.get(row.join('\t')) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([row, count]) => [count, ...row.split('\t')])
}
