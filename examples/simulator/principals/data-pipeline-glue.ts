import { type Company, regional } from '../company.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { type Call, denied, need, type Step, single } from '../workload.js'

const JOB = 'marigold-orders-etl'
const TABLE = { databaseName: 'marigold', name: 'orders' }

/** Glue asks for the permission on the catalog, the database and the table alike. */
export function catalogTable(company: Company): readonly string[] {
  // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
  return ['catalog', 'database/marigold', 'table/marigold/orders'].map((name) =>
    regional(company, 'glue', name),
  )
}

export function glue(company: Company): readonly Step[] {
  return [
    single('glue:GetTable', [need('glue:GetTable', ...catalogTable(company))], (call) =>
      glueCall(call, 'GetTable', true, TABLE),
    ),
    partitions(company),
    ...jobRun(company),
    deleteTableRefused(company),
  ]
}

function glueCall(
  call: Call,
  name: string,
  readOnly: boolean,
  request: object,
  more: { response?: object; error?: { code: string; message: string } } = {},
): TrailRecord {
  return record(call, { source: 'glue', name, readOnly, request, ...more })
}

/** Throttled whenever it was tried: never a success, and yet AWS had allowed the call. */
function partitions(company: Company): Step {
  const request = { databaseName: 'marigold', tableName: 'orders' }
  const error = { code: 'ThrottlingException', message: 'Rate exceeded' }
  return single(
    'glue:GetPartitions',
    [need('glue:GetPartitions', ...catalogTable(company))],
    (call) => glueCall(call, 'GetPartitions', true, request, { error }),
    { outcome: 'failed', every: 3 },
  )
}

function jobRun(company: Company): readonly Step[] {
  const job = regional(company, 'glue', `job/${JOB}`)
  const runId = (call: Call) => call.recall('jobRun', () => `jr_${call.random.hex(64)}`)
  return [
    single('glue:StartJobRun', [need('glue:StartJobRun', job)], (call) => {
      const request = { jobName: JOB, arguments: { '--day': 'yesterday' } }
      return glueCall(call, 'StartJobRun', false, request, { response: { jobRunId: runId(call) } })
    }),
    single('glue:GetJobRun', [need('glue:GetJobRun', job)], (call) =>
      glueCall(call, 'GetJobRun', true, { jobName: JOB, runId: runId(call), predecessorsIncluded: false }),
    ),
  ]
}

function deleteTableRefused(company: Company): Step {
  return denied({
    operation: 'glue:DeleteTable',
    every: 5,
    wants: [need('glue:DeleteTable', ...catalogTable(company))],
    records: (call) => {
      const table = regional(company, 'glue', 'table/marigold/orders')
      const error = accessDenied(call, 'glue:DeleteTable', table, 'AccessDeniedException')
      return [glueCall(call, 'DeleteTable', false, TABLE, { error })]
    },
  })
}
