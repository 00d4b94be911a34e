import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandGlob, expandText, parseTemplate } from '../../src/core/evaluate/template.js'
import { literalGlob, matchesTokens } from '../../src/core/iam/glob.js'

const expand = (text: string, context: Record<string, readonly string[]> = {}) =>
  expandText(parseTemplate(text, '2012-10-17'), new Map(Object.entries(context)))

const value = (text: string) => ({ kind: 'value', value: text })

describe('parseTemplate', () => {
  it.each([
    ['plain', value('plain')],
    ['${a:b}', value('B')],
    ['x${ A:b }y${a:b}', value('xByB')],
    ["${no:key, 'd e}f'}!", value('d e}f!')],
    ["${no:key,''}", value('')],
    ["${a:b, 'd'}", value('B')],
    ['${*}${?}${$}{a:b}', value('*?${a:b}')],
    ['$a:b} $', value('$a:b} $')],
    ['${no:key}', { kind: 'null' }],
    ['${}', { kind: 'unknown' }],
    ['${a:b', { kind: 'unknown' }],
    ['${a:b, d}', { kind: 'unknown' }],
    ["${a:b, 'd'", { kind: 'unknown' }],
    ["${a:b, 'd' x}", { kind: 'unknown' }],
    ['${two:values}', { kind: 'unknown' }],
    ['${empty:value}', { kind: 'unknown' }],
    ['${__proto__}', { kind: 'null' }],
  ])('%s', (text, expected) => {
    expect(expand(text, { 'a:b': ['B'], 'two:values': ['1', '2'], 'empty:value': [''] })).toEqual(expected)
  })

  it('does not expand what a variable brought in', () => {
    expect(expand('${a:b}', { 'a:b': ['${a:b}${*}'] })).toEqual(value('${a:b}${*}'))
  })

  it('leaves older versions alone', () => {
    for (const version of ['2008-10-17', undefined] as const) {
      expect(expandText(parseTemplate('${*}${a:b}', version), new Map())).toEqual(value('${*}${a:b}'))
    }
  })

  it('never throws, and gives plain text back', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '{', '}', ',', "'", ' ', '*', 'a') })
    fc.assert(
      fc.property(text, (written) => {
        const expanded = expand(written)
        if (!written.includes('${')) expect(expanded).toEqual(value(written))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('expandGlob', () => {
  it('takes a value as characters, whatever it holds', () => {
    const tricky = fc.string({ unit: fc.constantFrom('a', '*', '?', '$', '{', '}', ':') })
    fc.assert(
      fc.property(tricky, tricky, (inserted, text) => {
        if (inserted === '') return
        const glob = expandGlob(parseTemplate('x${k}*', '2012-10-17'), new Map([['k', [inserted]]]))
        const matches = glob.kind === 'value' && matchesTokens(glob.value, literalGlob(`x${text}`))
        expect(matches).toBe(text.startsWith(inserted))
      }),
      { numRuns: 1000 },
    )
  })
})
