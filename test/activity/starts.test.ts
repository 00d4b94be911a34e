import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type StartLesson, startLessonOf } from '../../src/core/activity/start-lesson.js'
import { openStarts } from '../../src/core/activity/starts.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { startUpOf } from '../../src/core/verify/start-up.js'
import { logged, onlyRecord } from '../cloudtrail/decode-text.js'

const account = '111122223333'
const role = `arn:aws:iam::${account}:role/shop`

/** A call of a session of the role, so many seconds after its credentials were made. */
function lesson(
  eventName: string,
  { session = 'orders', day = '01', after = 0, agent = 'x exec-env/AWS_Lambda_nodejs20.x', more = {} } = {},
): StartLesson | undefined {
  const started = `2026-05-${day}T10:00:00Z`
  const eventTime = new Date(Date.parse(started) + after * 1000).toISOString().replace('.000Z', 'Z')
  const userIdentity = {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${account}:assumed-role/shop/${session}`,
    principalId: `AROAEXAMPLE:${session}`,
    accountId: account,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: role,
        accountId: account,
        userName: 'shop',
        principalId: 'AROAEXAMPLE',
      },
      attributes: { creationDate: started },
    },
  }
  const members = {
    eventTime,
    userIdentity,
    userAgent: agent,
    awsRegion: 'eu-west-1',
    recipientAccountId: account,
  }
  const record = onlyRecord(
    JSON.stringify(logged(eventName, { ...members, ...more } as unknown as JsonObject)),
  )
  return startLessonOf(record, resolvePrincipal(record))
}

const deploy = (day: string, name = 'UpdateFunctionCode20150331v2') =>
  lesson(name, {
    day,
    session: 'ci',
    agent: 'aws-cli',
    more: { eventSource: 'lambda.amazonaws.com', requestParameters: { functionName: 'orders' } },
  })

const judged = (lessons: readonly (StartLesson | undefined)[], first = '2026-05-01') => {
  const starts = openStarts()
  for (const one of lessons) if (one !== undefined) starts.learn(one)
  return startUpOf(starts.of([role]), first)
}

const start = (day: string) => [
  lesson('GetParameter', { day, after: 2 }),
  lesson('GetItem', { day, after: 3 }),
  lesson('GetItem', { day, after: 1800 }),
]

describe('what a record tells of starts', () => {
  it.each([
    ['a function', { session: 'orders' }, true],
    ['a task', { session: '0123456789abcdef0123456789abcdef', agent: 'aws-sdk-go' }, true],
    ['an instance', { session: 'i-0123456789abcdef0', agent: 'aws-sdk-go' }, true],
    ['a person', { session: 'alice', agent: 'aws-cli' }, false],
    ['a refused call', { more: { errorCode: 'AccessDenied' } }, false],
    ['a call before its credentials', { after: -1 }, false],
  ])('of %s', (_, options, known) => {
    expect(lesson('GetItem', options) !== undefined).toBe(known)
  })

  it('is that the first five minutes are the start', () => {
    expect([299, 300, 301].map((after) => lesson('GetItem', { after }))).toMatchObject([
      { atStart: true },
      { atStart: true },
      { atStart: false },
    ])
  })

  it('is a deployment, of the function or of the role of a task', () => {
    expect(deploy('02')).toMatchObject({
      kind: 'deployment',
      workload: `function ${account} eu-west-1 orders`,
    })
    const arn = `arn:aws:lambda:eu-west-1:${account}:function:orders:live`
    const byArn = { eventSource: 'lambda.amazonaws.com', requestParameters: { functionName: arn } }
    expect(lesson('PublishVersion20150331', { session: 'ci', more: byArn })).toMatchObject({
      workload: `function ${account} eu-west-1 orders`,
    })
    const task = { eventSource: 'ecs.amazonaws.com', requestParameters: { taskRoleArn: role } }
    expect(lesson('RegisterTaskDefinition', { session: 'ci', more: task })).toMatchObject({ workload: role })
  })
})

describe('the starts of a workload', () => {
  it('do not depend on the order of records', () => {
    const lessons = [
      ...start('01'),
      ...start('03'),
      deploy('02'),
      lesson('GetItem', { session: 'alice', agent: '' }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(lessons, { minLength: lessons.length }), (shuffled) => {
        expect(judged(shuffled)).toEqual(judged(lessons))
      }),
    )
  })

  it('tell what is called only then, and what of it was seen since the last deployment', () => {
    const before = judged([...start('01'), deploy('02')])
    expect(before).toMatchObject({
      starts: 1,
      lastDeployment: '2026-05-02T10:00:00Z',
      onlyAtStart: ['s3.amazonaws.com GetParameter'],
      notSinceDeployment: ['s3.amazonaws.com GetParameter'],
    })
    expect(before.warnings).toEqual([expect.stringContaining('no runtime has started since')])
    const after = judged([...start('01'), deploy('02'), ...start('03')])
    expect([after.notSinceDeployment, after.warnings]).toEqual([[], []])
    expect(after.summary).toBe(
      '2 runtimes started, the last on 2026-05-03T10:00:00Z; 1 kind of calls only in the first 5 minutes (s3.amazonaws.com GetParameter); 1 deployment, the last on 2026-05-02T10:00:00Z; not seen since: none',
    )
    const dropped = judged([...start('01'), deploy('02'), lesson('GetItem', { day: '03', after: 600 })])
    expect(dropped.notSinceDeployment).toEqual(['s3.amazonaws.com GetParameter'])
  })

  it('tell nothing where no runtime is seen, none lives long enough, or all started before', () => {
    expect(judged([lesson('GetItem', { session: 'alice', agent: 'aws-cli' })]).summary).toBe(
      'no record tells of a function, task or instance that started',
    )
    const short = judged([lesson('GetItem', { after: 2 })])
    expect([short.onlyAtStart, short.summary]).toEqual([[], expect.stringContaining('cannot be told apart')])
    const long = judged([lesson('GetItem', { after: 86_400 * 3 })], '2026-05-03')
    expect([long.starts, long.warnings]).toEqual([
      0,
      [expect.stringContaining('no runtime of the principal started')],
    ])
  })

  it('are counted to a bound, and the latest is known beyond it', () => {
    const many = Array.from({ length: 1500 }, (_, at) => ({
      ...(lesson('GetItem') as Extract<StartLesson, { kind: 'call' }>),
      instance: `task-${at}`,
      started: new Date(Date.UTC(2026, 4, 1, 0, at)).toISOString().replace('.000Z', 'Z'),
    }))
    expect(judged(many)).toMatchObject({ starts: 1001, lastStart: '2026-05-02T00:59:00Z' })
    expect(judged(many).summary).toMatch(/^more than 1001 runtimes started/)
  })

  it('do not depend on the order beyond the bounds either', () => {
    const some = Array.from({ length: 4500 }, (_, at): StartLesson => {
      const time = new Date(Date.UTC(2026, 4, 1, 0, (at * 7919) % 4501)).toISOString().replace('.000Z', 'Z')
      if (at % 3 === 0) return { kind: 'deployment', workload: `${role}${at % 2 === 0 ? '' : at}`, time }
      const call = lesson('GetItem') as Extract<StartLesson, { kind: 'call' }>
      return { ...call, instance: `task-${at % 2800}`, workload: `function ${at % 2500}`, started: time }
    })
    const starts = (lessons: readonly StartLesson[]) => {
      const open = openStarts()
      for (const one of lessons) open.learn(one)
      return open.of([role, `${role}3`])
    }
    const whole = starts([...some, { kind: 'deployment', workload: role, time: '2026-01-01T00:00:00Z' }])
    expect(whole).toMatchObject({ overflown: true })
    expect(whole?.started).toHaveLength(1001)
    for (const step of [7, 1231, 4499]) {
      const shuffled = some.map((_, at) => some[(at * step) % some.length]!)
      expect(new Set(shuffled).size).toBe(some.length)
      expect(starts(shuffled)).toEqual(starts(some))
    }
  })
})
