import { describe, expect, it } from 'vitest'
import type { HttpMessage } from '../../../src/server/guard/http-message.js'
import type { ServerKey } from '../../../src/server/guard/keys.js'
import { verifySignature } from '../../../src/server/guard/verify-signature.js'
import { accessKeyId, type SigningOptions, secret, signed, type Unsigned } from './signer.js'

const now = Date.parse('2026-11-22T10:25:00Z')
const minute = 60_000

const start: Unsigned = {
  method: 'PUT',
  path: '/policy/generation',
  query: {},
  headers: { 'content-type': 'application/json' },
  body: '{"policyGenerationDetails":{}}',
}

const list: Unsigned = {
  method: 'GET',
  path: '/policy/generation',
  query: { principalArn: 'arn:aws:iam::111122223333:role/a b+c*(1)', maxResults: '5' },
  headers: {},
  body: '',
}

function verified(message: HttpMessage, key: Partial<ServerKey> = {}, regions: readonly string[] = []) {
  return verifySignature(message, { keys: new Map([[accessKeyId, { secret, ...key }]]), regions }, now)
}

const sign = (request: Unsigned, options: Partial<SigningOptions> = {}) =>
  signed(request, { at: now, ...options })

/** The message with one header replaced, added or taken away. */
function withHeader(
  message: HttpMessage,
  name: string,
  change: (value: string) => string | undefined,
): HttpMessage {
  const old = message.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  const rest = message.headers.filter(([key]) => key.toLowerCase() !== name)
  const value = change(old)
  return { ...message, headers: value === undefined ? rest : [...rest, [name, value]] }
}

const authorization = (message: HttpMessage, change: (value: string) => string) =>
  withHeader(message, 'authorization', change)

describe('what the signer of the SDK signs', () => {
  it.each([
    ['a body', start],
    ['a query', list],
    [
      'an encoded path',
      { ...list, path: '/tags/arn%3Aaws%3Aaccess-analyzer%3Aus-east-1%3A111122223333%3Aanalyzer%2Fa' },
    ],
    ['a parameter given several times', { ...list, method: 'DELETE', query: { tagKeys: ['b', 'a', 'ä €'] } }],
    ['a header with spaces', { ...start, headers: { 'x-amz-meta': '  a   b ' } }],
  ] satisfies [string, Unsigned][])('is accepted: %s', async (_, request) => {
    expect(verified(await sign(request))).toEqual({ accessKeyId, region: 'us-east-1' })
  })

  it('is accepted presigned, until it expires and not a second longer', async () => {
    expect(verified(await sign(list, { presign: 60 }))).toHaveProperty('accessKeyId')
    expect(verified(await sign(list, { presign: 60, at: now - minute }))).toHaveProperty('accessKeyId')
    const late = verified(await sign(list, { presign: 60, at: now - minute - 1000 }))
    expect(late).toMatchObject({
      code: 'SIGNATURE_EXPIRED',
      message: 'Signature expired: 20261122T102459Z is now earlier than 20261122T102500Z.',
    })
  })

  it('is accepted up to five minutes off, and not a second more', async () => {
    for (const off of [-5 * minute, 5 * minute])
      expect(verified(await sign(start, { at: now + off }))).toHaveProperty('accessKeyId')
    expect(verified(await sign(start, { at: now - 5 * minute - 1000 }))).toMatchObject({
      code: 'SIGNATURE_EXPIRED',
      message:
        'Signature expired: 20261122T101959Z is now earlier than 20261122T102000Z (20261122T102500Z - 5 min.)',
    })
    expect(verified(await sign(start, { at: now + 5 * minute + 1000 }))).toMatchObject({
      code: 'SIGNATURE_EXPIRED',
      message:
        'Signature not yet current: 20261122T103001Z is still later than 20261122T103000Z (20261122T102500Z + 5 min.)',
    })
  })

  it('needs the session token of a key that has one, and none of a key that has none', async () => {
    const [token, other, none] = [
      await sign(start, { sessionToken: 'abc' }),
      await sign(start, { sessionToken: 'abd' }),
      await sign(start),
    ]
    expect(verified(token, { sessionToken: 'abc' })).toHaveProperty('accessKeyId')
    expect(
      verified(await sign(list, { sessionToken: 'abc', presign: 60 }), { sessionToken: 'abc' }),
    ).toHaveProperty('accessKeyId')
    for (const message of [other, none])
      expect(verified(message, { sessionToken: 'abc' })).toMatchObject({ code: 'KEY_UNKNOWN' })
    expect(verified(token)).toMatchObject({ code: 'KEY_UNKNOWN' })
  })
})

