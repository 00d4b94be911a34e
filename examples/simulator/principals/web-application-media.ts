import { BUCKETS, NETWORK, objectArn } from '../company.js'
import { objectEvent } from '../records/s3.js'
import { type Call, need, type Step, single } from '../workload.js'

/** Pictures: every key is new, so only the two prefixes can be granted. */
export function media(): readonly Step[] {
  return [
    write('uploads/'),
    read('GetObject', 'uploads/'),
    write('avatars/'),
    // HeadObject is authorised as GetObject: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    read('HeadObject', 'avatars/'),
  ]
}

function keyUnder(call: Call, prefix: string): string {
  return call.recall(prefix, () => `${prefix}${call.random.uuid()}`)
}

function write(prefix: string): Step {
  const encrypted = { 'x-amz-server-side-encryption': 'AES256' }
  return single('s3:PutObject', [need('s3:PutObject', objectArn(BUCKETS.media, `${prefix}*`))], (call) =>
    objectEvent(call, {
      name: 'PutObject',
      bucket: BUCKETS.media,
      key: keyUnder(call, prefix),
      readOnly: false,
      request: encrypted,
      response: encrypted,
      vpcEndpointId: NETWORK.s3Endpoint,
    }),
  )
}

function read(name: 'GetObject' | 'HeadObject', prefix: string): Step {
  return single(`s3:${name}`, [need('s3:GetObject', objectArn(BUCKETS.media, `${prefix}*`))], (call) =>
    objectEvent(call, {
      name,
      bucket: BUCKETS.media,
      key: keyUnder(call, prefix),
      readOnly: true,
      vpcEndpointId: NETWORK.s3Endpoint,
    }),
  )
}
