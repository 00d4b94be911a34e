import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as sdk from '@aws-sdk/client-accessanalyzer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { write } from '../files/folders.js'
import { accessRole, principal, requestFor, role, trail, twoCalls, writeCalls } from '../server/records.js'
import { pythonWithMoto } from './python.js'

const repository = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const policy =
  '{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":["s3:Getobjec","s3:GetObject","s3:GetObject"],"Resource":"*"}]}'

let [python, url, folder] = ['', '', '']
let server: ReturnType<typeof spawn> | undefined

beforeAll(async () => {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src'], { cwd: repository })
  python = execFileSync(pythonWithMoto(), ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim()
  folder = mkdtempSync(join(tmpdir(), 'leastwise-clients-'))
  writeCalls(folder, twoCalls)
  write(
    join(folder, 'server.yaml'),
    Buffer.from(`port: 0\ntrails:\n  ${trail}: log.json\njobs:\n  folder: jobs\n`),
  )
  const child = spawn(
    process.execPath,
    ['bin/leastwise.js', 'serve', '--config', join(folder, 'server.yaml')],
    { cwd: repository },
  )
  server = child
  url = await new Promise((done) => child.stdout.once('data', (line) => done(String(line).split(' ')[0]!)))
}, 600_000)
afterAll(() => {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Runs the real AWS CLI. Gives what it prints, or says on standard error. */
async function aws(...args: readonly string[]): Promise<{ stdout: string; stderr: string; status: number }> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'eu-west-1',
  }
  const line = ['-m', 'awscli', 'accessanalyzer', ...args, '--endpoint-url', url, '--output', 'json']
  try {
    return { ...(await run(python, line, { env })), status: 0 }
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number }
    return { stdout, stderr, status: code }
  }
}

const valid = {
  modelled: true,
  class: 'ValidationException',
  code: 'ValidationException',
  status: 400,
  requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
}
const field = (name: string) => ({
  ...valid,
  reason: 'fieldValidationFailed',
  fieldList: [{ name, message: expect.any(String) }],
})

describe('boto3', () => {
  it('runs the whole flow, its paginators and error classes included', async () => {
    const script = join(import.meta.dirname, 'serve_clients.py')
    const { stdout } = await run(python, [script, url, trail, role, policy], { maxBuffer: 16 * 1024 * 1024 })
    const said = JSON.parse(stdout)
    expect(said.again).toBe(said.job)
    expect(said.answer).toEqual({
      jobDetails: {
        jobId: said.job,
        status: 'SUCCEEDED',
        startedOn: expect.stringMatching(/^20.*\+00:00$/),
        completedOn: expect.stringMatching(/^20.*\+00:00$/),
      },
      generatedPolicyResult: {
        properties: {
          isComplete: false,
          principalArn: role,
          cloudTrailProperties: {
            trailProperties: [{ cloudTrailArn: trail, regions: [], allRegions: true }],
            startTime: '2026-05-01T00:00:00+00:00',
            endTime: '2026-05-11T00:00:00+00:00',
          },
        },
        generatedPolicies: [
          {
            policy:
              '{"Version":"2012-10-17","Statement":[{"Sid":"SupportedServiceSid0","Effect":"Allow","Action":["ec2:DescribeVpcs","sqs:ListQueues"],"Resource":"*"}]}',
          },
        ],
      },
    })
    expect(said.unknown.jobDetails).toMatchObject({
      status: 'FAILED',
      jobError: { code: 'RESOURCE_NOT_FOUND_ERROR' },
    })
    expect(said.listed.map((page: string[]) => page.length)).toEqual([2, 2, 2])
    expect(new Set(said.listed.flat()).size).toBe(6)
    expect(said.found.length).toBeGreaterThan(1)
    expect(said.found.flat()).toEqual(expect.arrayContaining(['INVALID_ACTION', 'EMPTY_SID_VALUE']))
    expect(said.finding).toMatchObject({
      locations: [
        { path: [{ value: 'Statement' }, { index: 0 }, expect.anything()], span: { start: { line: 1 } } },
      ],
    })
    // AWS has no waiters for this service.
    expect(said.waiters).toEqual([])
    expect(said.errors).toEqual({
      job: expect.objectContaining(field('jobId')),
      cancel: expect.objectContaining({ ...valid, reason: 'other' }),
      arn: expect.objectContaining(field('policyGenerationDetails.principalArn')),
      time: expect.objectContaining(field('cloudTrailDetails.endTime')),
      conflict: expect.objectContaining({
        modelled: true,
        class: 'ConflictException',
        status: 409,
        resourceId: said.job,
        resourceType: 'PolicyGeneration',
      }),
      token: expect.objectContaining(field('nextToken')),
      later: expect.objectContaining({ ...valid, reason: 'notSupported' }),
      refused: expect.objectContaining({ modelled: true, class: 'AccessDeniedException', status: 403 }),
    })
  })
})

