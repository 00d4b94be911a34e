import { BUCKETS, bucketArn, type Company, HOME, KEY_IDS, keyArn, objectArn } from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { forwardedDataKey } from '../records/kms.js'
import { objectEvent } from '../records/s3.js'
import { need, needKeyVia, type Principal, type Step, single, step } from '../workload.js'

export function releaseRecorderArn(company: Company): string {
  return `arn:aws:iam::${company.tooling}:role/audit/marigold-release-recorder`
}

/** In the tooling account: what the build becomes, after AssumeRole, to note a release. */
export function releaseRecorder(company: Company): Principal {
  const arn = releaseRecorderArn(company)
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
    steps: [latestRelease(company), noteRelease(company)],
  }
}

/** One object that is written again and again, encrypted with a key of the tooling account. */
function latestRelease(company: Company): Step {
  const kmsKey = keyArn(company.tooling, KEY_IDS.releases)
  const key = 'releases/latest.json'
  const bucket = BUCKETS.releases
  const encrypted = {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': kmsKey,
  }
  const put = { name: 'PutObject', bucket, key, readOnly: false, request: encrypted, response: encrypted }
  return step({
    operation: 's3:PutObject',
    needs: [
      need('s3:PutObject', objectArn(bucket, key)),
      needKeyVia(`s3.${HOME}.amazonaws.com`, 'kms:GenerateDataKey', kmsKey),
    ],
    records: (call) => [
      objectEvent(call, put),
      forwardedDataKey(call, kmsKey, 's3.amazonaws.com', { 'aws:s3:arn': bucketArn(bucket) }),
    ],
  })
}

function noteRelease(company: Company): Step {
  const table = `arn:aws:dynamodb:${HOME}:${company.tooling}:table/marigold-releases`
  return single('dynamodb:PutItem', [need('dynamodb:PutItem', table)], (call) => {
    const item = ['release', 'commit', 'at']
    const request = { tableName: 'marigold-releases', key: { release: call.random.hex(12) }, item }
    return itemEvent(call, { name: 'PutItem', readOnly: false, tables: [table], request })
  })
}
