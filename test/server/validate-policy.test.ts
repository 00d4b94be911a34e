import * as sdk from '@aws-sdk/client-accessanalyzer'
import { describe, expect, it } from 'vitest'
import { validatePolicy } from '../../src/core/checks/validate/validate.js'
import { trail, twoCalls, writeCalls } from './records.js'
import { serving, temporaryFolder } from './serving.js'

const text = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [
      { Sid: '', Effect: 'Allow', Action: ['s3:Getobjec', 's3:GetObject', 's3:GetObject'], Resource: '*' },
      { Effect: 'Perhaps', Action: 'iam:PassRole', Resource: '*' },
    ],
  },
  null,
  4,
)
const path = '/policy/validation'
const open = () => serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })

describe('ValidatePolicy', () => {
  it('gives the findings of the checks, with their places', async () => {
    const { ask } = await open()
    const { status, body } = await ask('POST', path, { policyDocument: text, policyType: 'IDENTITY_POLICY' })
    expect(status).toBe(200)
    expect(body).toEqual({
      findings: JSON.parse(JSON.stringify(validatePolicy(text, { type: 'IDENTITY_POLICY' }))),
    })
    expect(body.findings.length).toBeGreaterThan(3)
  })

  it('gives them page by page, each once, and takes a token for its own request only', async () => {
    const { ask } = await open()
    const request = { policyDocument: text, policyType: 'IDENTITY_POLICY' }
    const whole = (await ask('POST', path, request)).body.findings
    const seen: unknown[] = []
    let query = '?maxResults=2'
    for (;;) {
      const { body } = await ask('POST', `${path}${query}`, request)
      expect(body.findings.length).toBeLessThanOrEqual(2)
      seen.push(...body.findings)
      if (body.nextToken === undefined) break
      query = `?maxResults=2&nextToken=${body.nextToken}`
    }
    expect(seen).toEqual(whole)
    const wrong = await ask('POST', `${path}${query}`, { ...request, policyType: 'RESOURCE_POLICY' })
    expect(wrong).toMatchObject({
      error: 'ValidationException',
      body: { fieldList: [{ name: 'nextToken' }] },
    })
  })

  it('knows every value that the client of AWS can send', async () => {
    const { ask } = await open()
    for (const policyType of Object.values(sdk.PolicyType)) {
      expect((await ask('POST', path, { policyDocument: text, policyType })).status).toBe(200)
    }
    for (const locale of Object.values(sdk.Locale)) {
      expect(
        (await ask('POST', path, { policyDocument: text, policyType: 'IDENTITY_POLICY', locale })).status,
      ).toBe(200)
    }
    for (const validatePolicyResourceType of Object.values(sdk.ValidatePolicyResourceType)) {
      const request = { policyDocument: text, policyType: 'RESOURCE_POLICY', validatePolicyResourceType }
      expect((await ask('POST', path, request)).status).toBe(200)
    }
  })

  it('runs the checks of the resource type', async () => {
    const { ask } = await open()
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' }],
    })
    const codes = async (validatePolicyResourceType: string | undefined) => {
      const request = { policyDocument: trust, policyType: 'RESOURCE_POLICY', validatePolicyResourceType }
      const { body } = await ask('POST', path, request)
      return body.findings.map(({ issueCode }: { issueCode: string }) => issueCode)
    }
    expect(await codes('AWS::IAM::AssumeRolePolicyDocument')).toContain(
      'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
    )
    expect(await codes('AWS::S3::Bucket')).not.toContain('ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE')
  })

  it('says where a text is no JSON', async () => {
    const { ask } = await open()
    const { body } = await ask('POST', path, {
      policyDocument: '{"Version": ',
      policyType: 'IDENTITY_POLICY',
    })
    expect(body.findings.map(({ issueCode }: { issueCode: string }) => issueCode)).toContain(
      'JSON_SYNTAX_ERROR',
    )
  })

  it.each([
    [{ policyType: 'IDENTITY_POLICY' }, '', 'policyDocument'],
    [{ policyDocument: text }, '', 'policyType'],
    [{ policyDocument: text, policyType: 'TRUST' }, '', 'policyType'],
    [
      { policyDocument: text, policyType: 'RESOURCE_POLICY', validatePolicyResourceType: 'AWS::SQS::Queue' },
      '',
      'validatePolicyResourceType',
    ],
    [{ policyDocument: text, policyType: 'IDENTITY_POLICY', locale: 'XX' }, '', 'locale'],
    [{ policyDocument: ' '.repeat(200_001), policyType: 'IDENTITY_POLICY' }, '', 'policyDocument'],
    [{ policyDocument: text, policyType: 'IDENTITY_POLICY' }, '?maxResults=0', 'maxResults'],
  ])('refuses what the model does not have: %#', async (request, query, field) => {
    const { ask } = await open()
    const answer = await ask('POST', `${path}${query}`, request)
    expect(answer).toMatchObject({
      status: 400,
      error: 'ValidationException',
      body: { fieldList: [{ name: field }] },
    })
  })
})
