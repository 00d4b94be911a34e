import { createHash } from 'node:crypto'
import type { Activity } from '../../core/activity/activity.js'
import type { Evidence } from '../../core/activity/evidence.js'
import { leavesOf } from '../../core/activity/prefix-tree.js'
import type { Cell } from './rows-writer.js'
import { samplesText } from './samples.js'

/** 128 bits of the SHA-256 of an activity's key, as a UUID. */
export function activityId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}

/** What the rows of a day come to, table by table. */
export interface ActivityCells {
  readonly activity: readonly (readonly Cell[])[]
  readonly calls: readonly (readonly Cell[])[]
  readonly value: readonly (readonly Cell[])[]
  readonly pending: readonly (readonly Cell[])[]
}

/** Rows of a fold by days as rows of tables. */
export function activityCells(rows: readonly Activity[]): ActivityCells {
  const activity = new Map<string, readonly Cell[]>()
  const [calls, value, pending]: [(readonly Cell[])[], (readonly Cell[])[], (readonly Cell[])[]] = [
    [],
    [],
    [],
  ]
  let [key, id] = ['', '']
  for (const row of rows) {
    if (row.key !== key) {
      key = row.key
      id = activityId(key)
    }
    if (!activity.has(id)) activity.set(id, keyCells(id, row))
    const day = row.evidence.first.slice(0, 10)
    calls.push([id, day, ...evidenceCells(row.evidence), row.message])
    value.push(...valueCells(id, day, row))
    pending.push(...pendingCells(id, day, row))
  }
  return { activity: [...activity.values()], calls, value, pending }
}

function keyCells(
  id: string,
  { call, outcome, errorCode, eventType, vpcEndpointId, denied, widened }: Activity,
): readonly Cell[] {
  const { principal, eventSource, eventName, region, account, partition, invokedBy, request, resources } =
    call
  return [
    ...[id, principal, eventSource, eventName, region, account, partition, invokedBy],
    ...[outcome, errorCode, eventType, vpcEndpointId, denied?.action, denied?.resource],
    request === undefined ? null : JSON.stringify(request),
    JSON.stringify(resources.map(({ arn, accountId, type }) => [arn, accountId ?? null, type ?? null])),
    widened,
    denied?.cause,
  ]
}

/** Count, first, last, samples. */
export function evidenceCells({ count, first, last, samples }: Evidence): readonly Cell[] {
  return [count, first, last, samples.length === 0 ? null : samplesText(samples)]
}

function valueCells(id: string, day: string, { unbounded }: Activity): (readonly Cell[])[] {
  return [...unbounded].flatMap(([member, tree]) =>
    leavesOf(tree).map(({ pattern, collapsed, evidence }) => [
      ...[id, day, member, tree.fixed, pattern, collapsed],
      ...evidenceCells(evidence),
    ]),
  )
}

/** No identifier at all stands for more than can be kept. */
function pendingCells(id: string, day: string, { pending }: Activity): (readonly Cell[])[] {
  if (pending === undefined) return []
  if (pending.overflown) return [[id, day, pending.stands, null]]
  return [...pending.identifiers].map((identifier) => [id, day, pending.stands, identifier])
}
