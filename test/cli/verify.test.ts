import { describe, expect, it } from 'vitest'
import { verify } from '../../src/workflows/verify.js'
import { folderWith } from '../files/folders.js'
import { runCli } from './capture.js'
import { getObject, logFile } from './logs.js'

const day = (at: number) => new Date(Date.UTC(2026, 4, at, 12))

const allow = (resource: string, sid = 'Read') => ({
  Version: '2012-10-17',
  Statement: [{ Sid: sid, Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: resource }],
})

function trail(policies: Record<string, unknown>): string {
  const records = [4, 5].map((at) => ({ ...getObject(day(at), `a/${at}.zip`), eventID: `read-${at}` }))
  const denied = { ...getObject(day(6), 'a/6.zip'), eventID: 'denied', errorCode: 'AccessDenied' }
  const texts = Object.entries(policies).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return folderWith({ 'logs/a.json.gz': logFile(...records, denied), ...Object.fromEntries(texts) })
}

const run = (folder: string, ...args: string[]) =>
  runCli(['verify', `${folder}/logs`, '--principal', 'Deploy', ...args], { verify })

describe('leastwise verify', () => {
  it('ends with 0 if everything is allowed, and says how tight each statement is', async () => {
    const folder = trail({ 'p.json': allow('arn:aws:s3:::release-bucket/a/*') })
    const { status, stdout, stderr } = await run(folder, '--policy', `${folder}/p.json`)
    expect(status).toBe(0)
    expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'STATEMENT CALLS ONLY HERE LAST ACTIONS UNUSED RESOURCES UNUSED WIDER PAIRS UNUSED',
      'Read 2 2 2026-05-05 2 1 1 0 1 2 1',
      '',
    ])
    expect(stderr).toContain('2 of 2 checks allowed, 0 denied (0 permissions), 0 not decidable')
    expect(stderr).toContain('1 of 2 without evidence: s3:PutObject')
    expect(stderr).toContain('warning: 1 call that AWS denied was not replayed')
  })

  it('ends with 1 if something is denied, and names the statement that came nearest', async () => {
    const folder = trail({
      'p.json': [allow('arn:aws:s3:::release-bucket/a/4.zip')],
      'q.json': allow('arn:aws:s3:::x', 'Other'),
    })
    const policies = ['--policy', `${folder}/p.json`, '--policy', `${folder}/q.json`]
    const { status, stdout } = await run(folder, ...policies, '--quiet')
    expect(status).toBe(1)
    expect(stdout.split('\n')[1]!.replace(/ +/g, ' ')).toBe(
      `DENIED 1 2026-05-05 2026-05-05 s3:GetObject arn:aws:s3:::release-bucket/a/5.zip resource of ${folder}/p.json[0] Read`,
    )
    const json = JSON.parse((await run(folder, ...policies, '--json')).stdout)
    expect(json).toMatchObject({
      policies: [`${folder}/p.json[0]`, `${folder}/q.json`],
      verification: {
        checks: 2,
        allowed: 1,
        denied: [{ eventIds: ['read-5'], nearest: { policy: 0, sid: 'Read' } }],
      },
      tightness: { summary: { statements: 2, statementsWithoutEvidence: 1 } },
      deniedCalls: 1,
    })
  })

  it('does not decide by keys that no record tells', async () => {
    const statement = {
      ...allow('*').Statement[0],
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    }
    const folder = trail({ 'p.json': { Version: '2012-10-17', Statement: statement } })
    const { status, stdout } = await run(folder, '--policy', `${folder}/p.json`)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^UNKNOWN .* IpAddress aws:SourceIp of Read$/m)
  })

  it('knows who calls, and what a direct call never carries', async () => {
    const asking = (operator: string, key: string, value: string) => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: '*',
        Condition: { [operator]: { [key]: value } },
      },
    })
    const folder = trail({
      'account.json': asking('StringEquals', 'aws:PrincipalAccount', '111122223333'),
      'user.json': asking('Null', 'aws:username', 'true'),
      'via.json': asking('StringEquals', 'aws:CalledVia', 'athena.amazonaws.com'),
    })
    const statusOf = async (name: string) => (await run(folder, '--policy', `${folder}/${name}`)).status
    expect([await statusOf('account.json'), await statusOf('user.json'), await statusOf('via.json')]).toEqual(
      [0, 0, 1],
    )
  })

  it('refuses what it cannot use', async () => {
    const folder = trail({ 'bad.json': '{"Statement": [],\n "Extra": 1}' })
    expect(await run(folder)).toMatchObject({ status: 2, stderr: expect.stringContaining('POLICY_REQUIRED') })
    expect(await run(folder, '--policy', `${folder}/bad.json`)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/POLICY_INVALID.*bad\.json` line 2, column 2/),
    })
    expect(await run(folder, '--policy', `${folder}/none.json`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('INPUT_NOT_FOUND'),
    })
  })
})
