import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JSON_DEPTH_MAX, type JsonNode, parseJsonSource } from '../../src/core/iam/json-source.js'
import { hostileText } from '../generate/policies.js'

/** What `JSON.parse` would give. Members become own properties, `__proto__` too. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'null') return null
  if (node.kind === 'number') return Number(node.text)
  if (node.kind === 'array') return node.items.map(plain)
  if (node.kind === 'object') {
    return Object.fromEntries(node.members.map(({ key, value }) => [key.value, plain(value)]))
  }
  return node.value
}

function everyNode(node: JsonNode): JsonNode[] {
  const children =
    node.kind === 'array'
      ? node.items
      : node.kind === 'object'
        ? node.members.flatMap(({ key, value }) => [key, value])
        : []
  return [node, ...children.flatMap(everyNode)]
}

function parsesNatively(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const json = fc.json({ maxDepth: 5 })
const spaced = fc.tuple(json, fc.constantFrom(0, 2, '\t')).map(([text, indent]) => {
  return JSON.stringify(JSON.parse(text), null, indent)
})

/** JSON with one piece cut out or put in: mostly broken, but not far from right. */
const damaged = fc
  .tuple(
    json,
    fc.nat(200),
    fc.nat(3),
    fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'x', '\n', '\u0001'),
  )
  .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut))

describe('parseJsonSource', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(spaced, (text) => {
        const parsed = parseJsonSource(text)
        expect(parsed.ok && plain(parsed.root)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('accepts and refuses as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, hostileText()), (text) => {
        expect(parseJsonSource(text).ok).toBe(parsesNatively(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('gives each node the span of its token', () => {
    fc.assert(
      fc.property(spaced, (text) => {
        const parsed = parseJsonSource(text)
        for (const node of parsed.ok ? everyNode(parsed.root) : []) {
          const { start, end } = node.span
          const token = text.slice(start.offset, end.offset)
          expect(JSON.parse(token)).toEqual(plain(node))
          const before = text.slice(0, start.offset).split('\n')
          expect(start.line).toBe(before.length)
          expect(start.column).toBe(before.at(-1)?.length)
        }
      }),
    )
  })

  it('keeps both members of a duplicate key and the text of a number', () => {
    const parsed = parseJsonSource('{"a": 1.0, "a": 12345678901234567890}')
    const root = parsed.ok && parsed.root.kind === 'object' ? parsed.root : undefined
    expect(root?.members.map(({ key }) => key.value)).toEqual(['a', 'a'])
    expect(root?.members.map(({ value }) => value.kind === 'number' && value.text)).toEqual([
      '1.0',
      '12345678901234567890',
    ])
  })

  it.each([
    ['', 'unexpected end of text, expected a JSON value', 1, 0],
    ['{"a": 1,}', 'unexpected `}`, expected a key in double quotes', 1, 8],
    ['{\n  "a" 1}', 'unexpected `1`, expected `:` after the key', 2, 6],
    ['[1 2]', 'unexpected `2`, expected `,` or `]`', 1, 3],
    ['[1', 'unexpected end of text, expected `,` or `]`', 1, 2],
    ['"a\nb"', 'control character in a string', 1, 2],
    ['"a\\x"', 'malformed escape in a string', 1, 2],
    ['"a', 'unexpected end of text in a string', 1, 2],
    ['-', 'malformed number', 1, 0],
    ['{} x', 'unexpected text after the JSON value', 1, 3],
    ['\ufeff{}', 'unexpected U+FEFF, expected a JSON value', 1, 0],
  ])('%j: %s', (text, message, line, column) => {
    const parsed = parseJsonSource(text)
    expect(parsed).toMatchObject({ ok: false, problem: { message, span: { start: { line, column } } } })
  })

  it('is bounded in depth', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJsonSource(nested(JSON_DEPTH_MAX)).ok).toBe(true)
    expect(parseJsonSource(nested(JSON_DEPTH_MAX + 1))).toMatchObject({
      problem: { message: 'nested deeper than 64 levels' },
    })
    expect(parseJsonSource('['.repeat(1_000_000)).ok).toBe(false)
  })
})
