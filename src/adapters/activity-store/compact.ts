import { addLeaf, leavesOf, openPrefixTree, widestLevel } from '../../core/activity/prefix-tree.js'
import { evidenceCells } from './activity-cells.js'
import { type Connection, rowsOf } from './database.js'
import { evidenceOf, type SummedEvidence } from './evidence-columns.js'
import { appendRows, type Cell } from './rows-writer.js'
import { samplesJoined } from './samples.js'

const counted = `sum(count)::BIGINT AS count, min(first) AS first, max(last) AS last,
  ${samplesJoined} AS samples`

/** How every table that grows is added up. The order makes equal contents equal tables, and lookups quick. */
const sums: readonly (readonly [table: string, query: string])[] = [
  [
    'principal',
    'SELECT DISTINCT ON (arn) * FROM stored.principal ORDER BY arn, path_unknown, type, account, name',
  ],
  [
    'sighting',
    `SELECT arn, day, region, account, event_source, meaning, data, sum(events)::BIGINT AS events,
       sum(deliveries)::BIGINT AS deliveries, min(first) AS first, max(last) AS last
     FROM stored.sighting GROUP BY ALL ORDER BY ALL`,
  ],
  ['activity', 'SELECT DISTINCT ON (id) * FROM stored.activity ORDER BY principal, id'],
  [
    'calls',
    `SELECT id, day, ${counted}, min(message) AS message FROM stored.calls GROUP BY id, day ORDER BY id, day`,
  ],
  [
    'value',
    `SELECT id, day, member, fixed, pattern, collapsed, ${counted} FROM stored.value
     GROUP BY id, day, member, fixed, pattern, collapsed ORDER BY id, day, member, pattern, collapsed`,
  ],
  [
    'runtime',
    `SELECT arn, day, kind, name, partition, region, account, ${counted} FROM stored.runtime
     GROUP BY arn, day, kind, name, partition, region, account ORDER BY ALL`,
  ],
  ['pending', 'SELECT DISTINCT * FROM stored.pending ORDER BY ALL'],
  ['name', 'SELECT DISTINCT * FROM stored.name ORDER BY ALL'],
  ['profile', 'SELECT DISTINCT * FROM stored.profile ORDER BY ALL'],
  ['made', 'SELECT DISTINCT * FROM stored.made ORDER BY ALL'],
]

const growing = ['sighting', 'calls', 'value', 'pending', 'made', 'runtime'] as const

/** Compacts if the tables grew by more than `share` of what they were, and by more than a few thousand rows. */
export async function compactWhenDue(connection: Connection, share: number): Promise<void> {
  const [size] = await rowsOf<{ now: number; before: number }>(
    connection,
    `SELECT (${growing.map((table) => `(SELECT count(*) FROM stored.${table})`).join(' + ')})::DOUBLE AS now,
       (SELECT compacted FROM stored.meta)::DOUBLE AS before`,
  )
  if (size !== undefined && size.now > size.before * (1 + share) + 5000) await compact(connection)
}

/** Replaces rows by their sums, in one transaction. Changes nothing that the store says. */
export async function compact(connection: Connection): Promise<void> {
  await connection.run('BEGIN')
  try {
    for (const [table, query] of sums)
      await connection.run(`CREATE OR REPLACE TABLE stored.${table} AS ${query}`)
    await collapseTrees(connection)
    const rows = growing.map((table) => `(SELECT count(*) FROM stored.${table})`).join(' + ')
    await connection.run(`UPDATE stored.meta SET compacted = ${rows}`)
    await connection.run('COMMIT')
    await connection.run('CHECKPOINT')
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

interface LeafRow extends SummedEvidence {
  readonly id: string
  readonly day: string
  readonly member: string
  readonly fixed: number
  readonly pattern: string
  readonly collapsed: boolean
}

/** Two commits may hold twenty names each of one prefix: together they are one `*`. */
async function collapseTrees(connection: Connection): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE wide AS SELECT id, day, member FROM stored.value
     GROUP BY id, day, member HAVING count(*) > ${widestLevel}`,
  )
  const rows = await rowsOf<LeafRow>(
    connection,
    `SELECT id::VARCHAR AS id, day, member, fixed::DOUBLE AS fixed, pattern, collapsed, count::DOUBLE AS count, first,
       last, day || '=' || count AS days, samples
     FROM stored.value SEMI JOIN wide USING (id, day, member)`,
  )
  if (rows.length === 0) return
  await connection.run(
    'DELETE FROM stored.value WHERE (id, day, member) IN (SELECT (id, day, member) FROM wide)',
  )
  await appendRows(connection, 'value', collapsedCells(rows))
}

function collapsedCells(rows: readonly LeafRow[]): (readonly Cell[])[] {
  const groups = new Map<string, LeafRow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.id, row.day, row.member])
    groups.get(key)?.push(row) ?? groups.set(key, [row])
  }
  return [...groups.values()].flatMap((group) => {
    const { id, day, member, fixed } = group[0]!
    const tree = openPrefixTree(fixed)
    for (const row of group) addLeaf(tree, { ...row, evidence: evidenceOf(row) })
    return leavesOf(tree).map(({ pattern, collapsed, evidence }) => [
      ...[id, day, member, fixed, pattern, collapsed],
      ...evidenceCells(evidence),
    ])
  })
}
