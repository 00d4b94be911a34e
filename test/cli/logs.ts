import { gzipSync } from 'node:zlib'
import { write } from '../files/folders.js'
import { keyList, signedTrail, trailKey } from '../generate/signed-trail.js'

const account = '111122223333'

/** A record of the role Deploy reading an object, as CloudTrail writes it. */
export function getObject(at: Date, key: string, region = 'eu-west-1') {
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:ci-1',
      arn: `arn:aws:sts::${account}:assumed-role/Deploy/ci-1`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: `arn:aws:iam::${account}:role/Deploy`,
          accountId: account,
          userName: 'Deploy',
        },
      },
    },
    eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: region,
    sourceIPAddress: '203.0.113.7',
    userAgent: '[HashiCorp Terraform/1.9]',
    requestParameters: { bucketName: 'release-bucket', key },
    responseElements: null,
    eventID: `00000000-0000-4000-8000-${key.replace(/\D/g, '').padStart(12, '0')}`,
    readOnly: true,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::release-bucket/${key}` },
      { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::release-bucket' },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: account,
    eventCategory: 'Data',
  }
}

/** A log file with these records. */
export function logFile(...records: readonly object[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }))
}

/**
 * A folder `logs` with what the examples in the help are about, yesterday's calls of the role Deploy, and one of them alone
 * as `record.json`. A folder `trail` with digests, signed with the key in `keys.json`.
 */
export function writeExampleLogs(folder: string): void {
  const key = trailKey('11111111111111111111111111111111')
  const trail = signedTrail(key, 3, (at) => logFile(getObject(new Date(), `build/${at}.zip`)))
  for (const [path, contents] of Object.entries(trail)) write(`${folder}/trail/${path}`, contents)
  write(`${folder}/keys.json`, keyList(key))
  const yesterday = new Date(Date.now() - 86_400_000)
  write(`${folder}/record.json`, Buffer.from(JSON.stringify(getObject(yesterday, 'build/0.zip'))))
  for (const [at, name] of ['a', 'b', 'c'].entries()) {
    write(`${folder}/logs/${name}.json.gz`, logFile(getObject(yesterday, `build/${at}.zip`)))
  }
}
