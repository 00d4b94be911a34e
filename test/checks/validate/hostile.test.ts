import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalog } from '../../../src/core/checks/validate/catalog.js'
import { extendedChecks } from '../../../src/core/checks/validate/extended.js'
import { useOf } from '../../../src/core/checks/validate/policy-kind.js'
import { validatePolicy } from '../../../src/core/checks/validate/validate.js'
import { parseJsonTolerantly } from '../../../src/core/iam/json-source.js'
import { allScenarios, scenarioText } from './scenario.js'

const checks = [...catalog, ...extendedChecks]
const texts = allScenarios()
  .filter(([code]) => !code.startsWith('POLICY_SIZE'))
  .flatMap(([, { hits, misses }]) => [...hits, ...misses].map(scenarioText))
const kinds = (['identity', 'resource', 'scp', 'rcp', 'trust'] as const).map((kind) => useOf(kind))

/** A policy with some of its text taken out, doubled or replaced. */
const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    put: fc.oneof(
      fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '*', '${', '/*', '\\', '\n', 'null', '1'),
      fc.string(),
    ),
  })
  .map(({ text, at, length, put }) => {
    const start = Math.floor(at * text.length)
    return text.slice(0, start) + put + text.slice(start + length)
  })

describe('hostile documents', () => {
  it('are validated without an exception, with places inside of the text', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom(...kinds), (text, use) => {
        for (const { locations } of validatePolicy(text, use, checks)) {
          for (const { span } of locations) {
            expect(span.start.offset).toBeLessThanOrEqual(span.end.offset)
            expect(span.end.offset).toBeLessThanOrEqual(text.length)
          }
        }
      }),
    )
  })

  it('have problems exactly if JSON.parse refuses them, or they nest too deep', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.json(), fc.string()), (text) => {
        expect(parseJsonTolerantly(text).problems.length === 0).toBe(isJson(text))
      }),
    )
  })

  it.each([
    [
      'actions',
      (n: number) => policy(`["${Array.from({ length: n }, (_, i) => `s3:Get${i}*`).join('","')}"]`, '"*"'),
    ],
    [
      'resources',
      (n: number) =>
        policy('"s3:*"', `["${Array.from({ length: n }, (_, i) => `arn:aws:s3:::b${i}*`).join('","')}"]`),
    ],
    [
      'statements',
      (n: number) =>
        `{"Statement":[${Array.from({ length: n }, (_, i) => `{"Sid":"S${i}","Effect":"Allow"}`).join()}]}`,
    ],
    ['stars', (n: number) => policy(`"s3:${'*a'.repeat(n)}"`, `"arn:aws:s3:::${'*a'.repeat(n)}"`)],
    ['brackets', (n: number) => '[{"a":'.repeat(n)],
    ['commas', (n: number) => `[${',"a" '.repeat(n)}`],
    ['variables', (n: number) => policy('"s3:GetObject"', `"arn:aws:s3:::${'${'.repeat(n)}"`)],
    ['comments', (n: number) => `{${'/* a */ // b\n'.repeat(n)}`],
  ])('of many %s take no more than linear time', (_, make) => {
    const time = (text: string) => {
      const start = performance.now()
      validatePolicy(text, useOf('identity'))
      return performance.now() - start
    }
    time(make(500))
    const [small, large] = [time(make(1_000)), time(make(8_000))]
    // Eight times the input; quadratic time would be sixty-four times. The rest is for a busy machine.
    expect(large).toBeLessThan(Math.max(small, 20) * 30)
  })

  it('of ten megabytes are validated', () => {
    const text = policy('"s3:*"', `["${'a'.repeat(10_000_000)}"]`)
    const codes = validatePolicy(text, useOf('identity')).map(({ issueCode }) => issueCode)
    expect(codes).toContain('INVALID_ARN_PREFIX')
    expect(codes).toContain('POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA')
  })
})

function policy(action: string, resource: string): string {
  return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":${action},"Resource":${resource}}]}`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
