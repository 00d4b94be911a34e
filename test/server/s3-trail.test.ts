import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { trailBucket } from '../s3/trail-bucket.js'
import { trail } from './records.js'
import { serving } from './serving.js'

const arn = 'arn:aws:iam::111122223333:role/app/marigold-web-task'
const asked = { policyGenerationDetails: { principalArn: arn } }

describe('a trail in S3', () => {
  const { bucket, put } = trailBucket()

  it('gives the policy that the same logs give on disk', async () => {
    put(exampleTrail())
    const reach = { endpoint: bucket.proxy.endpoint }
    const inS3 = await serving({ trails: { [trail]: { inputs: 's3://trail/', s3: reach } } })
    const onDisk = await serving({ trails: { [trail]: 'examples/trail' } })
    const [one, other] = [await inS3.generated(asked), await onDisk.generated(asked)]
    expect(one.body.jobDetails.status).toBe('SUCCEEDED')
    expect(one.body.generatedPolicyResult).toEqual(other.body.generatedPolicyResult)
  })

  it('is read as the role that its configuration names', async () => {
    put(exampleTrail())
    const assumeRole = 'arn:aws:iam::111122223333:role/ReadTrail'
    const reach = { endpoint: bucket.proxy.endpoint, assumeRole, externalId: 'leastwise' }
    const { generated } = await serving({ trails: { [trail]: { inputs: 's3://trail/', s3: reach } } })
    expect((await generated(asked)).body.jobDetails.status).toBe('SUCCEEDED')
    expect(bucket.s3.asked.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('fails a job with AUTHORIZATION_ERROR if the bucket may not be listed', async () => {
    put(exampleTrail())
    bucket.s3.refuse = () => ({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
    const reach = { endpoint: bucket.proxy.endpoint }
    const { generated } = await serving({ trails: { [trail]: { inputs: 's3://trail/', s3: reach } } })
    const { status, jobError } = (await generated(asked)).body.jobDetails
    expect(status).toBe('FAILED')
    expect(jobError.code).toBe('AUTHORIZATION_ERROR')
    expect(jobError.message).toMatch(/^S3_DENIED: .*s3:\/\/trail/)
  })
})

function exampleTrail(): Record<string, Buffer> {
  const files = readdirSync('examples/trail', { recursive: true, encoding: 'utf8' })
  const logs = files.filter((name) => name.endsWith('.json.gz'))
  return Object.fromEntries(logs.map((name) => [name, readFileSync(join('examples/trail', name))]))
}
