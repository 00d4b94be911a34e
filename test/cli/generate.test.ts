import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { LeastwiseError } from '../../src/workflows/errors.js'
import { runCli } from './capture.js'
import {
  deniedCheck,
  deploy,
  document,
  generateResult,
  generating,
  inputSummary,
  report,
  unreadFile,
} from './fake-workflows.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const basic = ['generate', 'logs', '--principal', 'Deploy']
const one = generateResult()
const two = generateResult({ documents: [document('s3:GetObject'), document('s3:PutObject')] })
const denied = generateResult({
  report: report({ verification: { replayed: 40, allowed: 39, denied: [deniedCheck], undecidable: [] } }),
})

describe('leastwise generate: standard output', () => {
  it('is the policy document', async () => {
    const { status, stdout } = await runCli(basic, generating(one).workflows)
    expect([status, stdout]).toEqual([0, `${printPolicy(one.documents[0]!)}\n`])
  })

  it('is an array of documents if it had to be split', async () => {
    const { stdout } = await runCli(basic, generating(two).workflows)
    expect(JSON.parse(stdout).map((policy: { Version: string }) => policy.Version)).toEqual([
      '2012-10-17',
      '2012-10-17',
    ])
  })

  it('is an empty array if nothing is to be allowed', async () => {
    const { status, stdout, stderr } = await runCli(
      basic,
      generating(generateResult({ documents: [] })).workflows,
    )
    expect([status, stdout]).toEqual([0, '[]\n'])
    expect(stderr).not.toContain('size ')
  })

  it('holds policy and report together with --json', async () => {
    const single = JSON.parse((await runCli([...basic, '--json'], generating(one).workflows)).stdout)
    expect(Object.keys(single)).toEqual(['policy', 'report'])
    expect(single.policy.Statement[0].Action).toBe('s3:GetObject')
    expect(single.report.principal).toBe(deploy)
    const several = JSON.parse((await runCli([...basic, '--json'], generating(two).workflows)).stdout)
    expect([Object.keys(several), several.policies.length]).toEqual([['policies', 'report'], 2])
  })

  it('holds no character that a terminal obeys', async () => {
    const evil = generateResult({ documents: [document('s3:GetObject', 'arn:aws:s3:::b/\u009b2J\u202e')] })
    const { stdout } = await runCli(basic, generating(evil).workflows)
    expect(JSON.parse(stdout).Statement[0].Resource).toBe('arn:aws:s3:::b/\u009b2J\u202e')
    expect(stdout).toContain('\\u009b2J\\u202e')
  })
})

