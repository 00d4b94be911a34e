import { describe, expect, it } from 'vitest'
import { evidenceOf } from '../../src/core/activity/evidence.js'
import { openRuntimes } from '../../src/core/activity/runtime.js'
import { suggestionsFor } from '../../src/core/policy/suggestions.js'
import { matchesFormat } from '../../src/core/reference/arn-format.js'
import { impliedByRuntime, impliedUses, type Runtime } from '../../src/core/reference/implied.js'
import { actionById } from '../../src/core/reference/service.js'
import { observed, via } from './permissions.js'

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders'
const key = 'arn:aws:kms:eu-west-1:111122223333:key/k'
const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' }
const lambda = (name: string | undefined): Runtime => ({ kind: 'lambda', name, ...place })
const suggested = (...permissions: readonly ReturnType<typeof observed>[]) =>
  suggestionsFor(permissions, []).map(({ action, resource }) => `${action} @ ${resource}`)

describe('the list of what a use implies', () => {
  it('names actions that exist, each with a page of AWS', () => {
    const all = impliedUses.flatMap(({ use, implies }) => [...use, ...implies])
    expect(all.length).toBeGreaterThan(30)
    expect(all.filter((action) => actionById(action)?.id !== action)).toEqual([])
    expect(impliedUses.filter(({ source }) => !source.startsWith('https://docs.aws.amazon.com/'))).toEqual([])
  })

  it('gives resources that the implied actions support', () => {
    const resources = impliedUses
      .filter(({ on }) => on === undefined)
      .flatMap(({ use, implies }) =>
        use.map((one) => ({ implies, formats: actionById(one)!.resources.map(({ type }) => type.name) })),
      )
    for (const { implies, formats } of resources) {
      for (const action of implies.filter((one) => !one.startsWith('logs:'))) {
        const supported = actionById(action)!.resources.map(({ type }) => type.name)
        expect(
          supported.some((name) => formats.includes(name)),
          action,
        ).toBe(true)
      }
    }
  })

  it('gives each runtime resources that its actions support', () => {
    for (const { action, resource } of impliedByRuntime(lambda('report-maker'))) {
      const { resources } = actionById(action)!
      const concrete = resource.replace(/:\*$/, ':log-stream:s')
      const group = resource.replace(/:\*$/, '')
      const fits = resources.some(({ type: { format } }) =>
        [concrete, group].some((arn) => matchesFormat(format, arn)),
      )
      expect(fits, action).toBe(true)
    }
  })
})

describe('a suggestion', () => {
  it('is never what is granted already, by the same or a wider resource', () => {
    const reading = observed('logs:CreateLogStream', 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*')
    expect(suggested(reading)).toEqual([
      'logs:PutLogEvents @ arn:aws:logs:eu-west-1:111122223333:log-group:app:*',
    ])
    expect(suggested(reading, observed('logs:PutLogEvents', '*'))).toEqual([])
  })

  it('is not made of what data events would show, where some are there', () => {
    const described = observed('dynamodb:DescribeTable', table)
    expect(suggested(described)).toHaveLength(5)
    expect(suggested(described, observed('dynamodb:GetItem', `${table}2`))).toEqual([])
  })

  it('is not made of what an administrator reads', () => {
    const described = observed('dynamodb:DescribeTable', table)
    expect(suggested(described, observed('dynamodb:UpdateTable', table))).toEqual([])
    expect(suggested(described, observed('dynamodb:UpdateTable', `${table}2`))).toHaveLength(5)
  })

  it('is Decrypt for data keys that S3 asks for, not for those of others', () => {
    const s3 = via('kms:ViaService', 's3.eu-west-1.amazonaws.com')
    expect(suggested(observed('kms:GenerateDataKey', key, s3))).toEqual([`kms:Decrypt @ ${key}`])
    expect(suggested(observed('kms:GenerateDataKey', key))).toEqual([])
  })

  it('carries the evidence of all that implies it', () => {
    const uses = [observed('sqs:GetQueueUrl', 'q'), observed('sqs:GetQueueAttributes', 'q')]
    expect(suggestionsFor(uses, []).map(({ evidence }) => evidence.count)).toEqual([2, 2, 2])
  })
})

describe('the runtimes of a role', () => {
  const rowsOf = (names: readonly string[]) => {
    const runtimes = openRuntimes()
    names.forEach((name, at) => {
      runtimes.add('role', lambda(name), evidenceOf('2026-03-02T08:00:00Z', `${name} ${at}`))
    })
    return runtimes.all()
  }

  it('are counted by function, in one order', () => {
    expect(rowsOf(['b', 'a', 'b']).map(({ runtime, evidence }) => [runtime.name, evidence.count])).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  it('are the same, merged or together', () => {
    const names = Array.from({ length: 300 }, (_, at) => `f${at % 230}`)
    const [one, other, both] = [openRuntimes(), openRuntimes(), openRuntimes()]
    names.forEach((name, at) => {
      const evidence = evidenceOf('2026-03-02T08:00:00Z', `e${at}`)
      for (const runtimes of [at < 150 ? one : other, both]) runtimes.add('role', lambda(name), evidence)
    })
    expect(one.all()).toHaveLength(150)
    one.merge(other)
    expect(one.all()).toEqual(both.all())
    expect(one.all()).toHaveLength(1)
  })

  it('are one without a name where there are too many, whatever the order', () => {
    const names = Array.from({ length: 300 }, (_, at) => `f${at}`)
    for (const list of [names, [...names].reverse(), [...names].sort()]) {
      expect(rowsOf(list).map(({ runtime, evidence }) => [runtime.name, evidence.count])).toEqual([
        [undefined, 300],
      ])
    }
  })
})
