import {
  BUCKETS,
  bucketArn,
  type Company,
  HOME,
  identity,
  KEY_IDS,
  keyArn,
  objectArn,
  regional,
  tableArn,
} from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { forwardedDataKey, forwardedDecrypt } from '../records/kms.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { bucketEvent, listEvent, objectEvent } from '../records/s3.js'
import { printed } from '../time.js'
import { type Call, denied, need, needKeyVia, needVia, type Principal, type Step, step } from '../workload.js'

const S3 = 's3.amazonaws.com'
const ATHENA = 'athena.amazonaws.com'
const WORK_GROUP = 'analytics'
const JOB = 'marigold-orders-etl'
const STATE_MACHINE = 'marigold-nightly-orders'

/** The nightly pipeline: reads raw orders, writes curated ones, and lets Glue and Athena work on them. */
export function dataPipeline(company: Company): Principal {
  const arn = identity(company, 'role/service-role/marigold-data-pipeline')
  return {
    name: 'data-pipeline',
    arn,
    type: 'Role',
    starts: ['00:00', '02:00', '08:00', '12:00', '16:00', '20:00'],
    share: 20,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: `i-${random.hex(17)}`,
        start,
        random,
        region: HOME,
        sourceIPAddress: `10.0.${8 + random.below(2)}.${10 + random.below(200)}`,
        userAgent:
          'Boto3/1.37.9 md/Botocore#1.37.9 ua/2.1 os/linux#6.1.128-136.201.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.37.9',
      }),
    steps: [
      ...lake(company),
      ...tables(company),
      ...glue(company),
      ...athena(company),
      ...orchestration(company),
    ],
  }
}

/** The lake is encrypted with a KMS key, which S3 uses in the caller's name. */
function lake(company: Company): readonly Step[] {
  const key = keyArn(company.production, KEY_IDS.lake)
  const raw = objectArn(BUCKETS.lake, 'raw/orders/*')
  const curated = objectArn(BUCKETS.lake, 'curated/orders/*')
  const decrypt = needKeyVia(`s3.${HOME}.amazonaws.com`, 'kms:Decrypt', key)
  const dataKey = needKeyVia(`s3.${HOME}.amazonaws.com`, 'kms:GenerateDataKey', key)
  const part = (call: Call, name: string, prefix: string) =>
    call.recall(name, () => `${prefix}part-0000${call.random.below(10)}-${call.random.uuid()}.snappy.parquet`)
  const rawKey = (call: Call, nth: number) => part(call, `raw${nth}`, 'raw/orders/')
  const curatedKey = (call: Call, nth: number) => part(call, `curated${nth}`, 'curated/orders/')
  const encrypted = {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': key,
  }
  const context = { 'aws:s3:arn': bucketArn(BUCKETS.lake) }
  return [
    // Both versions of the listing are logged as ListObjects and authorised as ListBucket:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    step({
      operation: 's3:ListObjects',
      needs: [need('s3:ListBucket', bucketArn(BUCKETS.lake))],
      records: (call) => [
        listEvent(call, {
          name: 'ListObjects',
          bucket: BUCKETS.lake,
          readOnly: true,
          request: { 'list-type': '2', 'encoding-type': 'url', prefix: 'raw/orders/', delimiter: '' },
        }),
      ],
    }),
    step({
      operation: 's3:GetObject',
      needs: [need('s3:GetObject', raw), decrypt],
      records: (call) => [
        objectEvent(call, { name: 'GetObject', bucket: BUCKETS.lake, key: rawKey(call, 1), readOnly: true }),
        forwardedDecrypt(call, key, S3, context),
        objectEvent(call, { name: 'GetObject', bucket: BUCKETS.lake, key: rawKey(call, 2), readOnly: true }),
      ],
    }),
    // A missing key: AWS said 404 and not 403 because the caller may list the bucket.
    step({
      operation: 's3:GetObject',
      outcome: 'failed',
      every: 3,
      needs: [need('s3:GetObject', raw), need('s3:ListBucket', bucketArn(BUCKETS.lake))],
      records: (call) => [
        objectEvent(call, {
          name: 'GetObject',
          bucket: BUCKETS.lake,
          key: `raw/orders/_SUCCESS-${call.random.uuid()}`,
          readOnly: true,
          error: { code: 'NoSuchKey', message: 'The specified key does not exist.' },
        }),
      ],
    }),
    step({
      operation: 's3:PutObject',
      needs: [need('s3:PutObject', curated), dataKey],
      records: (call) => [
        objectEvent(call, {
          name: 'PutObject',
          bucket: BUCKETS.lake,
          key: curatedKey(call, 1),
          readOnly: false,
          request: encrypted,
          response: encrypted,
        }),
        forwardedDataKey(call, key, S3, context),
      ],
    }),
    multipartUpload(curated, [dataKey, decrypt], (call) => curatedKey(call, 2), encrypted),
    // In the tooling account, whose own copy of the record is not this role's business.
    step({
      operation: 's3:GetObject',
      every: 2,
      needs: [need('s3:GetObject', objectArn(BUCKETS.reference, 'vat-rates.json'))],
      records: crossAccountRead,
    }),
  ]
}

