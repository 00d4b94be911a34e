import { Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/run.js'
import { explainEvent } from '../../src/workflows/explain-event.js'
import { folderWith } from '../files/folders.js'
import { runCli, testContext } from './capture.js'
import { getObject, logFile } from './logs.js'

const time = new Date(Date.UTC(2026, 4, 1))
const get = getObject(time, 'build/0.zip')
const workflows = { explainEvent }

/** `leastwise explain-event - …` with this on standard input. */
function explain(input: string | readonly object[], ...args: readonly string[]) {
  const text = typeof input === 'string' ? input : input.map((one) => JSON.stringify(one)).join('\n')
  return runCli(['explain-event', '-', ...args], workflows, { stdin: Readable.from([Buffer.from(text)]) })
}

async function linesOf(input: readonly object[]) {
  const { stdout } = await explain(input, '--json')
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const denied = {
  ...get,
  errorCode: 'AccessDenied',
  errorMessage: 'User: x is not authorized to perform: s3:GetObject on resource: y',
}

describe('leastwise explain-event for people', () => {
  it('shows permissions, resources and fields on standard output, and the summary elsewhere', async () => {
    const { status, stdout, stderr } = await explain([get])
    expect(status).toBe(0)
    expect(stdout).toBe(
      [
        's3.amazonaws.com GetObject (record 0 of standard input)',
        '  principal   arn:aws:iam::111122223333:role/Deploy (role, session ci-1)',
        '  outcome     succeeded',
        '  primary     s3:GetObject: the operation itself',
        '                on arn:aws:s3:::release-bucket/build/0.zip (bucketName and key)',
        '',
        '',
      ].join('\n'),
    )
    expect(stderr).toBe('files    1 read\nrecords  1 read, 1 matched\nevents   1 mapped\n')
  })

  it('says that a denied call is not granted, with the words of AWS', async () => {
    const { status, stdout } = await explain([denied])
    expect(status).toBe(0)
    expect(stdout).toContain('  outcome     denied (AccessDenied): not granted, unless ')
    expect(stdout).toContain(`  AWS says    ${denied.errorMessage}\n`)
    expect(stdout).toContain('  primary     s3:GetObject: ')
    expect(stdout).not.toContain('AWS wanted')
  })

  it('says when AWS wanted an action that is not among the mapped ones', async () => {
    const errorMessage = 'User: x is not authorized to perform: kms:Decrypt on resource: y'
    expect((await explain([{ ...denied, errorMessage }])).stdout).toContain(
      '  but         AWS wanted kms:Decrypt, which is none of these: please report this record\n',
    )
    const placeholder = errorMessage.replace('kms:Decrypt', 'iam:Action')
    expect((await explain([{ ...denied, errorMessage: placeholder }])).stdout).not.toContain('AWS wanted')
  })

  it('shows conditions, services that called for the principal, and what the request does not show', async () => {
    const forwarded = {
      ...get,
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      requestParameters: { keyId: 'k-1' },
      resources: [],
      userIdentity: { ...get.userIdentity, invokedBy: 'secretsmanager.amazonaws.com' },
    }
    const { stdout } = await explain([forwarded])
    expect(stdout).toContain(
      '  called by   secretsmanager.amazonaws.com, with the permission of the principal\n',
    )
    expect(stdout).toContain('                with kms:ViaService = secretsmanager.eu-west-1.amazonaws.com\n')
    const task = { ...get, eventSource: 'ecs.amazonaws.com', eventName: 'RunTask', requestParameters: {} }
    expect((await explain([task])).stdout).toContain('  not shown   iam:PassRole: ')
  })

  it.each([
    [
      { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' },
      /^ {2}nothing {5}no permission is needed: ./m,
    ],
    [
      { eventName: 'GetObjekt' },
      /^ {2}unmapped {4}s3 has no action for GetObjekt; spelled like it: s3:GetObject, /m,
    ],
    [
      { eventType: 'AwsServiceEvent' },
      /^ {2}skipped {5}service-event: an AWS service reports what it did by itself/m,
    ],
    [
      { eventName: undefined },
      /^record 0 of standard input\n {2}skipped {5}no-event-name: the record has no eventName$/m,
    ],
  ])('says why there is nothing: %j', async (changes, expected) => {
    const { status, stdout } = await explain([{ ...get, ...changes }])
    expect([status, stdout]).toEqual([0, expect.stringMatching(expected)])
  })

  it('cuts a long list of resources, and says so', async () => {
    const resources = Array.from({ length: 40 }, (_, at) => ({ ARN: `arn:aws:s3:::release-bucket/${at}` }))
    const many = { ...get, eventName: 'DeleteObjects', requestParameters: {}, resources }
    const { stdout } = await explain([many])
    expect(stdout.match(/^ +on arn:/gm)).toHaveLength(12)
    expect(stdout).toContain('                on 28 more resources: see --json\n')
    expect((await linesOf([many]))[0].permissions[0].resources).toHaveLength(40)
  })
})

describe('what a record implies and makes', () => {
  const group = {
    ...get,
    readOnly: false,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'CreateSecurityGroup',
    requestParameters: { groupName: 'web', vpcId: 'vpc-0a1b2c3d' },
    responseElements: { _return: true, groupId: 'sg-0f1e2d3c4b5a69788' },
    resources: [],
  }
  const inLambda = { ...get, userAgent: 'aws-sdk-js/3 exec-env/AWS_Lambda_nodejs20.x' }

  it('is said with the identifier that AWS chose, and that the resource is another one each time', async () => {
    const [line] = await linesOf([group])
    expect(line.made).toEqual(['sg-0f1e2d3c4b5a69788'])
    expect(line.permissions[0].ephemeral).toEqual(['arn:aws:ec2:eu-west-1:111122223333:security-group/*'])
    expect(line.permissions[0].resources).toHaveLength(2)
  })

  it('is what a runtime needs beside the calls of the code in it, unless the call was denied', async () => {
    const [line, refused] = await linesOf([inLambda, { ...inLambda, errorCode: 'AccessDenied' }])
    expect(line.implied.map(({ action }: { action: string }) => action)).toEqual([
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ])
    expect(line.implied[0].source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
    expect(line.permissions.map(({ action }: { action: string }) => action)).toEqual(['s3:GetObject'])
    expect(refused.implied).toEqual([])
  })
})

describe('leastwise explain-event --json', () => {
  it('prints one line a record, with these members', async () => {
    expect(await linesOf([get])).toEqual([
      {
        file: '-',
        index: 0,
        eventSource: 's3.amazonaws.com',
        eventName: 'GetObject',
        principal: { arn: 'arn:aws:iam::111122223333:role/Deploy', type: 'role' },
        outcome: 'succeeded',
        error: null,
        permissions: [
          {
            action: 's3:GetObject',
            resources: ['arn:aws:s3:::release-bucket/build/0.zip'],
            ephemeral: [],
            conditions: {},
            kind: 'primary',
            why: 'the operation itself; bucketName and key',
          },
        ],
        implied: [],
        made: [],
        unmapped: null,
        skipped: null,
      },
    ])
  })

  it('has one line for everything, in order, each with permissions or one reason', async () => {
    const lines = await linesOf([
      denied,
      { ...get, eventName: 'GetObjekt' },
      { hello: 'world' },
      { ...get, eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' },
      { ...get, eventType: 'AwsServiceEvent' },
      get,
    ])
    expect(lines.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5])
    expect(
      lines.map(({ permissions, unmapped, skipped }) => [permissions.length, unmapped, skipped]),
    ).toEqual([
      [1, null, null],
      [0, expect.stringMatching(/^s3 has no action for GetObjekt; spelled like it: s3:GetObject/), null],
      [0, null, 'the element is not a CloudTrail record'],
      [0, null, expect.stringMatching(/^no permission is needed: ./)],
      [0, null, 'an AWS service reports what it did by itself; no caller'],
      [1, null, null],
    ])
    expect(lines[0]).toMatchObject({
      outcome: 'denied',
      error: { code: 'AccessDenied', message: denied.errorMessage },
    })
    expect(lines[2]).toMatchObject({ eventSource: null, eventName: null, principal: null, outcome: null })
  })

  it('shows conditions by key', async () => {
    const role = 'arn:aws:iam::111122223333:role/task'
    const [line] = await linesOf([
      {
        ...get,
        eventSource: 'lambda.amazonaws.com',
        eventName: 'CreateFunction20150331',
        requestParameters: { functionName: 'f', role },
        resources: [],
      },
    ])
    expect(line.permissions).toContainEqual({
      action: 'iam:PassRole',
      resources: [role],
      ephemeral: [],
      conditions: { 'iam:PassedToService': ['lambda.amazonaws.com'] },
      kind: 'additional',
      why: expect.stringContaining('role'),
    })
  })
})

describe('leastwise explain-event: what logs hold', () => {
  const evil = {
    ...get,
    eventName: 'Get\u001b[2J\nObject',
    errorCode: 'x',
    errorMessage: '\u001b]0;owned\u0007\n  primary     s3:*',
    userAgent: '\u202e',
  }

  it('cannot command a terminal, nor add lines', async () => {
    const { stdout } = await explain([evil])
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(stdout)).toBe(false)
    expect(stdout.split('\n')[0]).toBe('s3.amazonaws.com Get�[2J�Object (record 0 of standard input)')
    expect(stdout).not.toMatch(/^ {2}primary/m)
    const { stdout: json } = await explain([evil], '--json')
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(json)).toBe(false)
    expect(json.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(json)).toMatchObject({
      eventName: evil.eventName,
      error: { message: evil.errorMessage },
    })
  })
})

describe('leastwise explain-event: inputs and exit status', () => {
  it('takes several inputs, and names the file of each record', async () => {
    const folder = folderWith({ 'a.json.gz': logFile(get, get), 'b.json': JSON.stringify(get) })
    const files = [`${folder}/a.json.gz`, `${folder}/b.json`]
    const { status, stdout } = await runCli(['explain-event', ...files, '--json', '--quiet'], workflows)
    const places = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(status).toBe(0)
    expect(places.map(({ file, index }) => [file, index])).toEqual([
      [files[0], 0],
      [files[0], 1],
      [files[1], 0],
    ])
  })

  it('is 2 when nothing is a record, after the reason was said', async () => {
    const { status, stdout, stderr } = await explain('hello')
    expect(status).toBe(2)
    expect(stdout).toContain('skipped     unknown-text: the text is neither JSON nor CSV')
    expect(stderr).toMatch(/^error\[NO_RECORDS\]: the inputs hold no CloudTrail record\nhint: ./)
  })

  it('is 3 with --strict when the input breaks off, which is warned of', async () => {
    const text = JSON.stringify({ Records: [get, get] }).slice(0, -30)
    const strict = await explain(text, '--strict', '--json')
    expect([strict.status, strict.stdout.trimEnd().split('\n').length]).toEqual([3, 1])
    expect(strict.stderr).toContain('warning: file not read to its end (truncated): -: ')
    expect((await explain(text)).status).toBe(0)
    expect((await explain([get], '--strict')).status).toBe(0)
  })

  it('is silent with --quiet but for the answer', async () => {
    expect((await explain([get], '--quiet')).stderr).toBe('')
  })

  it('waits for a slow reader', async () => {
    let [waiting, most, lines] = [0, 0, 0]
    const slow = new Writable({
      highWaterMark: 256,
      write(chunk, _encoding, done) {
        lines += chunk.toString().split('\n').length - 1
        most = Math.max(most, slow.writableLength)
        waiting += 1
        setTimeout(done, 1)
      },
    })
    const stdin = Readable.from([Buffer.from(Array(100).fill(JSON.stringify(get)).join('\n'))])
    const context = {
      ...testContext({ stdin, workflows: { ...testContext().workflows, ...workflows } }),
      stdout: slow,
    }
    expect(await run(['explain-event', '-', '--json'], context)).toBe(0)
    await new Promise((done) => slow.end(done))
    expect([lines, waiting]).toEqual([100, 100])
    expect(most).toBeLessThan(2000)
  })
})
