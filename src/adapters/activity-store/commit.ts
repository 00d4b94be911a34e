import type { AccessActivity } from '../../core/activity/access-activity.js'
import { LeastwiseError, type StoreBatch, type StoredFile } from '../../workflows/ports.js'
import { activityCells, evidenceCells } from './activity-cells.js'
import { type Connection, rowsOf } from './database.js'
import { appendRows, type Cell } from './rows-writer.js'

/**
 * Adds a batch in one transaction. `expected` is the number of commits that the batch was made from: if somebody else
 * added something since, events could count twice, and STORE_LOCKED is thrown. Gives the new number.
 */
export async function commitBatch(
  connection: Connection,
  batch: StoreBatch,
  expected: number,
): Promise<number> {
  await connection.run('BEGIN')
  try {
    const [meta] = await rowsOf<{ commits: number }>(
      connection,
      'SELECT commits::DOUBLE AS commits FROM stored.meta',
    )
    if (meta?.commits !== expected) throw interfered()
    await writeFiles(connection, batch.files)
    await writeActivity(connection, batch.activity)
    await appendRows(connection, 'event', eventCells(batch.events))
    await connection.run('UPDATE stored.meta SET commits = commits + 1')
    await connection.run('COMMIT')
    return expected + 1
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

function interfered(): LeastwiseError {
  const hint = 'run it again: nothing was lost, and what is there is not read again'
  return new LeastwiseError('STORE_LOCKED', 'the store was changed by another process meanwhile', hint)
}

/** A file that was read again says what it says now. */
async function writeFiles(connection: Connection, files: readonly StoredFile[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE again (path VARCHAR)')
  await appendRows(
    connection,
    'again',
    files.map(({ origin }) => [origin.path]),
    'temp',
  )
  await connection.run('DELETE FROM stored.file WHERE path IN (SELECT path FROM again)')
  await appendRows(connection, 'file', files.map(fileCells))
}

function fileCells({ origin, bytes, broken, records, skipped, examples }: StoredFile): readonly Cell[] {
  const status = broken === undefined ? 'read' : 'broken'
  return [
    ...[origin.path, bytes, origin.modified, status, broken?.reason, broken?.detail, records],
    ...[JSON.stringify(skipped), JSON.stringify(examples)],
  ]
}

async function writeActivity(connection: Connection, activity: AccessActivity): Promise<void> {
  const cells = activityCells(activity.rows())
  await appendNew(connection, 'activity', cells.activity, 'id')
  await appendRows(connection, 'calls', cells.calls)
  await appendRows(connection, 'value', cells.value)
  await appendRows(connection, 'pending', cells.pending)
  await appendRows(connection, 'principal', [...activity.principals.values()].map(principalCells))
  await appendRows(connection, 'sighting', activity.sightings.all().map(sightingCells))
  await appendNew(
    connection,
    'name',
    activity.names.arns().map((arn) => [arn]),
    'arn',
  )
  await appendRows(connection, 'profile', activity.names.profiles())
  await appendRows(connection, 'made', madeCells(activity))
  await appendRows(connection, 'runtime', activity.runtimes.all().map(runtimeCells))
}

/** Appends only rows that the table does not have. */
async function appendNew(
  connection: Connection,
  table: string,
  rows: readonly (readonly Cell[])[],
  column: string,
): Promise<void> {
  if (rows.length === 0) return
  await connection.run(`CREATE OR REPLACE TEMP TABLE incoming AS SELECT * FROM stored.${table} LIMIT 0`)
  await appendRows(connection, 'incoming', rows, 'temp')
  await connection.run(
    `INSERT INTO stored.${table} SELECT * FROM incoming ANTI JOIN stored.${table} USING (${column})`,
  )
}

type Principal = AccessActivity['principals'] extends ReadonlyMap<string, infer P> ? P : never

function principalCells(principal: Principal): readonly Cell[] {
  const { arn, type, account, name, permissionSet, pathUnknown, serviceLinked } = principal
  return [arn, type, account, name, permissionSet, pathUnknown === true, serviceLinked === true]
}

type Sighting = ReturnType<AccessActivity['sightings']['all']>[number]

function sightingCells(one: Sighting): readonly Cell[] {
  const { arn, day, region, account, eventSource, meaning, data, events, deliveries, first, last } = one
  return [arn, day, region, account, eventSource, meaning, data, events, deliveries, first, last]
}

function madeCells(activity: AccessActivity): (readonly Cell[])[] {
  return activity.made
    .all()
    .flatMap(({ place: { arn, day, region, account }, lessons }) => [
      ...lessons.identifiers.map((identifier) => [arn, day, region, account, identifier, null]),
      ...lessons.links.map(([identifier, stands]) => [arn, day, region, account, identifier, stands]),
    ])
}

type RuntimeUse = ReturnType<AccessActivity['runtimes']['all']>[number]

function runtimeCells({ arn, runtime, evidence }: RuntimeUse): readonly Cell[] {
  const { kind, name, partition, region, account } = runtime
  const day = evidence.first.slice(0, 10)
  return [arn, day, kind, name, partition, region, account, ...evidenceCells(evidence)]
}

function eventCells(events: StoreBatch['events']): (readonly Cell[])[] {
  return [...events].map(([place, prints]) => [
    ...[place.slice(0, 10), place.slice(11)],
    new Uint8Array(prints.buffer, prints.byteOffset, prints.byteLength),
  ])
}
