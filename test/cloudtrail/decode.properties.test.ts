import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import type { JsonObject } from '../../src/core/iam/json.js'
import { cloudTrailRecord, type LoggedRecord, piecesOf, trail } from '../generate/records.js'
import { decodePieces, decodeText, summaryOf } from './decode-text.js'
import { fuzzRuns } from './fuzz-runs.js'

/** Ways to write the same records down. */
const print: Readonly<Record<string, (records: readonly LoggedRecord[]) => string>> = {
  'a log file': (records) => JSON.stringify({ Records: records }),
  'a pretty-printed log file': (records) => JSON.stringify({ Records: records }, null, 2),
  'an array': (records) => JSON.stringify(records),
  'JSON lines': (records) => records.map((each) => `${JSON.stringify(each)}\n`).join(''),
  'pretty-printed objects': (records) => records.map((each) => JSON.stringify(each, null, 1)).join('\n'),
  LookupEvents: (records) =>
    JSON.stringify({
      Events: records.map((each) => ({ EventId: 'e', CloudTrailEvent: JSON.stringify(each) })),
    }),
  'a log subscription': (records) =>
    JSON.stringify({ logEvents: records.map((each) => ({ id: '1', message: JSON.stringify(each) })) }),
  EventBridge: (records) => JSON.stringify(records.map((detail) => ({ source: 'aws', detail }))),
}

const printed = fc.tuple(trail, fc.constantFrom(...Object.keys(print)))

/** Texts made of JSON's own parts, mostly broken. */
const parts = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  ' ',
  '1',
  'x',
  '"Records":[',
  '{"eventName":"A",',
  '},{"eventName":"A",',
  '"Events" : [',
  'null',
  '\ufeff',
  '\u2028',
)
const brokenText = fc.array(parts, { maxLength: 60 }).map((all) => all.join(''))

describe('the decoder', () => {
  it('sees the records that JSON.parse sees, in every shape', () => {
    fc.assert(
      fc.property(printed, ([records, shape]) => {
        const decoded = decodeText(print[shape]!(records))
        expect(decoded.map((each) => each.kind)).toEqual(records.map(() => 'record'))
        decoded.forEach((each, i) => {
          const { eventID, requestParameters } = JSON.parse(JSON.stringify(records[i])) as JsonObject
          expect(each).toMatchObject({ index: i, record: { eventID } })
          expect(each.kind === 'record' && each.record.requestParameters).toEqual(
            requestParameters ?? undefined,
          )
        })
      }),
    )
  })

  it('gives the same however the text is cut', () => {
    const cut = printed.chain(([records, shape]) => {
      const text = print[shape]!(records)
      return fc.tuple(fc.constant(text), piecesOf(text))
    })
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        expect(decodePieces(pieces)).toEqual(decodeText(text))
      }),
    )
  })

  it('gives the same however a broken text is cut', () => {
    const cut = brokenText.chain((text) => fc.tuple(fc.constant(text), piecesOf(text)))
    fc.assert(
      fc.property(cut, ([text, pieces]) => {
        expect(decodePieces(pieces)).toEqual(decodeText(text))
        expect(decodePieces(text)).toEqual(decodeText(text))
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  it('numbers what it gives, and says nothing after `broken`', () => {
    fc.assert(
      fc.property(brokenText, (text) => {
        const decoded = decodeText(text)
        expect(decoded.map((each) => each.index)).toEqual(decoded.map((_, i) => i))
        expect(decoded.slice(0, -1).every((each) => each.kind !== 'broken')).toBe(true)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  it('reads the records before a cut and calls the file broken', () => {
    const cutShort = trail
      .filter((records) => records.length > 0)
      .chain((records) => {
        const text = JSON.stringify({ Records: records })
        return fc.tuple(fc.constant(text), fc.integer({ min: 1, max: text.length - 1 }))
      })
    fc.assert(
      fc.property(cutShort, ([text, end]) => {
        const whole = summaryOf(decodeText(text))
        const part = summaryOf(decodeText(text.slice(0, end)))
        expect(part.at(-1)).toBe('broken:truncated')
        expect(part.slice(0, -1)).toEqual(whole.slice(0, part.length - 1))
      }),
    )
  })
})

describe('resolvePrincipal', () => {
  it('names every caller of a generated trail by an ARN of IAM or as a service', () => {
    fc.assert(
      fc.property(cloudTrailRecord, (record) => {
        const principal = resolvePrincipal(record)
        expect(principal.type).not.toBe('unknown')
        if (principal.type === 'service') expect(principal.arn).toBe(record.userIdentity.invokedBy)
        else expect(principal.arn).toMatch(/^arn:aws[a-z-]*:iam::\d{12}:(root|user\/.+|role\/.+)$/)
      }),
    )
  })
})
