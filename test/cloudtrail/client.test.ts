import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentClass, clientClass, clientTraits, sessionShape } from '../../src/core/cloudtrail/client.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import { decoded, logged, sessionOf, webRole } from '../activity/busy-records.js'

const agentOf = (userAgent: string) => agentClass(decoded(logged('s3', 'ListBuckets', { userAgent })))

const sourceOf = (sourceIPAddress: string, more = {}) => {
  const record = decoded(logged('s3', 'ListBuckets', { sourceIPAddress, ...more }))
  return clientClass(record, resolvePrincipal(record), 'source')
}

describe('the class of a user agent', () => {
  it.each([
    [
      'aws-cli/2.15.0 md/awscrt#0.19 os/linux lang/python#3.11 exec-env/GitHubActions',
      'aws-cli in GitHubActions',
    ],
    ['[aws-cli/1.29 Python/3.9 Linux/5 botocore/1.31]', 'aws-cli'],
    ['APN/1.0 HashiCorp/1.0 Terraform/1.7.0 (+https://www.terraform.io) aws-sdk-go-v2/1.30', 'terraform'],
    ['Boto3/1.34 md/Botocore#1.34 exec-env/AWS_Lambda_python3.12', 'boto3 in AWS_Lambda'],
    ['aws-sdk-go-v2/1.30.0 os/linux', 'aws-sdk-go-v2'],
    ['aws-sdk-java/2.20.1 Linux/5', 'aws-sdk-java'],
    ['cloudformation.amazonaws.com', 'cloudformation.amazonaws.com'],
    ['console.ec2.amazonaws.com', 'console'],
    ['[S3Console/0.4]', 'console'],
    ['Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0', 'console'],
    [
      'CloudCustodian(x)/0.9 Python/3.9 exec-env/AWS_Lambda_python3.9 Boto3/1.26',
      'cloud-custodian in AWS_Lambda',
    ],
    ['\u001b[31m', 'other'],
    ['', 'none'],
  ])('%j is %s', (userAgent, name) => {
    expect(agentOf(userAgent)).toBe(name)
  })
})

describe('the shape of a session name', () => {
  it.each([
    ['GitHubActions-8271', 'GitHubActions-*'],
    ['botocore-session-1719830000', 'botocore-session-*'],
    ['i-0123456789abcdef0', 'i-*'],
    ['ada@example.com', '*@example.com'],
    ['0b1c2d3e-1111-2222-3333-444455556666', '*'],
    ['release-api', 'release-api'],
    [undefined, 'no session'],
  ])('%s is %s', (session, shape) => {
    expect(sessionShape(session)).toBe(shape)
  })
})

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.0.0/16'],
    ['10.1.2.3', '10.0.0.0/8'],
    ['172.20.1.1', '172.16.0.0/12'],
    ['2001:db8::1', '2001:db8::/32'],
    ['athena.amazonaws.com', 'athena.amazonaws.com'],
  ])('%s is in %s', (address, network) => {
    expect(sourceOf(address)).toBe(network)
  })

  it('is that of the VPC endpoint, if the call went through one', () => {
    expect(sourceOf('10.1.2.3', { vpcEndpointId: 'vpce-1' })).toBe('vpce-1')
  })
})

describe('every class', () => {
  it('is short, whatever the log holds', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2_000 })
    fc.assert(
      fc.property(text, text, (userAgent, sourceIPAddress) => {
        const record = decoded(
          logged('s3', 'ListBuckets', {
            userAgent,
            sourceIPAddress,
            userIdentity: sessionOf(webRole, userAgent),
          }),
        )
        for (const trait of clientTraits)
          expect(clientClass(record, resolvePrincipal(record), trait).length).toBeLessThanOrEqual(2_001)
        expect(agentClass(record).length).toBeLessThanOrEqual(200)
      }),
    )
  })
})
