import { BUCKETS, bucketArn, type Company, HOME, KEY_IDS, keyArn, objectArn } from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { forwardedDataKey } from '../records/kms.js'
import { objectEvent } from '../records/s3.js'
import { need, needKeyVia, type Principal, step } from '../workload.js'

export function releaseRecorderArn(company: Company): string {
  return `arn:aws:iam::${company.tooling}:role/audit/marigold-release-recorder`
}

/** In the tooling account: what the build becomes, after AssumeRole, to note a release. */
export function releaseRecorder(company: Company): Principal {
  const arn = releaseRecorderArn(company)
  const key = keyArn(company.tooling, KEY_IDS.releases)
  const table = `arn:aws:dynamodb:${HOME}:${company.tooling}:table/marigold-releases`
  const latest = 'releases/latest.json'
  return {
    name: 'release-recorder',
    arn,
    type: 'Role',
    starts: ['10:00', '14:00', '16:00'],
    share: 1,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: 'release',
        start,
        random,
        region: HOME,
        sourceIPAddress: `192.0.2.${10 + random.below(200)}`,
        userAgent:
          'aws-sdk-js/3.758.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#22.14.0 exec-env/GitHubActions',
      }),
    steps: [
      step({
        operation: 's3:PutObject',
        needs: [
          need('s3:PutObject', objectArn(BUCKETS.releases, latest)),
          needKeyVia(`s3.${HOME}.amazonaws.com`, 'kms:GenerateDataKey', key),
        ],
        records: (call) => {
          const encrypted = {
            'x-amz-server-side-encryption': 'aws:kms',
            'x-amz-server-side-encryption-aws-kms-key-id': key,
          }
          return [
            objectEvent(call, {
              name: 'PutObject',
              bucket: BUCKETS.releases,
              key: latest,
              readOnly: false,
              request: encrypted,
              response: encrypted,
            }),
            forwardedDataKey(call, key, 's3.amazonaws.com', { 'aws:s3:arn': bucketArn(BUCKETS.releases) }),
          ]
        },
      }),
      step({
        operation: 'dynamodb:PutItem',
        needs: [need('dynamodb:PutItem', table)],
        records: (call) => [
          itemEvent(call, {
            name: 'PutItem',
            readOnly: false,
            tables: [table],
            request: {
              tableName: 'marigold-releases',
              key: { release: call.random.hex(12) },
              item: ['release', 'commit', 'at'],
            },
          }),
        ],
      }),
    ],
  }
}