/** A large object: three calls, all authorised as PutObject; its parts are decrypted to be joined. */
function multipartUpload(
  curated: string,
  keys: Step['needs'],
  keyOf: (call: Call) => string,
  encrypted: object,
): Step {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
  return step({
    operation: 's3:CreateMultipartUpload',
    needs: [need('s3:PutObject', curated), ...keys],
    records: (call) => {
      const key = keyOf(call)
      const uploadId = call.random.base64(86)
      const event = (name: string, request: object, response: object): TrailRecord =>
        objectEvent(call, { name, bucket: BUCKETS.lake, key, readOnly: false, request, response })
      return [
        event('CreateMultipartUpload', { uploads: '', ...encrypted }, encrypted),
        event('UploadPart', { uploadId, partNumber: '1' }, encrypted),
        event('CompleteMultipartUpload', { uploadId }, encrypted),
      ]
    },
  })
}

/** The same call in both accounts' trails, tied by `sharedEventID`; the owner sees only who called. */
function crossAccountRead(call: Call): readonly TrailRecord[] {
  const [key, owner] = ['vat-rates.json', call.company.tooling]
  const sharedEventID = call.random.uuid()
  const mine = objectEvent(call, { name: 'GetObject', bucket: BUCKETS.reference, key, readOnly: true, owner })
  const { principalId, accountId } = call.actor.userIdentity as { principalId: string; accountId: string }
  const theirs = {
    ...mine,
    userIdentity: { type: 'AWSAccount', principalId, accountId },
    eventID: call.random.uuid(),
    recipientAccountId: owner,
  }
  return [mine, theirs].map((copy) => withSharedEventId(copy, sharedEventID))
}

/** `sharedEventID` stands before `eventCategory`, as CloudTrail writes it. */
function withSharedEventId(copy: TrailRecord, sharedEventID: string): TrailRecord {
  const { eventCategory, tlsDetails, ...before } = copy
  return { ...before, sharedEventID, eventCategory, tlsDetails } as TrailRecord
}

function tables(company: Company): readonly Step[] {
  const recommendations = tableArn(company, 'marigold-recommendations')
  const orders = tableArn(company, 'marigold-orders')
  return [
    step({
      operation: 'dynamodb:BatchWriteItem',
      needs: [need('dynamodb:BatchWriteItem', recommendations)],
      records: (call) => [
        itemEvent(call, {
          name: 'BatchWriteItem',
          readOnly: false,
          tables: [recommendations],
          request: {
            requestItems: {
              'marigold-recommendations': [{ putRequest: { item: { customerId: call.random.uuid() } } }],
            },
          },
        }),
      ],
    }),
    step({
      operation: 'dynamodb:Query',
      needs: [need('dynamodb:Query', orders)],
      records: (call) => [
        itemEvent(call, {
          name: 'Query',
          readOnly: true,
          tables: [orders],
          request: {
            tableName: 'marigold-orders',
            keyConditionExpression: '#o = :o',
            expressionAttributeNames: { '#o': 'orderId' },
          },
        }),
      ],
    }),
  ]
}

/** Glue asks for the permission on the catalog, the database and the table alike. */
function catalogTable(company: Company): readonly string[] {
  // https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
  return ['catalog', 'database/marigold', 'table/marigold/orders'].map((name) =>
    regional(company, 'glue', name),
  )
}

