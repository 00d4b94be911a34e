import { BUCKETS, bucketArn, type Company, objectArn, regional } from '../company.js'
import { record, type TrailRecord } from '../records/record.js'
import { bucketEvent, objectEvent } from '../records/s3.js'
import { type Call, need, needVia, type Step, single, step } from '../workload.js'
import { catalogTable } from './data-pipeline-glue.js'
import { curatedPart } from './data-pipeline-lake.js'

const ATHENA = 'athena.amazonaws.com'
const WORK_GROUP = 'analytics'

/** Athena works with the caller's permissions on the catalog, the data and the place of the results. */
export function athena(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html
  const workGroup = regional(company, 'athena', `workgroup/${WORK_GROUP}`)
  return [
    step({
      operation: 'athena:StartQueryExecution',
      needs: [
        need('athena:StartQueryExecution', workGroup),
        needVia(ATHENA, 'glue:GetTable', ...catalogTable(company)),
        needVia(ATHENA, 's3:GetBucketLocation', bucketArn(BUCKETS.athena)),
        needVia(ATHENA, 's3:GetObject', objectArn(BUCKETS.lake, 'curated/orders/*')),
        needVia(ATHENA, 's3:PutObject', objectArn(BUCKETS.athena, `${WORK_GROUP}/*`)),
      ],
      records: (call) => [startQuery(call), ...forwarded(call)],
    }),
    // The request names only the execution; the permission is on its workgroup.
    single('athena:GetQueryExecution', [need('athena:GetQueryExecution', workGroup)], (call) => {
      const request = { queryExecutionId: queryId(call) }
      return record(call, { source: 'athena', name: 'GetQueryExecution', readOnly: true, request })
    }),
  ]
}

function queryId(call: Call): string {
  return call.recall('query', call.random.uuid)
}

function startQuery(call: Call): TrailRecord {
  return record(call, {
    source: 'athena',
    name: 'StartQueryExecution',
    readOnly: false,
    request: {
      queryString: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      clientRequestToken: call.random.uuid(),
      queryExecutionContext: { database: 'marigold', catalog: 'AwsDataCatalog' },
      workGroup: WORK_GROUP,
    },
    response: { queryExecutionId: queryId(call) },
  })
}

/** What Athena does in the caller's name for one query. */
function forwarded(call: Call): readonly TrailRecord[] {
  const get = (nth: number): TrailRecord => {
    const key = curatedPart(call, nth)
    return objectEvent(call, {
      name: 'GetObject',
      bucket: BUCKETS.lake,
      key,
      readOnly: true,
      invokedBy: ATHENA,
    })
  }
  const put = (suffix: string): TrailRecord => {
    const key = `${WORK_GROUP}/${queryId(call)}${suffix}`
    return objectEvent(call, {
      name: 'PutObject',
      bucket: BUCKETS.athena,
      key,
      readOnly: false,
      invokedBy: ATHENA,
    })
  }
  return [tableOfQuery(call), locationOfResults(call), get(1), get(2), put('.csv'), put('.csv.metadata')]
}

function tableOfQuery(call: Call): TrailRecord {
  const request = { databaseName: 'marigold', name: 'orders' }
  return record(call, { source: 'glue', name: 'GetTable', readOnly: true, request, invokedBy: ATHENA })
}

function locationOfResults(call: Call): TrailRecord {
  return bucketEvent(call, {
    name: 'GetBucketLocation',
    bucket: BUCKETS.athena,
    readOnly: true,
    request: { location: '' },
    invokedBy: ATHENA,
  })
}
