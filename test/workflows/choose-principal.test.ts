import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/iam/json.js'
import type { ErrorCode, LeastwiseError } from '../../src/workflows/errors.js'
import {
  account,
  backupUser,
  identityOfUser,
  lakeRole,
  logged,
  sessionOf,
  webRole,
} from '../activity/busy-records.js'
import { grantLines, grantsIn } from './grants.js'
import { logFile } from './memory-source.js'
import { noise, policyOf } from './trails.js'

const otherAccount = '444455556666'
const developer = (owner: string, hash: string) =>
  `arn:aws:iam::${owner}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Developer_${hash}`
const developerHere = developer(account, '0123456789abcdef')
const developerThere = developer(otherAccount, 'fedcba9876543210')
const backupRole = `arn:aws:iam::${otherAccount}:role/backup`

/** A bucket for every identity, so that a policy shows whose it is. */
const identities: readonly (readonly [bucket: string, userIdentity: JsonObject])[] = [
  ['of-web', sessionOf(webRole, 'task-1')],
  ['of-lake', sessionOf(lakeRole, 'job')],
  ['of-backup-user', identityOfUser(backupUser)],
  ['of-backup-role', sessionOf(backupRole, 'nightly')],
  ['of-developer-here', sessionOf(developerHere, 'ann@example.com')],
  ['of-developer-there', sessionOf(developerThere, 'bob@example.com')],
]

const trail = [
  logFile('a.json', [
    ...identities.map(([bucketName, userIdentity], at) =>
      logged('s3', 'GetBucketAcl', {
        eventID: `e${at}`,
        userIdentity,
        recipientAccountId: userIdentity.accountId!,
        requestParameters: { bucketName },
      }),
    ),
    ...noise,
  ]),
]

const bucketsOf = async (principal: string) =>
  grantLines(grantsIn((await policyOf(trail, {}, principal)).documents)).map((line) => line.split(':::')[1])

describe('a principal is found', () => {
  it.each<[string, string, string[]]>([
    ['by the ARN of a role', webRole, ['of-web']],
    ['by the ARN of a user', backupUser, ['of-backup-user']],
    ['by its name, without the path', 'web', ['of-web']],
    ['by the ARN of a session', `arn:aws:sts::${account}:assumed-role/web/task-1`, ['of-web']],
    [
      'by the ARN of a session that is not in the logs',
      `arn:aws:sts::${account}:assumed-role/web/x`,
      ['of-web'],
    ],
    [
      'by the whole name of a permission set’s role',
      'AWSReservedSSO_Developer_0123456789abcdef',
      ['of-developer-here'],
    ],
    ['by the ARN of a permission set’s role', developerThere, ['of-developer-there']],
  ])('%s', async (_, principal, buckets) => {
    expect(await bucketsOf(principal)).toEqual(buckets)
  })

  it('by the permission set, in every account', async () => {
    expect(await bucketsOf('Developer')).toEqual(['of-developer-here', 'of-developer-there'])
    const { report } = await policyOf(trail, {}, 'Developer')
    expect(report.principals.map(({ arn, records }) => [arn, records])).toEqual([
      [developerHere, 1],
      [developerThere, 1],
    ])
  })

  it.each<[string, string[]]>([
    ['*/backup', ['of-backup-role', 'of-backup-user']],
    [`arn:aws:iam::${account}:role/*`, ['of-developer-here', 'of-lake', 'of-web']],
    ['?a??', ['of-lake']],
    ['Dev*', ['of-developer-here', 'of-developer-there']],
  ])('by the pattern %s', async (pattern, buckets) => {
    expect(await bucketsOf(pattern)).toEqual(buckets)
    expect((await policyOf(trail, {}, pattern)).report.principal).toBe(pattern)
  })

  it('by a pattern, but never root, which no policy can limit', async () => {
    const { documents, report } = await policyOf(trail, {}, '*')
    expect(report.principals.map(({ type }) => type)).not.toContain('root')
    expect(grantsIn(documents).map(({ action }) => action)).not.toContain('iam:ListUsers')
    expect(report.records.otherPrincipals).toBe(4)
    expect(report.records.skipped).toEqual({ 'sign-in': 1 })
  })

  it('by its name, even if a namesake did nothing that needs a permission', async () => {
    const signIn = logged('signin', 'ConsoleLogin', {
      eventID: 's',
      eventType: 'AwsConsoleSignIn',
      userIdentity: identityOfUser(`arn:aws:iam::${otherAccount}:user/web`),
    })
    const { report } = await policyOf([...trail, logFile('b.json', [signIn])], {}, 'web')
    expect(report.principals.map(({ arn }) => arn)).toEqual([webRole])
  })

  it('with no call at all, if it did nothing that needs a permission', async () => {
    const { documents, report } = await policyOf(trail, {}, 'ann')
    expect(documents).toEqual([])
    expect(report.principals).toEqual([{ arn: `arn:aws:iam::${account}:user/ann`, type: 'user', records: 0 }])
  })

  it('by its ARN, and the report has it', async () => {
    expect((await policyOf(trail, {}, 'web')).report.principal).toBe(webRole)
  })
})