describe('leastwise generate: options', () => {
  it('passes on what was asked for', async () => {
    const { asked, workflows } = generating(one)
    const options = [
      '--start',
      '2026-05-01',
      '--user-agent',
      '*Terraform*',
      '--session',
      'ci-*',
      '--include-denied',
    ]
    await runCli([...basic, ...options], workflows)
    expect(asked).toEqual([
      {
        principal: 'Deploy',
        includeDenied: true,
        query: {
          start: '2026-05-01T00:00:00Z',
          end: undefined,
          regions: [],
          accounts: [],
          userAgent: '*Terraform*',
          session: 'ci-*',
        },
      },
    ])
  })

  it.each([
    [['--format', 'terrafrom'], 'OPTION_INVALID', 'there is no format `terrafrom`', '`terraform`'],
    [['--format', '__proto__'], 'OPTION_INVALID', 'there is no format `__proto__`', '`json`'],
    [
      ['--format', 'cdk', '--json'],
      'OPTION_INVALID',
      '`--json` cannot print `--format cdk`',
      '`--report FILE`',
    ],
    [['--variables', 'account'], 'OPTION_INVALID', '`--format json` has no variables', 'terraform'],
    [
      ['--format', 'cdk', '--variables', 'account,vpc'],
      'OPTION_INVALID',
      '`--variables vpc` cannot be used',
      'it takes account, region, partition, or none',
    ],
    [
      ['--region', 'europe'],
      'OPTION_INVALID',
      '`--region europe` cannot be used',
      'it takes a Region, such as `eu-west-1`',
    ],
    [
      ['--region', ','],
      'OPTION_INVALID',
      '`--region ` cannot be used',
      'it takes a Region, such as `eu-west-1`',
    ],
    [
      ['--account', '1111-2222-3333'],
      'OPTION_INVALID',
      '`--account 1111-2222-3333` cannot be used',
      'it takes an account: 12 digits, without dashes',
    ],
    [['--start', 'soon'], 'OPTION_INVALID', '`--start soon` is no time', '`90d`'],
    [['--start', '1d', '--end', '2d'], 'OPTION_INVALID', 'the period is empty', '`--end` is exclusive'],
    [['--report', '-'], 'OPTION_INVALID', '`--report -` would mix the report with the policy', '`--json`'],
    [
      ['--report', '/no-such-folder/r.json'],
      'OUTPUT_UNWRITABLE',
      '`/no-such-folder/r.json` cannot be written (ENOENT)',
      'make it first',
    ],
  ])('%j is refused before anything is read', async (options, code, message, hint) => {
    const { status, stdout, stderr } = await runCli([...basic, ...options])
    expect([status, stdout]).toEqual([2, ''])
    const [error, advice] = stderr.split('\n')
    expect(error).toContain(`error[${code}]: ${message}`)
    expect(advice).toMatch(/^hint: /)
    expect(advice).toContain(hint)
  })

  it('needs a principal, and says where to find one', async () => {
    const { status, stderr } = await runCli(['generate', 'logs'])
    expect(status).toBe(2)
    expect(stderr).toBe(
      'error[PRINCIPAL_REQUIRED]: `leastwise generate` needs `--principal`\nhint: see who is in the logs with `leastwise principals logs`\n',
    )
  })
})

describe('leastwise generate: files', () => {
  it('writes one file per document, and the report', async () => {
    const out = join(folder, 'new/policies')
    const file = join(folder, 'report.json')
    const { status, stderr } = await runCli(
      [...basic, '--out', out, '--report', file],
      generating(two).workflows,
    )
    expect(status).toBe(0)
    expect(readdirSync(out)).toEqual(['policy-Deploy-1.json', 'policy-Deploy-2.json'])
    expect(readFileSync(join(out, 'policy-Deploy-2.json'), 'utf8')).toBe(
      `${printPolicy(two.documents[1]!)}\n`,
    )
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(two.report)))
    for (const path of [join(out, 'policy-Deploy-1.json'), file]) expect(stderr).toContain(path)
  })

  it('warns of parts of an earlier run', async () => {
    writeFileSync(join(folder, 'policy-Deploy-7.json'), '{}')
    const { stderr } = await runCli([...basic, '--out', folder], generating(one).workflows)
    expect(stderr).toContain(`warning: \`${join(folder, 'policy-Deploy-7.json')}\` is of an earlier run`)
  })
})

