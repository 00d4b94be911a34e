import type { Activity, PendingIdentifiers } from '../../core/activity/activity.js'
import { openFold } from '../../core/activity/fold.js'
import { withIdentifiers } from '../../core/activity/pending.js'
import { addLeaf, openPrefixTree, type PrefixTree } from '../../core/activity/prefix-tree.js'
import { widenedKeyText, widestEvent } from '../../core/activity/widen.js'
import type { Outcome } from '../../core/cloudtrail/classify.js'
import type { DenialCause } from '../../core/cloudtrail/denial-cause.js'
import type { JsonObject } from '../../core/iam/json.js'
import { byCodeUnit } from '../../core/iam/order.js'
import type { Call } from '../../core/reference/call.js'
import { type Connection, rowsOf } from './database.js'
import { evidenceOf, type SummedEvidence, summedColumns } from './evidence-columns.js'
import { type Condition, every } from './scope.js'

/** Which activities, and of which days. */
export interface RowsWanted {
  /** Over the columns of `stored.activity`. */
  readonly chosen: Condition
  /** Over the column `day`. */
  readonly days: Condition
}

interface ActivityRow {
  readonly id: string
  readonly principal: string
  readonly event_source: string
  readonly event_name: string
  readonly region: string | null
  readonly account: string | null
  readonly partition: string
  readonly invoked_by: string | null
  readonly outcome: Outcome
  readonly error_code: string | null
  readonly event_type: string
  readonly vpc_endpoint: string | null
  readonly denied_action: string | null
  readonly denied_resource: string | null
  /** Not there in a store that was made before version 3. */
  readonly denied_cause?: DenialCause | null
  readonly request: string | null
  readonly resources: string
  readonly widened: 0 | 1 | 2 | 3
}

interface CallsRow extends SummedEvidence {
  readonly id: string
  readonly message: string | null
}

/** The rows of the fold, added up over the days. */
export async function readRows(connection: Connection, { chosen, days }: RowsWanted): Promise<Activity[]> {
  const wanted = `id IN (SELECT id FROM stored.activity WHERE ${chosen.sql})`
  const here = every([{ sql: wanted, values: chosen.values }, days])
  const calls = await readCalls(connection, here)
  const rows = await rowsOf<ActivityRow>(
    connection,
    `SELECT * EXCLUDE (id, widened), widened::DOUBLE AS widened, id::VARCHAR AS id FROM stored.activity
     WHERE ${chosen.sql}`,
    chosen.values,
  )
  const details = { trees: await readTrees(connection, here), pending: await readPending(connection, here) }
  const found = new Map<string, Activity>()
  for (const row of rows) {
    const called = calls.get(row.id)
    if (called !== undefined) found.set(row.id, activityOf(row, called, details))
  }
  return inOrder([...found.values()])
}

async function readCalls(connection: Connection, here: Condition): Promise<ReadonlyMap<string, CallsRow>> {
  const rows = await rowsOf<CallsRow>(
    connection,
    `SELECT id::VARCHAR AS id, ${summedColumns}, min(message) AS message FROM stored.calls WHERE ${here.sql} GROUP BY id`,
    here.values,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function inOrder(found: Activity[]): Activity[] {
  return needsWidening(found) ? refolded(found) : found.sort((a, b) => byCodeUnit(a.key, b.key))
}

/** What one commit widened, or several would have together, has to be widened in all of them. */
function needsWidening(rows: readonly Activity[]): boolean {
  const events = new Map<string, number>()
  for (const { call, outcome, widened } of rows) {
    const name = [call.principal, call.eventSource, call.eventName, outcome].join('\u0000')
    const count = (events.get(name) ?? 0) + 1
    if (widened > 0 || count > widestEvent) return true
    events.set(name, count)
  }
  return false
}

function refolded(rows: readonly Activity[]): Activity[] {
  const fold = openFold()
  for (const row of rows) fold.addRow(row)
  return [...fold.rows()]
}

/** What is kept apart from the rows, by their ids. */
interface Details {
  readonly trees: ReadonlyMap<string, Activity['unbounded']>
  readonly pending: ReadonlyMap<string, PendingIdentifiers>
}

function activityOf(row: ActivityRow, calls: CallsRow, { trees, pending }: Details): Activity {
  const deniedAction = row.denied_action
  const key = {
    call: callOf(row),
    outcome: row.outcome,
    errorCode: row.error_code ?? undefined,
    eventType: row.event_type,
    vpcEndpointId: row.vpc_endpoint ?? undefined,
    denied:
      deniedAction === null
        ? undefined
        : {
            action: deniedAction,
            resource: row.denied_resource ?? undefined,
            cause: row.denied_cause ?? undefined,
          },
  }
  return {
    ...key,
    key: widenedKeyText(row.widened, key),
    evidence: evidenceOf(calls),
    unbounded: trees.get(row.id) ?? new Map(),
    message: calls.message ?? undefined,
    pending: pending.get(row.id),
    widened: row.widened,
  }
}

function callOf(row: ActivityRow): Call {
  const resources = JSON.parse(row.resources) as [string, string | null, string | null][]
  return {
    eventSource: row.event_source,
    eventName: row.event_name,
    region: row.region ?? undefined,
    account: row.account ?? undefined,
    partition: row.partition,
    principal: row.principal,
    invokedBy: row.invoked_by ?? undefined,
    errorCode: row.error_code ?? undefined,
    request: row.request === null ? undefined : (JSON.parse(row.request) as JsonObject),
    resources: resources.map(([arn, accountId, type]) => ({
      arn,
      accountId: accountId ?? undefined,
      type: type ?? undefined,
    })),
  }
}

interface ValueRow extends SummedEvidence {
  readonly id: string
  readonly member: string
  readonly fixed: number
  readonly pattern: string
  readonly collapsed: boolean
}

async function readTrees(
  connection: Connection,
  here: Condition,
): Promise<ReadonlyMap<string, Map<string, PrefixTree>>> {
  const rows = await rowsOf<ValueRow>(
    connection,
    `SELECT id::VARCHAR AS id, member, fixed::DOUBLE AS fixed, pattern, collapsed, ${summedColumns}
     FROM stored.value WHERE ${here.sql} GROUP BY ALL`,
    here.values,
  )
  const trees = new Map<string, Map<string, PrefixTree>>()
  for (const row of rows) {
    const members = trees.get(row.id) ?? new Map<string, PrefixTree>()
    const tree = members.get(row.member) ?? openPrefixTree(row.fixed)
    trees.set(row.id, members.set(row.member, tree))
    addLeaf(tree, { pattern: row.pattern, collapsed: row.collapsed, evidence: evidenceOf(row) })
  }
  return trees
}

async function readPending(
  connection: Connection,
  here: Condition,
): Promise<ReadonlyMap<string, PendingIdentifiers>> {
  const rows = await rowsOf<{ id: string; stands: string; identifier: string | null }>(
    connection,
    `SELECT DISTINCT id::VARCHAR AS id, stands, identifier FROM stored.pending WHERE ${here.sql}`,
    here.values,
  )
  const pending = new Map<string, PendingIdentifiers>()
  for (const { id, stands, identifier } of rows) {
    const more = {
      stands,
      identifiers: identifier === null ? [] : [identifier],
      overflown: identifier === null,
    }
    pending.set(id, withIdentifiers(pending.get(id), more))
  }
  return pending
}