const refusal = (principal: string): Promise<LeastwiseError> =>
  policyOf(trail, {}, principal).then(
    () => {
      throw new Error('not refused')
    },
    (error: LeastwiseError) => error,
  )

describe('a principal is refused', () => {
  it.each<[ErrorCode, string, string, string]>([
    [
      'PRINCIPAL_AMBIGUOUS',
      'backup',
      `\`backup\` is the name of 2 principals: \`${backupUser}\`, \`${backupRole}\``,
      'give the whole ARN, or a pattern such as `*/backup` to put all of them into one policy',
    ],
    ['PRINCIPAL_NOT_FOUND', 'wbe', 'no record was made by `wbe`', `did you mean \`${webRole}\`?`],
    [
      'PRINCIPAL_NOT_FOUND',
      'nothing-like-it-at-all',
      'no record was made by `nothing-like-it-at-all`',
      'run `leastwise principals` on the same inputs to see who is there',
    ],
    [
      'PRINCIPAL_NOT_FOUND',
      `arn:aws:sts::${otherAccount}:assumed-role/web/task-1`,
      `no record was made by \`arn:aws:sts::${otherAccount}:assumed-role/web/task-1\``,
      'run `leastwise principals` on the same inputs to see who is there',
    ],
    [
      'PRINCIPAL_HAS_NO_POLICY',
      'root',
      `\`arn:aws:iam::${account}:root\` (root) cannot have an identity policy`,
      'the root user has every permission and no policy can limit it; use a role for this work',
    ],
  ])('%s: %s', async (code, principal, message, hint) => {
    const error = await refusal(principal)
    expect([error.code, error.message, error.hint]).toEqual([code, message, hint])
  })

  it.each([['cloudtrail.amazonaws.com'], ['account:444455556666']])(
    'PRINCIPAL_HAS_NO_POLICY: %s, which made calls',
    async (principal) => {
      expect((await refusal(principal)).code).toBe('PRINCIPAL_HAS_NO_POLICY')
    },
  )

  it('with the same words for records in any order', async () => {
    const [file] = trail
    const backwards = logFile('a.json', [...(JSON.parse(file!.text).Records as JsonObject[])].reverse())
    const again = await policyOf([backwards], {}, 'wbe').catch((error: LeastwiseError) => error)
    expect(again).toEqual(await refusal('wbe'))
  })
})

describe('no record at all', () => {
  const codeOf = (files: Parameters<typeof policyOf>[0]) =>
    policyOf(files).then(
      () => 'none',
      (error: LeastwiseError) => error.code,
    )

  it.each<[string, Parameters<typeof policyOf>[0]]>([
    ['without files', []],
    ['in a file without records', [logFile('a.json', [])]],
    [
      'in a broken file',
      [
        {
          ...logFile('a.json', [logged('s3', 'ListBuckets')]),
          breaks: { reason: 'unreadable', message: 'x' },
        },
      ],
    ],
  ])('is an error of its own: %s', async (_, files) => {
    expect(await codeOf(files)).toBe('NO_RECORDS')
  })
})
