import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readKeys } from '../../../src/server/guard/keys.js'
import { isLoopback, signaturesRequired } from '../../../src/server/guard/loopback.js'
import { securitySchema } from '../../../src/server/guard/settings.js'
import { accessKeyId } from './signer.js'

const folder = mkdtempSync(join(tmpdir(), 'leastwise-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('keys', () => {
  it('have their secrets from the environment or a file, less one line break', () => {
    const keys = securitySchema.parse({
      keys: [
        { accessKeyId, secret: { env: 'SECRET' }, sessionToken: { file: file('token', 'a token\r\n') } },
        {
          accessKeyId: 'ASIAEXAMPLEEXAMPLE02',
          secret: { file: file('secret', ' s \n\n') },
          expires: '2026-12-31T00:00:00+01:00',
        },
      ],
    }).keys
    expect([...readKeys(keys, { SECRET: 'from env' })]).toEqual([
      [accessKeyId, { secret: 'from env', sessionToken: 'a token', expires: undefined }],
      [
        'ASIAEXAMPLEEXAMPLE02',
        { secret: ' s \n', sessionToken: undefined, expires: Date.parse('2026-12-30T23:00:00Z') },
      ],
    ])
  })

  it.each([
    [
      { env: 'ABSENT' },
      `access key \`${accessKeyId}\` has no secret: the environment variable \`ABSENT\` is not set`,
    ],
    [
      { env: 'EMPTY' },
      `access key \`${accessKeyId}\` has no secret: the environment variable \`EMPTY\` is empty`,
    ],
    [
      { file: join(folder, 'absent') },
      `access key \`${accessKeyId}\` has no secret: \`${join(folder, 'absent')}\` cannot be read (ENOENT)`,
    ],
    [
      { file: file('empty', '\n') },
      `access key \`${accessKeyId}\` has no secret: \`${join(folder, 'empty')}\` is empty`,
    ],
  ])('without a secret are refused by name: %o', (secret, message) => {
    expect(() => readKeys([{ accessKeyId, secret }], { EMPTY: '' })).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message }),
    )
  })

  it('that are there twice are refused', () => {
    const key = { accessKeyId, secret: { env: 'S' } }
    expect(() => readKeys([key, key], { S: 's' })).toThrow(`access key \`${accessKeyId}\` is there twice`)
  })

  it('never stand in the configuration themselves', () => {
    for (const secret of ['wJalr', { value: 'wJalr' }, { env: 'A', file: 'b' }, {}])
      expect(securitySchema.safeParse({ keys: [{ accessKeyId, secret }] }).success).toBe(false)
  })
})

describe('whether requests must be signed', () => {
  const keys = [{ accessKeyId, secret: { env: 'S' } }]
  it.each([
    ['127.0.0.1', 'auto', [], false],
    ['::1', 'auto', [], false],
    ['localhost', 'off', keys, false],
    ['127.0.0.1', 'auto', keys, true],
    ['127.0.0.1', 'required', keys, true],
    ['0.0.0.0', 'auto', keys, true],
    ['::', 'required', keys, true],
    ['access.example', 'auto', keys, true],
  ] as const)('%s, %s: %#', (host, signatures, given, required) => {
    expect(signaturesRequired(host, { signatures, keys: [...given] })).toBe(required)
  })

  it.each([
    ['0.0.0.0', 'auto', []],
    ['0.0.0.0', 'off', keys],
    ['192.0.2.1', 'off', []],
    ['127.0.0.1', 'required', []],
  ] as const)(
    '%s, %s without what it needs is refused before the server listens',
    (host, signatures, given) => {
      expect(() => signaturesRequired(host, { signatures, keys: [...given] })).toThrow(
        expect.objectContaining({ code: 'KEYS_REQUIRED' }),
      )
    },
  )

  it.each([
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '127.0.0.1.example',
    '2130706433',
    '0x7f.1',
    '',
    'localhost.example',
  ])('%s is not loopback', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})