describe('the AWS CLI', () => {
  it('starts a generation, waits, prints the policy, lists it', async () => {
    const details = JSON.stringify(requestFor().cloudTrailDetails)
    const started = await aws(
      'start-policy-generation',
      '--policy-generation-details',
      `principalArn=${role}`,
      '--cloud-trail-details',
      details,
    )
    expect([started.stderr, started.status]).toEqual(['', 0])
    const { jobId } = JSON.parse(started.stdout)
    const get = async () => JSON.parse((await aws('get-generated-policy', '--job-id', jobId)).stdout)
    await expect.poll(async () => (await get()).jobDetails.status, { timeout: 60_000 }).toBe('SUCCEEDED')
    const [{ policy: text }] = (await get()).generatedPolicyResult.generatedPolicies
    expect(
      JSON.parse(text)
        .Statement.flatMap(({ Action }: { Action: string | string[] }) => Action)
        .sort(),
    ).toEqual(['ec2:DescribeVpcs', 'sqs:ListQueues'])
    const listed = JSON.parse(
      (await aws('list-policy-generations', '--principal-arn', role, '--page-size', '2')).stdout,
    )
    expect(listed.policyGenerations.map((one: { jobId: string }) => one.jobId)).toContain(jobId)
  })

  it('prints the findings of validate-policy', async () => {
    const { stdout } = await aws(
      'validate-policy',
      '--policy-type',
      'IDENTITY_POLICY',
      '--policy-document',
      policy,
      '--locale',
      'DE',
    )
    expect(JSON.parse(stdout).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ issueCode: 'INVALID_ACTION', findingType: 'ERROR' }),
      ]),
    )
  })

  it.each([
    [['get-generated-policy', '--job-id', 'nope'], 'GetGeneratedPolicy', 'ValidationException'],
    [['cancel-policy-generation', '--job-id', 'nope'], 'CancelPolicyGeneration', 'ValidationException'],
    [
      ['start-policy-generation', '--policy-generation-details', 'principalArn=me'],
      'StartPolicyGeneration',
      'ValidationException',
    ],
    [['list-analyzers'], 'ListAnalyzers', 'ValidationException'],
    [
      [
        'list-tags-for-resource',
        '--resource-arn',
        'arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a',
      ],
      'ListTagsForResource',
      'ValidationException',
    ],
    [
      ['create-service-linked-analyzer', '--type', 'ACCOUNT'],
      'CreateServiceLinkedAnalyzer',
      'AccessDeniedException',
    ],
  ])('says of %j what the model says', async (args, operation, error) => {
    const { stderr, status } = await aws(...args)
    expect(stderr).toContain(`An error occurred (${error}) when calling the ${operation} operation: `)
    expect(status).toBeGreaterThan(250)
  })
})

