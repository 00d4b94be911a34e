import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Activity } from '../../src/core/activity/activity.js'
import { openFold } from '../../src/core/activity/fold.js'
import { type Widening, widened, widenedKeyText, widestEvent } from '../../src/core/activity/widen.js'
import type { Json, JsonObject } from '../../src/core/iam/json.js'
import { logFile } from '../workflows/memory-source.js'
import { policyOf } from '../workflows/trails.js'
import { account, factFrom, logged, webRole } from './busy-records.js'
import { viewOf } from './rows-view.js'

const text = fc.oneof(
  fc.constantFrom(
    'orders',
    'ab1',
    'task/0123abcd',
    'arn:aws:ecs:eu-west-1:1:task/web/0123abcd',
    'a/b/c',
    'x:1',
    '2026-05-01',
  ),
  fc.constantFrom('arn:aws:iam::111122223333:role/app/r1', '', '/', 'i-0123456789', 'prod-7/x'),
)
const request = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value') as fc.Arbitrary<Json>, {
    maxKeys: 3,
  }) as fc.Arbitrary<JsonObject>,
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.array(text, { maxLength: 4 }),
    fc.boolean(),
    fc.integer(),
    tie('object'),
  ) as fc.Arbitrary<Json>,
})).object
const step = fc.constantFrom<Widening>(0, 1, 2, 3)

const keyWith = (requestParameters: JsonObject, resource: string) => {
  const { activity } = factFrom(logged('ecs', 'StopTask', { eventID: '1', requestParameters: { task: 'x' } }))
  const denied = { action: 'ecs:StopTask', resource, cause: 'no identity' as const }
  return { ...activity, denied, call: { ...activity.call, request: requestParameters } }
}

describe('widening', () => {
  it('in steps is widening at once', () => {
    fc.assert(
      fc.property(request, text, step, step, (one, resource, a, b) => {
        const key = keyWith(one, resource)
        const steps = widened(b, widened(a, key))
        if (a <= b) expect(steps).toEqual(widened(b, key))
        expect(widened(a, widened(a, key))).toEqual(widened(a, key))
      }),
    )
  })

  it('puts identifiers together first, then last parts, then everything', () => {
    const task = 'arn:aws:ecs:eu-west-1:111122223333:task/web/0123abcd'
    const at = (one: Widening) => {
      const { call, denied } = widened(
        one,
        keyWith({ task, cluster: 'a/web', n: ['i-12345', 'i-67890'] }, task),
      )
      return [call.request, denied?.resource]
    }
    const wide = 'arn:aws:ecs:eu-west-1:111122223333:task/web/\uE000'
    expect(at(1)).toEqual([{ task: wide, cluster: 'a/web', n: ['\uE000'] }, wide])
    expect(at(2)).toEqual([{ task: wide, cluster: 'a/\uE000', n: ['\uE000'] }, wide])
    expect(at(3)).toEqual([undefined, undefined])
  })

  it('never puts roles together', () => {
    const role = `arn:aws:iam::${account}:role/r-12345`
    expect(widened(2, keyWith({ role }, role)).call.request).toEqual({ role })
  })
})

const stop = (
  at: number,
  task = `arn:aws:ecs:eu-central-1:${account}:task/web/${String(at).padStart(8, '0')}`,
) => logged('ecs', 'StopTask', { eventID: `e${at}`, requestParameters: { cluster: 'web', task } })

const many = Array.from({ length: widestEvent + 50 }, (_, at) => stop(at))

function rowsOf(records: readonly JsonObject[], byDay = false): readonly Activity[] {
  const fold = openFold({ byDay })
  for (const record of records) fold.add(factFrom(record))
  return fold.rows()
}

describe('an event with requests without end', () => {
  it('keeps them apart up to the bound', () => {
    expect(rowsOf(many.slice(0, widestEvent))).toHaveLength(widestEvent)
    const [row, ...others] = rowsOf(many)
    expect(others).toEqual([])
    expect([row?.widened, row?.evidence.count]).toEqual([1, many.length])
  })

  it('has the same rows in any order, in parts, and by day', () => {
    const roles = Array.from({ length: widestEvent + 5 }, (_, at) =>
      logged('sts', 'AssumeRole', {
        eventID: `r${at}`,
        requestParameters: { roleArn: `arn:aws:iam::${account}:role/x${at}` },
      }),
    )
    for (const list of [many, roles, [...many.slice(0, 10), stop(9999, 'plain'), ...many.slice(10)]]) {
      const rows = rowsOf(list)
      expect(viewOf(rowsOf([...list].reverse()))).toEqual(viewOf(rows))
      const merged = openFold()
      for (const part of [list.slice(0, 1500), list.slice(1500)])
        for (const row of rowsOf(part, true)) merged.addRow(row)
      expect(viewOf(merged.rows())).toEqual(viewOf(rows))
    }
  })

  it('makes a key that no exact request has', () => {
    const [row] = rowsOf(many)
    expect(row?.key).toBe(widenedKeyText(1, row!))
    expect(row?.key.startsWith('1 ')).toBe(true)
  })

  it('gives a policy for all of them, and the report says what was lost', async () => {
    const { documents, report } = await policyOf([logFile('a.json', many)])
    const resources = documents
      .flatMap(({ statements }) => statements)
      .flatMap((one) => one.resource?.patterns ?? [])
    expect(resources).toEqual([`arn:aws:ecs:eu-central-1:${account}:task/web/*`])
    expect(report.warnings).toContain(
      `${webRole} ecs.amazonaws.com StopTask: more than 2000 different requests, so identifiers in them are put together as \`*\``,
    )
    expect(report.wildcards).toHaveLength(1)
    expect(report.verification.allowed).toBe(report.verification.replayed)
  })
})
