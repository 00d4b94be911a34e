import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compare } from '../../src/workflows/compare.js'
import { allow, document, role } from '../account/details.js'
import { folderWith } from '../files/folders.js'
import { runCli } from './capture.js'
import { getObject, logFile } from './logs.js'

const details = {
  RoleDetailList: [
    role('Deploy', document(allow(['s3:GetObject', 'iam:PutRolePolicy'])), {
      AttachedManagedPolicies: [{ PolicyName: 'X', PolicyArn: 'arn:aws:iam::aws:policy/X' }],
    }),
    role('Idle', document(allow('sqs:SendMessage'))),
  ],
}

function folder(): string {
  return folderWith({
    'logs/a.json.gz': logFile(getObject(new Date(Date.UTC(2026, 4, 4)), 'a/1.zip')),
    'account.json': JSON.stringify(details),
    'account.json.gz': gzipSync(JSON.stringify(details)),
    'policy.json': JSON.stringify(document(allow('s3:GetObject'))),
    'broken.json': '{"RoleDetailList":[{"RoleName":"x"}]}',
    'text.json': 'no JSON',
    'bomb.json.gz': gzipSync('{}').subarray(0, 12),
  })
}

const run = (at: string, ...args: string[]) => runCli(['compare', `${at}/logs`, ...args], { compare })

describe('leastwise compare', () => {
  it('prints a table of everybody, the most permissive first', async () => {
    const at = folder()
    const { status, stdout, stderr } = await run(at, '--account-details', `${at}/account.json.gz`)
    expect(status).toBe(0)
    expect(stdout.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      'PRINCIPAL GRANTED USED UNUSED CREEP NEVER UNEXPLAINED ESCALATION ON *',
      'arn:aws:iam::111122223333:role/Deploy 2 1 1 50.0 % 0 0 1 → 0 2 → 0',
      'arn:aws:iam::111122223333:role/Idle 1 0 1 100 % 0 0 0 → 0 1 → 0',
      '',
    ])
    expect(stderr).toContain('2 principals, 1 of them used nothing of what is granted')
    expect(stderr).toContain('no document of arn:aws:iam::aws:policy/X: more is granted than is counted')
  })

  it('prints one in detail, with the change', async () => {
    const at = folder()
    const { stdout } = await run(at, '--account-details', `${at}/account.json`, '--principal', 'Deploy')
    expect(stdout).toContain('unused                  1 action: creep 50.0 %')
    expect(stdout).toContain('privilege escalation    1 → 0')
    expect(stdout).toContain('\n-  iam:PutRolePolicy\n')
    expect(stdout).toMatch(/\n- {2}statement of own: Allow s3:GetObject, iam:PutRolePolicy on \*\n/)
    expect(stdout).toMatch(
      /\n\+ {2}statement .* of proposed 1: Allow s3:GetObject on arn:aws:s3:::release-bucket/,
    )
  })

  it('takes a policy on disk for a principal, with or without account details', async () => {
    const at = folder()
    const arn = 'arn:aws:iam::111122223333:role/Deploy'
    const { stdout } = await run(at, '--policy', `${at}/policy.json`, '--principal', arn, '--json')
    expect(JSON.parse(stdout).principals).toMatchObject([
      { arn, used: ['s3:GetObject'], unused: [], creep: 0, usedNotGranted: [], policies: [{ kind: 'file' }] },
    ])
  })

  it.each([
    [
      'broken.json',
      /^error\[SNAPSHOT_INVALID\]: .*broken\.json` cannot be used: RoleDetailList\[0\]\.Arn is missing/,
    ],
    ['text.json', /^error\[SNAPSHOT_INVALID\]: .*is no JSON/],
    ['bomb.json.gz', /^error\[SNAPSHOT_INVALID\]: .*cannot be decompressed/],
    ['nowhere.json', /^error\[INPUT_NOT_FOUND\]: .*does not exist/],
  ])('refuses %s', async (name, message) => {
    const at = folder()
    const { status, stdout, stderr } = await run(at, '--account-details', `${at}/${name}`)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('refuses what names nobody', async () => {
    const at = folder()
    const account = ['--account-details', `${at}/account.json`]
    expect((await run(at, ...account, '--principal', 'Depoly')).stderr).toMatch(
      /PRINCIPAL_NOT_IN_SNAPSHOT[\s\S]*did you mean `arn:aws:iam::111122223333:role\/Deploy`/,
    )
    expect((await run(at)).stderr).toContain('OPTION_INVALID')
    expect((await run(at, ...account, '--policy', `${at}/policy.json`)).stderr).toContain('OPTION_INVALID')
  })
})