describe('leastwise generate: exit status', () => {
  it('is 1 when the replay was denied, also when input was lost, and never silent', async () => {
    const lost = {
      ...denied,
      input: inputSummary({ files: { read: 1, skipped: [unreadFile], passedOver: {} } }),
    }
    const loud = await runCli([...basic, '--strict'], generating(lost).workflows)
    expect(loud.status).toBe(1)
    expect(loud.stderr).toContain('39 of 40 checks allowed, 1 permission DENIED')
    const quiet = await runCli([...basic, '--quiet'], generating(denied).workflows)
    expect([quiet.status, quiet.stderr.split('\n').length]).toEqual([1, 2])
  })

  it('is 3 when input was lost and --strict was given, else 0', async () => {
    const lost = generateResult({
      input: inputSummary({ files: { read: 1, skipped: [unreadFile], passedOver: {} } }),
    })
    expect((await runCli([...basic, '--strict'], generating(lost).workflows)).status).toBe(3)
    expect((await runCli(basic, generating(lost).workflows)).status).toBe(0)
    expect((await runCli([...basic, '--strict'], generating(one).workflows)).status).toBe(0)
  })

  it('is 2 for expected trouble, with its code and hint', async () => {
    const generate = () =>
      Promise.reject(
        new LeastwiseError('PRINCIPAL_NOT_FOUND', 'no record by `D\u001b[2J`', 'did you mean `Deploy`?'),
      )
    const { status, stdout, stderr } = await runCli(basic, { generate })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toBe('error[PRINCIPAL_NOT_FOUND]: no record by `D�[2J`\nhint: did you mean `Deploy`?\n')
  })

  it('is 2 for a fault of ours, without a stack', async () => {
    const { status, stderr } = await runCli(basic, {
      generate: () => Promise.reject(new TypeError('x is undefined')),
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /^error\[INTERNAL\]: unexpected: TypeError: x is undefined\nhint: .*report it.*\n$/,
    )
  })
})

describe('leastwise generate: summary', () => {
  it('says what a person wants to know', async () => {
    const result = generateResult({
      report: report({
        wildcards: ['ec2:DescribeInstances', 'ec2:DescribeVpcs'].map((action) => {
          return { action, resource: '*', reason: 'no-resource-types', hint: '' }
        }),
        unmapped: [{ eventSource: 'new.amazonaws.com', eventName: 'DoIt', count: 3, reason: '' }],
        denied: [
          {
            action: 'kms:Decrypt',
            resource: '*',
            count: 2,
            first: '',
            last: '',
            message: '',
            granted: false,
          },
        ],
        verification: { replayed: 40, allowed: 39, denied: [], undecidable: [deniedCheck] },
      }),
    })
    const { stderr } = await runCli(basic, generating(result).workflows)
    for (const words of [
      `principal  ${deploy}`,
      'window     2026-05-01T00:00:00Z to 2026-05-02T00:00:00Z',
      'files      3 read',
      'records    1,200 read, 40 matched, 1,100 by other principals, 60 skipped',
      'skipped    60 service-event',
      'policy     1 action, 1 statement, 1 resource',
      'of 6,144 characters',
      'wildcards  2 actions with a wildcard in the resource',
      '2 no-resource-types',
      'unmapped   1 kind of events with no known action, not in the policy',
      'denied     1 denied permission suggested in the report: kms:Decrypt',
      'replay     39 of 40 checks allowed by the policy, 1 check not decidable',
    ]) {
      expect(stderr).toContain(words)
    }
  })
})

describe('leastwise generate: another format', () => {
  const rendering = generating(one).workflows
  const asked: unknown[] = []
  const renderPolicy = async (_result: unknown, format: string, options: object) => {
    asked.push([format, options])
    return { kind: 'rendered', text: 'one\u00b7line\n', notes: ['mind the gap'] } as const
  }

  it('is printed, written as one file, and its notes are warnings', async () => {
    const options = ['--format', 'terraform', '--variables', 'partition,account', '--out', folder]
    const { status, stdout, stderr } = await runCli([...basic, ...options], { ...rendering, renderPolicy })
    expect([status, stdout]).toEqual([0, 'one\u00b7line\n'])
    expect(stderr).toContain('mind the gap')
    expect(readFileSync(join(folder, 'policy-Deploy.tf'), 'utf8')).toBe('one\u00b7line\n')
    expect(asked).toEqual([['terraform', { variables: ['account', 'partition'] }]])
  })

  it('has its own variables unless said otherwise', async () => {
    asked.length = 0
    for (const more of [[], ['--variables', 'none']]) {
      await runCli([...basic, '--format', 'cloudformation', ...more], { ...rendering, renderPolicy })
    }
    expect(asked).toEqual([
      ['cloudformation', { variables: ['account', 'region', 'partition'] }],
      ['cloudformation', { variables: [] }],
    ])
  })

  it('that is refused is an error, and nothing is written', async () => {
    const refuse = async () => ({ kind: 'refused', reason: 'too long', hint: 'shorten it' }) as const
    const { status, stdout, stderr } = await runCli(
      [...basic, '--format', 'permission-set', '--out', folder],
      {
        ...rendering,
        renderPolicy: refuse,
      },
    )
    expect([status, stdout, readdirSync(folder)]).toEqual([2, '', []])
    expect(stderr).toContain('error[FORMAT_REFUSED]: `--format permission-set`: too long')
    expect(stderr).toContain('hint: shorten it')
  })
})
