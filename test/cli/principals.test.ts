import { describe, expect, it } from 'vitest'
import type { ActivityQuery } from '../../src/workflows/activity-query.js'
import { runCli } from './capture.js'
import { deploy, inputSummary, principal, principalsResult, unreadFile } from './fake-workflows.js'

const user = principal('arn:aws:iam::111122223333:user/ana', {
  type: 'user',
  records: 7,
  services: [...'abcdefgh'],
})
const found = principalsResult([principal(deploy), user])
const workflows = { principals: async () => found }

describe('leastwise principals', () => {
  it('prints a table on standard output, and the summary elsewhere', async () => {
    const { status, stdout, stderr } = await runCli(['principals', 'logs'], workflows)
    expect(status).toBe(0)
    expect(stdout).toBe(
      `${[
        'ARN                                       TYPE  RECORDS  FIRST                 LAST                  SERVICES',
        'arn:aws:iam::111122223333:role/ci/Deploy  role    1,234  2026-05-01T00:00:00Z  2026-05-02T00:00:00Z  iam, s3',
        'arn:aws:iam::111122223333:user/ana        user        7  2026-05-01T00:00:00Z  2026-05-02T00:00:00Z  a, b, c, d, e, f, +2',
      ].join('\n')}\n`,
    )
    expect(stderr).toContain('records     1,200 read, 40 matched, 1,100 by other principals, 60 skipped\n')
    expect(stderr).toContain('principals  2 principals\n')
  })

  it('prints JSON of the promised members and nothing else', async () => {
    const { stdout } = await runCli(['principals', 'logs', '--json'], workflows)
    expect(JSON.parse(stdout)).toEqual(found.principals)
    expect(Object.keys(JSON.parse(stdout)[0])).toEqual([
      'arn',
      'type',
      'records',
      'first',
      'last',
      'services',
    ])
  })

  it('keeps only the types asked for', async () => {
    const { stdout } = await runCli(['principals', 'logs', '--json', '--type', 'user,root'], workflows)
    expect(JSON.parse(stdout)).toEqual([user])
    const none = await runCli(['principals', 'logs', '--json', '--type', 'root'], workflows)
    expect([none.status, JSON.parse(none.stdout)]).toEqual([0, []])
  })

  it('asks for what the options say, with times resolved', async () => {
    const asked: ActivityQuery[] = []
    const principals = async (_: unknown, query: ActivityQuery) => {
      asked.push(query)
      return found
    }
    const options = [
      '--start',
      '1d',
      '--end',
      '2026-06-15',
      '--region',
      'eu-west-1, us-east-1',
      '--region',
      'eu-west-2',
    ]
    await runCli(['principals', 'a', 'b', ...options, '--account', '111122223333'], { principals })
    expect(asked).toEqual([
      {
        start: '2026-06-14T12:00:00Z',
        end: '2026-06-16T00:00:00Z',
        regions: ['eu-west-1', 'us-east-1', 'eu-west-2'],
        accounts: ['111122223333'],
        userAgent: undefined,
        session: undefined,
      },
    ])
  })

  it('makes names from logs harmless on a terminal', async () => {
    const evil = { principals: async () => principalsResult([principal('arn:\u001b[2Jx\u009b\u202e')]) }
    const asTable = await runCli(['principals', 'logs'], evil)
    expect(asTable.stdout).toContain('arn:�[2Jx��')
    const asJson = await runCli(['principals', 'logs', '--json'], evil)
    expect(asJson.stdout).toContain('"arn:\\u001b[2Jx\\u009b\\u202e"')
  })

  it('tells of skipped files, and fails for them only with --strict', async () => {
    const input = inputSummary({ files: { read: 2, skipped: [unreadFile], passedOver: { digest: 4 } } })
    const partial = { principals: async () => principalsResult([principal(deploy)], input) }
    const lenient = await runCli(['principals', 'logs'], partial)
    expect([lenient.status, (await runCli(['principals', 'logs', '--strict'], partial)).status]).toEqual([
      0, 3,
    ])
    expect(lenient.stderr).toContain('2 read, 1 skipped as unreadable, passed over: 4 digest\n')
  })

  it("does not take records that are nobody's call for lost input", async () => {
    const records = (skipped: Record<string, number>) => ({
      principals: async () =>
        principalsResult([], inputSummary({ records: { ...inputSummary().records, skipped } })),
    })
    const strict = ['principals', 'logs', '--strict']
    expect(
      (
        await runCli(
          strict,
          records({ 'service-event': 9, 'digest-file': 1, duplicate: 3, 'outside-query': 4 }),
        )
      ).status,
    ).toBe(0)
    expect((await runCli(strict, records({ 'service-event': 9, 'malformed-record': 1 }))).status).toBe(3)
  })

  it('says nothing on standard error with --quiet', async () => {
    const { status, stderr } = await runCli(['principals', 'logs', '--quiet'], workflows)
    expect([status, stderr]).toEqual([0, ''])
  })

  it('gives the reason for status 3 even with --quiet', async () => {
    const input = inputSummary({ files: { read: 2, skipped: [unreadFile], passedOver: {} } })
    const partial = { principals: async () => principalsResult([], input) }
    const { status, stderr } = await runCli(['principals', 'logs', '--quiet', '--strict'], partial)
    expect([status, stderr]).toEqual([3, 'some input was skipped, and --strict was given\n'])
  })

  it('cuts off a flood of warnings, and a very long one', async () => {
    const warnings = Array.from({ length: 500 }, (_, n) => `file ${n} ${'x'.repeat(9000)}`)
    const flooded = { principals: async () => principalsResult([], inputSummary({ warnings })) }
    const lines = (await runCli(['principals', 'logs'], flooded)).stderr
      .split('\n')
      .filter((line) => line.startsWith('warning'))
    expect(lines).toHaveLength(21)
    expect(lines[0]!.length).toBeLessThan(420)
    expect(lines[20]).toBe('warning: and 480 more warnings')
  })

  it('prints warnings, each once', async () => {
    const warned = principalsResult([], inputSummary({ warnings: ['odd\u001b thing', 'odd\u001b thing'] }))
    const { stderr } = await runCli(['principals', 'logs'], { principals: async () => warned })
    expect(stderr.match(/warning: odd� thing\n/g)).toHaveLength(1)
  })
})
