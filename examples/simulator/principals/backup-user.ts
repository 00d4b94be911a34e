import {
  BUCKETS,
  bucketArn,
  type Company,
  GLOBAL,
  HOME,
  HOSTED_ZONE,
  identity,
  objectArn,
  regional,
} from '../company.js'
import { userWithAccessKey } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { bucketEvent, listEvent, objectEvent } from '../records/s3.js'
import { printed } from '../time.js'
import { type Call, denied, need, type Principal, type Step, single, step } from '../workload.js'

const DATABASE = 'marigold-orders'
const SNAPSHOT = 'marigold-orders-nightly'
const DUMP = 'nightly/marigold-orders.sql.gz'

/** An IAM user from before there were roles: dumps, database snapshots, and the DNS name of the backup host. */
export function backupUser(company: Company): Principal {
  const arn = identity(company, 'user/legacy/backup-operator')
  return {
    name: 'backup-user',
    arn,
    type: 'User',
    starts: ['02:00', '14:00'],
    share: 3,
    open: () =>
      userWithAccessKey({
        userArn: arn,
        region: HOME,
        sourceIPAddress: '198.51.100.14',
        userAgent: 'Boto3/1.26.165 Python/3.9.2 Linux/5.10.0-28-amd64 Botocore/1.29.165',
      }),
    steps: [...dumps(), ...snapshots(company), ...dns(), ...refused()],
  }
}

function dumps(): readonly Step[] {
  const dump = objectArn(BUCKETS.backups, DUMP)
  return [
    step({
      operation: 'sts:GetCallerIdentity',
      needs: [],
      records: (call) => [record(call, { source: 'sts', name: 'GetCallerIdentity', readOnly: true })],
    }),
    step({
      operation: 's3:ListObjects',
      needs: [need('s3:ListBucket', bucketArn(BUCKETS.backups))],
      records: (call) => [
        listEvent(call, {
          name: 'ListObjects',
          bucket: BUCKETS.backups,
          readOnly: true,
          request: { 'list-type': '2', prefix: 'nightly/', 'encoding-type': 'url' },
        }),
      ],
    }),
    step({
      operation: 's3:PutObject',
      needs: [need('s3:PutObject', dump)],
      records: (call) => [
        objectEvent(call, {
          name: 'PutObject',
          bucket: BUCKETS.backups,
          key: DUMP,
          readOnly: false,
          response: { 'x-amz-server-side-encryption': 'AES256' },
        }),
      ],
    }),
    step({
      operation: 's3:GetObject',
      needs: [need('s3:GetObject', dump)],
      records: (call) => [
        objectEvent(call, { name: 'GetObject', bucket: BUCKETS.backups, key: DUMP, readOnly: true }),
      ],
    }),
  ]
}

/** One snapshot that is replaced each night, so its name is known beforehand. */
function snapshots(company: Company): readonly Step[] {
  const snapshot = regional(company, 'rds', `snapshot:${SNAPSHOT}`)
  const database = regional(company, 'rds', `db:${DATABASE}`)
  const named = { dBSnapshotIdentifier: SNAPSHOT }
  const listed = { ...named, includeShared: false, includePublic: false }
  const error = { code: 'DBSnapshotNotFoundFault', message: `DBSnapshot ${SNAPSHOT} not found.` }
  return [
    single('rds:DeleteDBSnapshot', [need('rds:DeleteDBSnapshot', snapshot)], (call) => {
      const response = { ...described(call, snapshot), status: 'deleted' }
      return rds(call, 'DeleteDBSnapshot', false, named, { response })
    }),
    single('rds:CreateDBSnapshot', [need('rds:CreateDBSnapshot', database, snapshot)], (call) => {
      const response = { ...described(call, snapshot), status: 'creating' }
      return rds(call, 'CreateDBSnapshot', false, { ...named, dBInstanceIdentifier: DATABASE }, { response })
    }),
    single('rds:DescribeDBSnapshots', [need('rds:DescribeDBSnapshots', snapshot)], (call) =>
      rds(call, 'DescribeDBSnapshots', true, listed),
    ),
    single(
      'rds:DescribeDBSnapshots',
      [need('rds:DescribeDBSnapshots', snapshot)],
      (call) => rds(call, 'DescribeDBSnapshots', true, listed, { error }),
      { outcome: 'failed', every: 3 },
    ),
  ]
}

function rds(
  call: Call,
  name: string,
  readOnly: boolean,
  request: object,
  more: { response?: object; error?: { code: string; message: string } } = {},
): TrailRecord {
  return record(call, { source: 'rds', name, readOnly, request, ...more })
}

function described(call: Call, snapshot: string): object {
  return {
    dBSnapshotIdentifier: SNAPSHOT,
    dBInstanceIdentifier: DATABASE,
    engine: 'postgres',
    allocatedStorage: 100,
    snapshotType: 'manual',
    instanceCreateTime: 'Jan 12, 2024, 9:14:02 AM',
    snapshotCreateTime: printed(call.now()),
    dBSnapshotArn: snapshot,
  }
}

/** Route 53 is global: its records are in us-east-1 and its ARNs have neither region nor account. */
function dns(): readonly Step[] {
  const zone = `arn:aws:route53:::hostedzone/${HOSTED_ZONE}`
  return [
    single('route53:ListHostedZones', [need('route53:ListHostedZones', '*')], (call) =>
      route53(call, 'ListHostedZones', true, null),
    ),
    single(
      'route53:ChangeResourceRecordSets',
      [need('route53:ChangeResourceRecordSets', zone)],
      changeAddress,
    ),
    // The change's id is new each time.
    step({
      operation: 'route53:GetChange',
      needs: [need('route53:GetChange', 'arn:aws:route53:::change/*')],
      records: (call) =>
        [1, 2].map(() => route53(call, 'GetChange', true, { id: `/change/${changeId(call)}` })),
    }),
  ]
}

function changeId(call: Call): string {
  return call.recall('change', () => `C0${call.random.code(19)}`)
}

function changeAddress(call: Call): TrailRecord {
  const resourceRecordSet = {
    name: 'backup.marigold.example.',
    type: 'A',
    tTL: 300,
    resourceRecords: [{ value: '198.51.100.14' }],
  }
  return route53(
    call,
    'ChangeResourceRecordSets',
    false,
    { hostedZoneId: HOSTED_ZONE, changeBatch: { changes: [{ action: 'UPSERT', resourceRecordSet }] } },
    { changeInfo: { id: `/change/${changeId(call)}`, status: 'PENDING', submittedAt: printed(call.now()) } },
  )
}

function route53(call: Call, name: string, readOnly: boolean, request: object | null, response?: object) {
  return record(call, {
    source: 'route53',
    name,
    readOnly,
    request,
    ...(response && { response }),
    region: GLOBAL,
    host: 'route53.amazonaws.com',
    apiVersion: '2013-04-01',
  })
}

function refused(): readonly Step[] {
  const bucket = bucketArn(BUCKETS.backups)
  return [
    denied({
      operation: 's3:PutBucketPolicy',
      every: 3,
      wants: [need('s3:PutBucketPolicy', bucket)],
      records: (call) => [
        bucketEvent(call, {
          name: 'PutBucketPolicy',
          bucket: BUCKETS.backups,
          readOnly: false,
          request: { policy: '' },
          error: accessDenied(call, 's3:PutBucketPolicy', `"${bucket}"`),
        }),
      ],
    }),
  ]
}