describe('what is refused, in the words of AWS', () => {
  it('a secret or a key that is not right', async () => {
    expect(verified(await sign(start, { secret: `${secret}x` }))).toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    })
    expect(verified(await sign(start, { accessKeyId: 'AKIAEXAMPLEEXAMPLE02' }))).toMatchObject({
      code: 'KEY_UNKNOWN',
      message: 'The security token included in the request is invalid.',
    })
  })

  it('a key that has expired, but only to the one who holds it', async () => {
    const key = { expires: now }
    expect(verified(await sign(start), key)).toMatchObject({
      code: 'KEY_EXPIRED',
      message: 'The security token included in the request is expired',
    })
    expect(verified(await sign(start, { secret: 'guess' }), key)).toMatchObject({ code: 'SIGNATURE_INVALID' })
    expect(verified(await sign(start), { expires: now + 1 })).toHaveProperty('accessKeyId')
  })

  it('another service, region, day or terminator', async () => {
    expect(verified(await sign(start, { service: 'iam' }))).toMatchObject({
      message: "Credential should be scoped to correct service: 'access-analyzer'.",
    })
    const german = await sign(start, { region: 'eu-central-1' })
    expect(verified(german)).toHaveProperty('region', 'eu-central-1')
    expect(verified(german, {}, ['us-east-1'])).toMatchObject({
      message: 'Credential should be scoped to a valid region.',
    })
    const message = await sign(start)
    expect(
      verified(authorization(message, (text) => text.replace('/20261122/', '/20261121/'))),
    ).toMatchObject({ message: expect.stringMatching(/^Date in Credential scope/) })
    expect(
      verified(authorization(message, (text) => text.replace('aws4_request', 'aws5_request'))),
    ).toMatchObject({ message: expect.stringMatching(/valid terminator/) })
  })

  it('no signature at all', () => {
    const message = {
      method: 'GET',
      target: '/policy/generation',
      headers: [['host', 'x']] as const,
      body: new Uint8Array(),
    }
    expect(verified(message)).toMatchObject({
      code: 'SIGNATURE_REQUIRED',
      message: 'Missing Authentication Token',
    })
    expect(verified(withHeader(message, 'authorization', () => ' '))).toMatchObject({
      code: 'SIGNATURE_REQUIRED',
    })
  })

  it.each([
    ['another scheme', () => 'Basic QUtJQTpzZWNyZXQ='],
    ['another algorithm', (text: string) => text.replace('HMAC', 'ECDSA-P256')],
    ['no credential', (text: string) => text.replace(/Credential=[^,]+, /, '')],
    ['no signature', (text: string) => text.replace(/, Signature=.*/, '')],
    ['no signed headers', (text: string) => text.replace(/SignedHeaders=[^,]+, /, '')],
    ['no equal sign', (text: string) => `${text}, x`],
    ['a part twice', (text: string) => `${text}, Signature=${'0'.repeat(64)}`],
    ['a credential of four parts', (text: string) => text.replace('/us-east-1', '')],
    ['a credential of six parts', (text: string) => text.replace('/us-east-1', '/us/east-1')],
    ['signed headers in upper case', (text: string) => text.replace(';host', ';Host')],
    ['a signed header twice', (text: string) => text.replace(';host', ';host;host')],
  ])('an Authorization header with %s', async (_, change) => {
    expect(verified(authorization(await sign(start), change))).toMatchObject({ code: 'SIGNATURE_INCOMPLETE' })
  })

  it('two signatures, of which an attacker could choose one', async () => {
    const message = await sign(list)
    const double = { ...message, headers: [...message.headers, ['Authorization', 'x'] as const] }
    expect(verified(double)).toMatchObject({ code: 'SIGNATURE_INCOMPLETE' })
    const presigned = await sign(list, { presign: 60 })
    const header = message.headers.find(([name]) => name === 'authorization')!
    expect(verified({ ...presigned, headers: [...presigned.headers, header] })).toMatchObject({
      code: 'SIGNATURE_INCOMPLETE',
    })
    const twice = { ...presigned, target: `${presigned.target}&X-Amz-Signature=${'0'.repeat(64)}` }
    expect(verified(twice)).toMatchObject({ code: 'SIGNATURE_INCOMPLETE' })
  })

  it('no date, two dates, or a day that does not exist', async () => {
    const message = await sign(start)
    expect(verified(withHeader(message, 'x-amz-date', () => undefined))).toMatchObject({
      code: 'SIGNATURE_INCOMPLETE',
      message: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    })
    const twice = { ...message, headers: [...message.headers, ['X-Amz-Date', '20261122T102500Z'] as const] }
    expect(verified(twice)).toMatchObject({ code: 'SIGNATURE_INCOMPLETE' })
    const never = authorization(
      withHeader(message, 'x-amz-date', () => '20261131T102500Z'),
      (text) => text.replace('/20261122/', '/20261131/'),
    )
    expect(verified(never)).toMatchObject({
      code: 'SIGNATURE_INVALID',
      message: 'The date of the request is no date.',
    })
  })

  it('a header that should be signed and is not, or is signed and not there', async () => {
    const message = await sign(start)
    expect(verified(authorization(message, (text) => text.replace(';host', '')))).toMatchObject({
      message: expect.stringMatching(/^'Host' or/),
    })
    expect(verified(withHeader(message, 'x-amz-extra', () => 'x'))).toMatchObject({
      message: 'There were headers present in the request which were not signed.',
    })
    expect(verified(withHeader(message, 'content-type', () => undefined))).toMatchObject({
      code: 'SIGNATURE_INVALID',
    })
  })

  it('a payload that is not signed', async () => {
    for (const payload of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD']) {
      const message = await sign({ ...start, headers: { 'x-amz-content-sha256': payload } })
      expect(verified(message)).toMatchObject({
        code: 'SIGNATURE_INVALID',
        message: expect.stringMatching(/payload must be signed/),
      })
    }
  })

  it.each(['0', '604801', '-1', '1e3', '06', ''])('a presigned address for `%s` seconds', async (seconds) => {
    const message = await sign(list, { presign: 60 })
    const target = message.target.replace('X-Amz-Expires=60', `X-Amz-Expires=${seconds}`)
    expect(verified({ ...message, target })).toMatchObject({ code: 'SIGNATURE_INCOMPLETE' })
  })

  it('never in words that hold the secret, the token or the signature', async () => {
    const message = await sign(start, { sessionToken: 'very-secret-token', secret: 'other' })
    const signature = /Signature=(\w+)/.exec(
      message.headers.find(([name]) => name === 'authorization')![1],
    )![1]!
    for (const key of [{}, { sessionToken: 'very-secret-token' }]) {
      const said = JSON.stringify(verified(message, key))
      for (const hidden of [secret, 'very-secret-token', signature]) expect(said).not.toContain(hidden)
    }
  })
})