describe('the AWS SDK for JavaScript', () => {
  const client = () =>
    new sdk.AccessAnalyzerClient({
      endpoint: url,
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    })

  it('runs the whole flow, its paginators included', async () => {
    const request = requestFor()
    const { trails } = request.cloudTrailDetails
    const input = {
      ...principal,
      cloudTrailDetails: { trails, accessRole, startTime: new Date('2026-05-01T00:00:00Z') },
    }
    const { jobId } = await client().send(new sdk.StartPolicyGenerationCommand(input))
    const get = () =>
      client().send(new sdk.GetGeneratedPolicyCommand({ jobId, includeResourcePlaceholders: true }))
    await expect.poll(async () => (await get()).jobDetails?.status, { timeout: 60_000 }).toBe('SUCCEEDED')
    const { jobDetails, generatedPolicyResult } = await get()
    expect(jobDetails?.startedOn).toBeInstanceOf(Date)
    expect(generatedPolicyResult?.properties?.cloudTrailProperties).toEqual({
      trailProperties: [{ cloudTrailArn: trail, regions: [], allRegions: true }],
      startTime: input.cloudTrailDetails.startTime,
      endTime: expect.any(Date),
    })
    expect(generatedPolicyResult?.generatedPolicies?.[0]?.policy).toContain('SupportedServiceSid0')
    const ids: (string | undefined)[] = []
    for await (const page of sdk.paginateListPolicyGenerations({ client: client(), pageSize: 1 }, {}))
      ids.push(...(page.policyGenerations ?? []).map((one) => one.jobId))
    expect(ids).toContain(jobId)
    expect(new Set(ids).size).toBe(ids.length)
    const findings: sdk.ValidatePolicyFinding[] = []
    for await (const page of sdk.paginateValidatePolicy(
      { client: client(), pageSize: 1 },
      { policyDocument: policy, policyType: 'IDENTITY_POLICY' },
    ))
      findings.push(...(page.findings ?? []))
    expect(findings.map(({ issueCode }) => issueCode)).toEqual(
      expect.arrayContaining(['INVALID_ACTION', 'EMPTY_SID_VALUE']),
    )
    expect(findings[0]?.locations?.[0]?.path?.[0]).toEqual({ value: 'Statement' })
  })

  it('throws the errors of the model, with their members', async () => {
    const thrown = (command: () => Promise<unknown>) =>
      command().then(
        () => undefined,
        (error: unknown) => error,
      )
    const unknown = await thrown(() => client().send(new sdk.GetGeneratedPolicyCommand({ jobId: 'nope' })))
    expect(unknown).toBeInstanceOf(sdk.ValidationException)
    expect(unknown).toMatchObject({
      reason: 'fieldValidationFailed',
      fieldList: [{ name: 'jobId' }],
      $metadata: { httpStatusCode: 400 },
    })
    const token = { ...principal, clientToken: 'sdk-token' }
    const { jobId } = await client().send(new sdk.StartPolicyGenerationCommand(token))
    const conflict = await thrown(() =>
      client().send(
        new sdk.StartPolicyGenerationCommand({
          ...token,
          policyGenerationDetails: { principalArn: `${role}2` },
        }),
      ),
    )
    expect(conflict).toBeInstanceOf(sdk.ConflictException)
    expect(conflict).toMatchObject({ resourceId: jobId, resourceType: 'PolicyGeneration' })
    const refused = await thrown(() =>
      client().send(new sdk.DeleteServiceLinkedAnalyzerCommand({ analyzerName: 'a' })),
    )
    expect(refused).toBeInstanceOf(sdk.AccessDeniedException)
    const later = await thrown(() =>
      client().send(
        new sdk.CheckNoPublicAccessCommand({ policyDocument: '{}', resourceType: 'AWS::S3::Bucket' }),
      ),
    )
    expect(later).toBeInstanceOf(sdk.ValidationException)
    expect(later).toMatchObject({ reason: 'notSupported' })
  })

  it('cancels', async () => {
    const ids: (string | undefined)[] = []
    for (let at = 0; at < 3; at++)
      ids.push((await client().send(new sdk.StartPolicyGenerationCommand(principal))).jobId)
    await client().send(new sdk.CancelPolicyGenerationCommand({ jobId: ids[2] }))
    const { jobDetails } = await client().send(new sdk.GetGeneratedPolicyCommand({ jobId: ids[2] }))
    expect(jobDetails).toMatchObject({ status: 'CANCELED', completedOn: expect.any(Date) })
  })
})