function glue(company: Company): readonly Step[] {
  const job = regional(company, 'glue', `job/${JOB}`)
  const runId = (call: Call) => call.recall('jobRun', () => `jr_${call.random.hex(64)}`)
  const glueCall = (
    call: Call,
    name: string,
    readOnly: boolean,
    request: object,
    more: object = {},
  ): TrailRecord => record(call, { source: 'glue', name, readOnly, request, ...more })
  return [
    step({
      operation: 'glue:GetTable',
      needs: [need('glue:GetTable', ...catalogTable(company))],
      records: (call) => [glueCall(call, 'GetTable', true, { databaseName: 'marigold', name: 'orders' })],
    }),
    // Throttled whenever it was tried: never a success, and yet AWS had allowed the call.
    step({
      operation: 'glue:GetPartitions',
      outcome: 'failed',
      every: 3,
      needs: [need('glue:GetPartitions', ...catalogTable(company))],
      records: (call) => [
        glueCall(
          call,
          'GetPartitions',
          true,
          { databaseName: 'marigold', tableName: 'orders' },
          {
            error: { code: 'ThrottlingException', message: 'Rate exceeded' },
          },
        ),
      ],
    }),
    step({
      operation: 'glue:StartJobRun',
      needs: [need('glue:StartJobRun', job)],
      records: (call) => [
        glueCall(
          call,
          'StartJobRun',
          false,
          { jobName: JOB, arguments: { '--day': 'yesterday' } },
          { response: { jobRunId: runId(call) } },
        ),
      ],
    }),
    step({
      operation: 'glue:GetJobRun',
      needs: [need('glue:GetJobRun', job)],
      records: (call) => [
        glueCall(call, 'GetJobRun', true, { jobName: JOB, runId: runId(call), predecessorsIncluded: false }),
      ],
    }),
    denied({
      operation: 'glue:DeleteTable',
      every: 5,
      wants: [need('glue:DeleteTable', ...catalogTable(company))],
      records: (call) => {
        const table = regional(company, 'glue', 'table/marigold/orders')
        const error = accessDenied(call, 'glue:DeleteTable', table, 'AccessDeniedException')
        return [glueCall(call, 'DeleteTable', false, { databaseName: 'marigold', name: 'orders' }, { error })]
      },
    }),
  ]
}

/** Athena works with the caller's permissions on the data, the catalog and the place of the results. */
function athena(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html
  const workGroup = regional(company, 'athena', `workgroup/${WORK_GROUP}`)
  const queryId = (call: Call) => call.recall('query', call.random.uuid)
  const forwardedRead = (call: Call, key: string): TrailRecord =>
    objectEvent(call, { name: 'GetObject', bucket: BUCKETS.lake, key, readOnly: true, invokedBy: ATHENA })
  const result = (call: Call, suffix: string): TrailRecord =>
    objectEvent(call, {
      name: 'PutObject',
      bucket: BUCKETS.athena,
      key: `${WORK_GROUP}/${queryId(call)}${suffix}`,
      readOnly: false,
      invokedBy: ATHENA,
    })
  return [
    step({
      operation: 'athena:StartQueryExecution',
      needs: [
        need('athena:StartQueryExecution', workGroup),
        need('glue:GetTable', ...catalogTable(company)),
        needVia(ATHENA, 's3:GetBucketLocation', bucketArn(BUCKETS.athena)),
        needVia(ATHENA, 's3:GetObject', objectArn(BUCKETS.lake, 'curated/orders/*')),
        needVia(ATHENA, 's3:PutObject', objectArn(BUCKETS.athena, `${WORK_GROUP}/*`)),
      ],
      records: (call) => [
        record(call, {
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
        }),
        record(call, {
          source: 'glue',
          name: 'GetTable',
          readOnly: true,
          request: { databaseName: 'marigold', name: 'orders' },
          invokedBy: ATHENA,
        }),
        bucketEvent(call, {
          name: 'GetBucketLocation',
          bucket: BUCKETS.athena,
          readOnly: true,
          request: { location: '' },
          invokedBy: ATHENA,
        }),
        forwardedRead(
          call,
          call.recall('curated1', () => ''),
        ),
        forwardedRead(
          call,
          call.recall('curated2', () => ''),
        ),
        result(call, '.csv'),
        result(call, '.csv.metadata'),
      ],
    }),
    // The request names only the execution; the permission is on its workgroup.
    step({
      operation: 'athena:GetQueryExecution',
      needs: [need('athena:GetQueryExecution', workGroup)],
      records: (call) => [
        record(call, {
          source: 'athena',
          name: 'GetQueryExecution',
          readOnly: true,
          request: { queryExecutionId: queryId(call) },
        }),
      ],
    }),
  ]
}

function orchestration(company: Company): readonly Step[] {
  const stateMachine = regional(company, 'states', `stateMachine:${STATE_MACHINE}`)
  const other = regional(company, 'states', 'stateMachine:marigold-yearly-closing')
  const start = (
    call: Call,
    stateMachineArn: string,
    error?: { code: string; message: string },
  ): TrailRecord => {
    const name = call.random.uuid()
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
    return record(call, {
      source: 'states',
      name: 'StartExecution',
      readOnly: false,
      request: { stateMachineArn, name, input: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      ...(error ? { error } : { response: { executionArn, startDate: printed(call.now()) } }),
    })
  }
  return [
    step({
      operation: 'states:StartExecution',
      needs: [need('states:StartExecution', stateMachine)],
      records: (call) => [start(call, stateMachine)],
    }),
    denied({
      operation: 'states:StartExecution',
      every: 6,
      wants: [need('states:StartExecution', other)],
      records: (call) => [
        start(call, other, accessDenied(call, 'states:StartExecution', other, 'AccessDeniedException')),
      ],
    }),
  ]
}
