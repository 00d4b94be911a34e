/** The same aggregate by DuckDB: what was done, how often, first and last, each event once. */
import { hashOfCounts, start } from './methods.mjs'

/** Types stated, so that nothing is sniffed; what is not asked for is not parsed into columns. */
const identity =
  'STRUCT("type" VARCHAR, arn VARCHAR, accountId VARCHAR, invokedBy VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR)))'
const record = `STRUCT(userIdentity ${identity}, eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
  errorCode VARCHAR, requestParameters JSON, resources JSON, eventID VARCHAR, eventType VARCHAR, recipientAccountId VARCHAR, vpcEndpointId VARCHAR)`

/** @returns {Promise<{ wall: number, cpu: number, hash: string } | undefined>} nothing if it is not installed */
export async function duckdb(folder, threads) {
  const api = await import('@duckdb/node-api').catch(() => undefined)
  if (api === undefined) return undefined
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    preserve_insertion_order: 'false',
  })
  const connection = await instance.connect()
  const clock = start()
  const rows = `SELECT unnest(Records) AS r FROM read_json('${folder}/**/*.json.gz', columns = {Records: '${record}[]'},
    format = 'unstructured', maximum_object_size = 134217728)`
  await connection.run(`CREATE TABLE activity AS
    SELECT coalesce(r.userIdentity.sessionContext.sessionIssuer.arn, r.userIdentity.arn) AS principal,
      r.eventSource AS source, r.eventName AS name, r.awsRegion AS region, r.recipientAccountId AS account, r.errorCode AS error,
      r.userIdentity.invokedBy AS invoker, r.eventType AS type, r.vpcEndpointId AS endpoint, r.requestParameters AS request,
      r.resources AS resources, r.eventTime[:10] AS day, count(DISTINCT r.eventID) AS events, min(r.eventTime) AS first,
      max(r.eventTime) AS last FROM (${rows}) GROUP BY ALL`)
  const times = clock()
  const counted = await connection.runAndReadAll(
    'SELECT source, region, day, sum(events)::BIGINT FROM activity GROUP BY ALL',
  )
  const counts = new Map(
    counted.getRows().map(([source, region, day, n]) => [`${source} ${region} ${day}`, Number(n)]),
  )
  connection.closeSync()
  instance.closeSync()
  return { ...times, hash: hashOfCounts(counts) }
}
