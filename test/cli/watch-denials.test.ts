import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { policiesIn } from '../../src/adapters/files/policy-files.js'
import { parseRecipe } from '../../src/adapters/recipe/read-recipe.js'
import { requestJudge } from '../../src/core/verify/verification.js'
import { generate } from '../../src/workflows/generate.js'
import { ingest } from '../../src/workflows/ingest.js'
import { silent } from '../../src/workflows/ports.js'
import { watchDenials } from '../../src/workflows/watch-denials.js'
import { folderWith } from '../files/folders.js'
import { runCli } from './capture.js'
import { getObject, logFile } from './logs.js'

const attached = '2026-05-10T00:00:00Z'
const bucket = 'arn:aws:s3:::release-bucket'
const key = 'arn:aws:kms:eu-west-1:111122223333:key/0d3a5c2e-0000-4000-8000-000000000001'
let made = 0

/** A call of Deploy on a day of May, which AWS refuses with these words. */
function denied(day: number, eventName: string, message: string | undefined, changes: object = {}) {
  made += 1
  const record = getObject(new Date(Date.UTC(2026, 4, day, 12)), `a/${day}.zip`)
  return {
    ...record,
    eventName,
    eventID: `denied-${made}`,
    errorCode: 'AccessDenied',
    ...(message === undefined ? {} : { errorMessage: message }),
    ...changes,
  }
}

const role = 'arn:aws:sts::111122223333:assumed-role/Deploy/ci-1'
const words = (action: string, resource: string, why: string) =>
  `User: ${role} is not authorized to perform: ${action} on resource: ${resource} ${why}`
const missing = (action: string) => `because no identity-based policy allows the ${action} action`

const put = (day: number) =>
  denied(day, 'PutObject', words('s3:PutObject', `${bucket}/a/${day}.zip`, missing('s3:PutObject')))
const decrypt = denied(13, 'Decrypt', words('kms:Decrypt', key, missing('kms:Decrypt')), {
  eventSource: 'kms.amazonaws.com',
  managementEvent: true,
  eventCategory: 'Management',
  requestParameters: { keyId: key },
  resources: [{ ARN: key, accountId: '111122223333', type: 'AWS::KMS::Key' }],
  userIdentity: { ...put(13).userIdentity, invokedBy: 'secretsmanager.amazonaws.com' },
})
const byScp = denied(
  12,
  'DeleteObject',
  words('s3:DeleteObject', `${bucket}/a/12.zip`, 'with an explicit deny in a service control policy'),
)
const known = [9, 14].map((day) => {
  const message = words('s3:GetBucketAcl', bucket, missing('s3:GetBucketAcl'))
  return denied(day, 'GetBucketAcl', message, { requestParameters: { bucketName: 'release-bucket' } })
})

