/** The same aggregate by DuckDB: what was done, how often, first and last, each event once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOfCounts } from './equal.mjs'

/** Types stated, so that nothing is sniffed; what is not asked for is not parsed into columns. */
const identity =
  'STRUCT("type" VARCHAR, arn VARCHAR, accountId VARCHAR, invokedBy VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR)))'
const record = `STRUCT(userIdentity ${identity}, eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
  errorCode VARCHAR, requestParameters VARCHAR, resources VARCHAR, eventID VARCHAR, eventType VARCHAR, recipientAccountId VARCHAR, vpcEndpointId VARCHAR)`

/** @type {import('./methods.mjs').Method} */
export async function duckdb({ folder, threads, settings = {} }, start) {
  const api = await import('@duckdb/node-api').catch(() => undefined)
  if (api === undefined) return { why: 'DuckDB is not installed' }
  const spill = mkdtempSync(join(tmpdir(), 'leastwise-duckdb-'))
  const stop = start()
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    preserve_insertion_order: 'false',
    temp_directory: spill,
  })
  const connection = await instance.connect()
  await connection.run(aggregate(folder, settings))
  const times = stop()
  const counted = await connection.runAndReadAll(
    'SELECT source, region, day, sum(events)::BIGINT FROM activity GROUP BY ALL',
  )
  const counts = new Map(
    counted.getRows().map(([source, region, day, n]) => [`${source} ${region} ${day}`, Number(n)]),
  )
  connection.closeSync()
  instance.closeSync()
  rmSync(spill, { recursive: true, force: true })
  return { ...times, counts: hashOfCounts(counts) }
}

function aggregate(folder, { object = 16_777_216 }) {
  const rows = `SELECT unnest(Records) AS r FROM read_json('${folder}/*.json.gz', columns = {Records: '${record}[]'},
    format = 'unstructured', maximum_object_size = ${object})`
  return `CREATE TABLE activity AS
    SELECT coalesce(r.userIdentity.sessionContext.sessionIssuer.arn, r.userIdentity.arn) AS principal,
      r.eventSource AS source, r.eventName AS name, r.awsRegion AS region, r.recipientAccountId AS account, r.errorCode AS error,
      r.userIdentity.invokedBy AS invoker, r.eventType AS type, r.vpcEndpointId AS endpoint, r.requestParameters AS request,
      r.resources AS resources, r.eventTime[:10] AS day, count(DISTINCT r.eventID) AS events, min(r.eventTime) AS first,
      max(r.eventTime) AS last FROM (${rows}) GROUP BY ALL`
}
