import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpMessage } from '../../../src/server/guard/http-message.js'
import { isSigner, verifySignature } from '../../../src/server/guard/verify-signature.js'
import { accessKeyId, host, secret, signed, type Unsigned } from './signer.js'

const now = Date.parse('2026-11-22T10:25:00Z')
const keys = new Map([[accessKeyId, { secret }]])
const rules = { keys, regions: [] }

const word = fc.string({ unit: fc.constantFrom(...'abAB01 -_.~/:+&=%*(äß€'), maxLength: 8 })
const segment = fc
  .string({ unit: fc.constantFrom(...'abAB01-_~:+ ä/'), minLength: 1, maxLength: 8 })
  .map(encodeURIComponent)

const unsigned: fc.Arbitrary<Unsigned> = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  query: fc.dictionary(
    word.filter((name) => name !== '' && name !== '__proto__'),
    word,
    { maxKeys: 3 },
  ),
  headers: fc.record({
    'content-type': fc.constant('application/json'),
    'x-amz-meta': fc.constantFrom('a', 'a  b', 'c,d'),
  }),
  body: fc.json({ maxDepth: 1 }),
})

const request = fc.record({ unsigned, presign: fc.constantFrom(undefined, 300) })

/** Where a byte is changed, and to what. */
const change = fc.record({
  where: fc.nat(),
  byte: fc.integer({ min: 0x20, max: 0xff }),
  flip: fc.integer({ min: 1, max: 255 }),
})

type Change = { where: number; byte: number; flip: number }

function changed(text: string, { where, byte }: Change): string {
  if (text === '') return String.fromCharCode(byte)
  const at = where % text.length
  return text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1)
}

const parts = ['method', 'target', 'body', 'header', 'authorization'] as const

function tampered(message: HttpMessage, part: (typeof parts)[number], how: Change): HttpMessage {
  if (part === 'method' || part === 'target') return { ...message, [part]: changed(message[part], how) }
  if (part === 'body') {
    const body = Buffer.from(message.body.length === 0 ? [0] : message.body)
    if (message.body.length > 0) body[how.where % body.length]! ^= how.flip
    return { ...message, body }
  }
  const names =
    part === 'authorization'
      ? ['authorization']
      : ['host', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-meta']
  const present = message.headers.flatMap(([name], at) => (names.includes(name.toLowerCase()) ? [at] : []))
  if (present.length === 0) return message
  const chosen = present[how.where % present.length]!
  return {
    ...message,
    headers: message.headers.map(([name, value], at) =>
      at === chosen ? [name, changed(value, how)] : [name, value],
    ),
  }
}

/** What a request means to whoever serves it: the query as forms are read, headers without the white space around them. */
function meaning({ method, target, headers, body }: HttpMessage): string {
  const [path = '', query = ''] = [target.split('?')[0], target.split('?').slice(1).join('?')]
  const parameters = [...new URLSearchParams(query)].sort()
  const lines = headers.map(([name, value]) => [
    name,
    value.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $|(?<=,) /g, ''),
  ])
  return JSON.stringify([method, path, parameters, lines, Buffer.from(body).toString('hex')])
}

describe('a signature covers the request', () => {
  it('as signed, it is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ unsigned, presign }) => {
        const message = await signed(unsigned, presign === undefined ? { at: now } : { at: now, presign })
        expect(verifySignature(message, rules, now)).toEqual({ accessKeyId, region: 'us-east-1' })
      }),
    )
  })

  it('any byte changed so that the request means something else, it is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        request,
        fc.constantFrom(...parts),
        change,
        async ({ unsigned, presign }, part, how) => {
          const message = await signed(unsigned, presign === undefined ? { at: now } : { at: now, presign })
          const other = tampered(message, part, how)
          fc.pre(meaning(other) !== meaning(message))
          expect(isSigner(verifySignature(other, rules, now))).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('any text as request, it is answered and not thrown at', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 40 })
    const header = fc.tuple(
      fc.constantFrom('authorization', 'host', 'x-amz-date', 'date', 'x-amz-security-token'),
      text,
    )
    const claimed = fc.constantFrom(
      'AWS4-HMAC-SHA256 ',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request,Signature=',
      '',
    )
    fc.assert(
      fc.property(text, text, fc.array(header), claimed, (method, target, headers, start) => {
        const lines = headers.map(
          ([name, value]) => [name, name === 'authorization' ? start + value : value] as const,
        )
        const message = {
          method,
          target,
          headers: [...lines, ['host', host] as const],
          body: new Uint8Array(),
        }
        expect(isSigner(verifySignature(message, rules, now))).toBe(false)
      }),
    )
  })
})