const policy = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/*` }],
}

const trail = (...records: readonly object[]) =>
  folderWith({
    'logs/a.json.gz': logFile(getObject(new Date(Date.UTC(2026, 4, 8, 12)), 'a/8.zip'), ...records),
    'policy.json': JSON.stringify(policy),
    'recipe.yaml': [
      'version: 1',
      '# why: see the minutes',
      'principal: Deploy',
      'resources: exact',
      'allow: []',
      'exclude:',
      '  - actions: s3:PutObject',
      `    resources: "${bucket}/a/12.zip"`,
      '    reason: not on a Tuesday',
      '',
    ].join('\n'),
  })

const run = (folder: string, ...args: string[]) =>
  runCli(['watch-denials', `${folder}/logs`, '--principal', 'Deploy', '--since', attached, ...args], {
    watchDenials,
  })

const everything = [put(11), put(12), decrypt, byScp, ...known]

describe('leastwise watch-denials', () => {
  it('tells what the policies lack from what was denied before and what something else denies', async () => {
    const folder = trail(...everything)
    const { status, stdout, stderr } = await run(folder, '--policy', `${folder}/policy.json`)
    expect(status).toBe(1)
    const at = (day: number) => `2026-05-${day}T12:00:00Z 2026-05-${day}T12:00:00Z`
    expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'DENIAL CALLS FIRST LAST ACTION RESOURCE BEFORE WHAT HELPS',
      `NEW 1 ${at(13)} kms:Decrypt ${key} - allow it if kms:ViaService is secretsmanager.eu-west-1.amazonaws.com`,
      `NEW 1 ${at(11)} s3:PutObject ${bucket}/a/11.zip - allow it`,
      `NEW 1 ${at(12)} s3:PutObject ${bucket}/a/12.zip - allow it`,
      `KNOWN 1 ${at(14)} s3:GetBucketAcl ${bucket} 1 denied allow it`,
      `ELSEWHERE 1 ${at(12)} s3:DeleteObject ${bucket}/a/12.zip - a service control policy: an addition to identity policies does not help`,
      '',
    ])
    expect(stderr).toContain(
      '5 calls, 5 permissions, 3 new that the policies lack or deny, 1 known or excluded',
    )
  })

  it('ends with 0 where nothing new is the fault of the policies', async () => {
    const folder = trail(byScp, ...known)
    expect((await run(folder, '--policy', `${folder}/policy.json`)).status).toBe(0)
  })

  it('says that a call worked before, and what the policies that allow it tell', async () => {
    const message = words('s3:GetObject', `${bucket}/a/8.zip`, missing('s3:GetObject'))
    const read = denied(15, 'GetObject', message, {
      requestParameters: { bucketName: 'release-bucket', key: 'a/8.zip' },
      resources: [{ type: 'AWS::S3::Object', ARN: `${bucket}/a/8.zip` }],
    })
    const folder = trail(read)
    const { status, stdout } = await run(folder, '--policy', `${folder}/policy.json`)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^ELSEWHERE .* 1 worked +the policies given allow it: they were not attached yet/m)
    expect((await run(folder)).status).toBe(1)
  })

  it('suggests nothing where neither AWS nor the policies tell, and says so', async () => {
    const unknown = denied(12, 'InventedCall', undefined, { eventSource: 'new.amazonaws.com', resources: [] })
    const silentDenial = denied(12, 'PutObject', 'Access Denied')
    const folder = trail(unknown, silentDenial)
    const { status, stdout, stderr } = await run(folder, '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).denials).toMatchObject([
      { verdict: 'unknown', action: null, addition: null, events: ['new.amazonaws.com InventedCall'] },
      { verdict: 'unclear', action: 's3:PutObject', addition: null },
    ])
    expect(stderr).toContain('of 2 denied calls nobody can tell whether the policies are to blame')
    // The policies that are attached do tell.
    const told = await run(folder, '--policy', `${folder}/policy.json`)
    expect([told.status, told.stdout]).toEqual([1, expect.stringMatching(/^NEW .* s3:PutObject /m)])
  })

  it('gives no addition where the record does not show the resource', async () => {
    const message = `User: ${role} is not authorized to perform: s3:PutObject ${missing('s3:PutObject')}`
    const folder = trail(denied(12, 'PutObject', message, { requestParameters: null, resources: [] }))
    const { stdout, status } = await run(folder, '--format', 'recipe')
    expect([status, parseRecipe('r', stdout).allow]).toEqual([1, []])
    expect(stdout).toContain('# For a person to decide:')
  })

  it('names what the same calls will be denied next', async () => {
    const copy = denied(
      12,
      'CopyObject',
      words('s3:PutObject', `${bucket}/to.zip`, missing('s3:PutObject')),
      {
        requestParameters: {
          bucketName: 'release-bucket',
          key: 'to.zip',
          'x-amz-copy-source': 'other/from.zip',
        },
        resources: [],
      },
    )
    const folder = trail(copy)
    const { stdout } = await run(folder, '--policy', `${folder}/policy.json`, '--json')
    expect(JSON.parse(stdout).next).toMatchObject([
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::other/from.zip',
        events: ['s3.amazonaws.com CopyObject'],
      },
    ])
  })

  it('refuses a format that there is not, and two at once', async () => {
    const folder = trail()
    for (const options of [
      ['--format', 'xml'],
      ['--format', 'recipe', '--json'],
    ])
      expect(await run(folder, ...options)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('OPTION_INVALID'),
      })
  })
})

describe('the recipe change', () => {
  const judged = async (folder: string, recipe: string) => {
    writeFileSync(`${folder}/next.yaml`, recipe)
    const made = await runCli(
      ['generate', `${folder}/logs`, '--principal', 'Deploy', '--recipe', `${folder}/next.yaml`, '--quiet'],
      { generate },
      {},
    )
    const judge = requestJudge(policiesIn('policy', made.stdout).map(({ document }) => document))
    return ([action, resource, via]: readonly [string, string, string?]) =>
      judge({
        action,
        resource,
        context: new Map(via === undefined ? [] : [['kms:viaservice', [via]]]),
        uncertain: false,
      }).result
  }
  const via = 'secretsmanager.eu-west-1.amazonaws.com'

  it('makes generate write a policy that allows what was denied, and no more', async () => {
    const folder = trail(...everything)
    const { stdout } = await run(folder, '--policy', `${folder}/policy.json`, '--format', 'recipe')
    const results = await judged(folder, stdout)
    for (const day of [11, 12]) expect(results(['s3:PutObject', `${bucket}/a/${day}.zip`])).toBe('allowed')
    expect(results(['kms:Decrypt', key, via])).toBe('allowed')
    expect(results(['kms:Decrypt', key])).toBe('denied')
    expect(results(['s3:PutObject', `${bucket}/a/13.zip`])).toBe('denied')
    expect(results(['s3:DeleteObject', `${bucket}/a/12.zip`])).toBe('denied')
    expect(results(['s3:GetBucketAcl', bucket])).toBe('denied')
    expect(stdout).toContain('# For a person to decide:\n#   - actions: ["s3:GetBucketAcl"]')
  })

  it('is put into the recipe that there is, which keeps its words and its exclusions', async () => {
    const folder = trail(...everything)
    const options = ['--policy', `${folder}/policy.json`, '--recipe', `${folder}/recipe.yaml`]
    const { stdout } = await run(folder, ...options, '--format', 'recipe')
    const before = readFileSync(`${folder}/recipe.yaml`, 'utf8')
    for (const line of before.split('\n').filter((one) => !one.startsWith('allow')))
      expect(stdout).toContain(line)
    expect(
      parseRecipe('r', stdout).allow.map(({ actions, resources }) => [...actions, ...resources]),
    ).toEqual([
      ['kms:Decrypt', key],
      ['s3:PutObject', `${bucket}/a/11.zip`],
    ])
    const text = await run(folder, ...options)
    expect(text.stdout).toMatch(
      /^KNOWN .*12\.zip +- +nothing: the recipe excludes it, because not on a Tuesday$/m,
    )
    // Once the recipe has it, the answer is to attach what it makes.
    writeFileSync(`${folder}/recipe.yaml`, stdout)
    const again = await run(folder, ...options)
    expect([again.status, again.stdout]).toEqual([1, expect.stringContaining('generate and attach again')])
  })
})

describe('an activity store', () => {
  it('answers as the logs do, by whole days', async () => {
    const folder = trail(...everything)
    const store = `${folder}/store.db`
    await ingest(filesSource([`${folder}/logs`]), openActivityStore(store), {}, silent)
    const ask = (input: string, since: string) =>
      runCli(['watch-denials', input, '--principal', 'Deploy', '--since', since, '--json'], { watchDenials })
    const [fromLogs, fromStore] = [await ask(`${folder}/logs`, attached), await ask(store, attached)]
    expect(JSON.parse(fromStore.stdout).denials).toEqual(JSON.parse(fromLogs.stdout).denials)
    expect((await ask(store, '2026-05-10T06:00:00Z')).stderr).toContain(
      'all of 2026-05-10 is taken for after',
    )
  })
})
