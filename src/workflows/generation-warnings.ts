import type { Activity } from '../core/activity/activity.js'
import type { ClientUse } from '../core/activity/clients.js'
import type { RuntimeUse } from '../core/activity/runtime.js'
import { widestEvent } from '../core/activity/widen.js'
import { sortedUnique } from '../core/iam/order.js'
import type { GeneratedPolicy } from '../core/policy/generate.js'
import { hiddenCalls } from '../core/reference/data-events.js'
import type { ChosenPrincipal } from './choose-principal.js'
import { severalWorkloads } from './workloads.js'

/** What the records showed beside the activity. */
interface Seen {
  readonly dataServices: ReadonlySet<string>
  readonly runtimes: readonly RuntimeUse[]
  readonly clients: readonly ClientUse[]
}

/** What a reader must know of a generated policy before attaching it. */
export function generationWarnings(
  generated: GeneratedPolicy,
  chosen: readonly ChosenPrincipal[],
  { dataServices, runtimes, clients }: Seen,
): string[] {
  return [
    ...nothing(generated),
    ...identities(chosen),
    ...unmapped(generated),
    ...unseen(generated, dataServices),
    ...fromConsole(runtimes),
    ...severalWorkloads(clients),
    ...profiles(generated),
    ...paths(generated),
    ...decided(generated),
    ...leftConditions(generated),
  ]
}

function nothing({ documents, denied }: GeneratedPolicy): string[] {
  if (documents.length > 0) return []
  const tried = denied.length > 0 ? `; ${denied.length} permissions were asked for and denied` : ''
  return [`nothing to allow: no call of the principal needed a permission and got it${tried}`]
}

function identities(chosen: readonly ChosenPrincipal[]): string[] {
  return chosen.flatMap(({ principal }) => [
    ...(principal.pathUnknown === true
      ? [`${principal.arn}: the records do not show the role's path, \`/\` is assumed`]
      : []),
    ...(principal.permissionSet === undefined
      ? []
      : [
          `${principal.arn} belongs to the permission set ${principal.permissionSet}: put the policy there, not on the role`,
        ]),
  ])
}

function unmapped({ unmapped: events }: GeneratedPolicy): string[] {
  if (events.length === 0) return []
  const names = events.map(({ eventSource, eventName }) => `${eventSource} ${eventName}`)
  return [
    `${events.length} kinds of events could not be mapped to an action and are not in the policy: ${names.join(', ')}`,
  ]
}

/** Data events are off unless somebody switched them on, kind by kind; the services that this concerns are named. */
function unseen({ permissions }: GeneratedPolicy, dataServices: ReadonlySet<string>): string[] {
  const used = sortedUnique(permissions.map(({ action }) => action.slice(0, action.indexOf(':'))))
  const hidden = used.filter((service) => hiddenCalls(service) !== undefined && !dataServices.has(service))
  if (hidden.length > 0) {
    const what = hidden.map((service) => hiddenCalls(service)).join(', ')
    return [
      `the policy uses ${hidden.join(', ')}, but none of the principal's data events of ${hidden.length === 1 ? 'it' : 'them'} is in these logs: ${what} leave no trace unless data events are switched on, so such permissions are not in the policy`,
    ]
  }
  if (dataServices.size > 0) return []
  return [
    'no data event of the principal is in these logs: reading and writing S3 objects, DynamoDB items, SQS messages or invoking functions leaves no trace unless data events are switched on, so such permissions are not in the policy',
  ]
}

/** Pages of the console read far more than the person who looks at them asked for. */
function fromConsole(runtimes: readonly RuntimeUse[]): string[] {
  const console = runtimes.filter(({ runtime }) => runtime.kind === 'console')
  if (console.length === 0) return []
  const calls = console.reduce((sum, { evidence }) => sum + evidence.count, 0)
  const services = sortedUnique(console.map(({ runtime }) => runtime.name ?? 'many services'))
  return [
    `the AWS console made ${calls} of the calls for a person: ${services.join(', ')}; leave out what only its pages read, if a program is to use the policy`,
  ]
}

/** A record names the instance profile, never the role in it. */
function profiles({ unknownProfiles: names }: GeneratedPolicy): string[] {
  if (names.length === 0) return []
  return [
    `launching with ${names.join(', ')} also needs iam:PassRole on the role inside, which no record names: add it by hand`,
  ]
}

/** What was asked for and is not there, by key and reason. */
function leftConditions({ requestConditions }: GeneratedPolicy): string[] {
  const left = requestConditions.filter((one) => one.left !== undefined)
  const said = sortedUnique(left.map((one) => `${one.key}: ${one.left}`))
  return said.map((text) => {
    const on = left.filter((one) => `${one.key}: ${one.left}` === text)
    const [{ action, resource } = { action: '', resource: '' }] = on
    const more = on.length === 1 ? '' : ` and ${on.length - 1} more`
    return `no condition on ${text} (${action} on ${resource}${more})`
  })
}

/** Where requests were put together because there were too many to keep apart. */
export function wideningWarnings(rows: readonly Activity[]): string[] {
  const events = new Map(
    rows
      .filter(({ widened }) => widened > 0)
      .map(({ call: { principal, eventSource, eventName }, widened }) => [
        `${principal} ${eventSource} ${eventName}`,
        widened,
      ]),
  )
  return [...events].map(
    ([event, step]) => `${event}: more than ${widestEvent} different requests, so ${lostBy[step]}`,
  )
}

const lostBy = {
  0: '',
  1: 'identifiers in them are put together as `*`',
  2: 'names behind the last `/` or `:` in them are put together as `*`',
  3: 'they were not kept: its resources are `*`, and what only the request shows (a role that is passed, tags, copies) is missing',
} as const

const pathsShown = 5

function paths({ assumedPaths }: GeneratedPolicy): string[] {
  if (assumedPaths.length === 0) return []
  const list = assumedPaths.slice(0, pathsShown).join(', ')
  const more = assumedPaths.length > pathsShown ? ` and ${assumedPaths.length - pathsShown} more` : ''
  return [`no record shows the path of ${assumedPaths.length} IAM names, \`/\` is assumed: ${list}${more}`]
}

/** What a person decided is said again: an exclusion takes something away that was used. */
function decided({ recipe: { added, excluded, idle } }: GeneratedPolicy): string[] {
  return [
    ...(added.length === 0
      ? []
      : [`the recipe adds ${added.length} permissions: see \`recipe.added\` in the report`]),
    ...excluded.map(
      ({ action, resource, reason }) =>
        `the recipe excludes ${action} on ${resource}, which was used: ${reason}`,
    ),
    ...idle.map((rule) => `the recipe's rule \`${rule}\` changes nothing`),
  ]
}
