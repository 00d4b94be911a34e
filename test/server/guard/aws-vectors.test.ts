import { describe, expect, it } from 'vitest'
import {
  canonicalPath,
  canonicalRequest,
  parseQuery,
  sha256,
} from '../../../src/server/guard/canonical-request.js'
import { splitTarget } from '../../../src/server/guard/http-message.js'
import { signatureOf } from '../../../src/server/guard/signature.js'
import { secret } from './signer.js'

const timestamp = '20150830T123600Z'
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** The test suite that AWS publishes for Signature Version 4 (`aws-sig-v4-test-suite`), and the example of its guide. */
const suite: readonly [
  name: string,
  method: string,
  target: string,
  headers: [string, string][],
  body: string,
  signature: string,
][] = [
  ['get-vanilla', 'GET', '/', [], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash', 'GET', '//', [], '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-slash-dot-slash',
    'GET',
    '/./',
    [],
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-relative',
    'GET',
    '/example/..',
    [],
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-relative-relative',
    'GET',
    '/example1/example2/../..',
    [],
    '',
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-slash-pointless-dot',
    'GET',
    '/./example',
    [],
    '',
    'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  ],
  [
    'get-slashes',
    'GET',
    '//example//',
    [],
    '',
    '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84',
  ],
  [
    'get-space',
    'GET',
    '/example space/',
    [],
    '',
    '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
  ],
  [
    'get-unreserved',
    'GET',
    '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    [],
    '',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  ['get-utf8', 'GET', utf8('/ሴ'), [], '', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  [
    'get-vanilla-empty-query-key',
    'GET',
    '/?Param1=value1',
    [],
    '',
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/?Param2=value2&Param1=value1',
    [],
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-unreserved',
    'GET',
    '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    [],
    '',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-header-key-duplicate',
    'GET',
    '/',
    [
      ['My-Header1', 'value2'],
      ['My-Header1', 'value2'],
      ['My-Header1', 'value1'],
    ],
    '',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-order',
    'GET',
    '/',
    [
      ['My-Header1', 'value4'],
      ['My-Header1', 'value1'],
      ['My-Header1', 'value3'],
      ['My-Header1', 'value2'],
    ],
    '',
    '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  ],
  [
    'get-header-value-trim',
    'GET',
    '/',
    [
      ['My-Header1', ' value1'],
      ['My-Header2', ' "a   b   c"'],
    ],
    '',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['post-vanilla', 'POST', '/', [], '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '/',
    [['Content-Type', 'application/x-www-form-urlencoded']],
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
]

function signatureIn(
  method: string,
  target: string,
  headers: readonly [string, string][],
  body: string,
  service: string,
): string {
  const { path, query } = splitTarget(target)
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))].sort()
  const message = { method, target, headers, body: Buffer.from(body) }
  const canonical = canonicalRequest(message, path, parseQuery(query)!, names)
  const scope = { date: '20150830', region: 'us-east-1', service }
  return signatureOf(canonical, timestamp, scope, secret).toString('hex')
}

describe('the test suite of AWS', () => {
  it.each(suite)('%s', (_, method, target, headers, body, signature) => {
    const all: [string, string][] = [['Host', 'example.amazonaws.com'], ['X-Amz-Date', timestamp], ...headers]
    expect(signatureIn(method, target, all, body, 'service')).toBe(signature)
  })

  it('the example of the guide: ListUsers', () => {
    const headers: [string, string][] = [
      ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['Host', 'iam.amazonaws.com'],
      ['X-Amz-Date', timestamp],
    ]
    const target = '/?Action=ListUsers&Version=2010-05-08'
    expect(signatureIn('GET', target, headers, '', 'iam')).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

describe('what the suite leaves open', () => {
  it('encodes an encoded path once more, as every service but S3', () => {
    expect(canonicalPath('/tags/arn%3Aaws%3Aaccess-analyzer%2Fx')).toBe(
      '/tags/arn%253Aaws%253Aaccess-analyzer%252Fx',
    )
  })

  it('hashes no body like an empty one', () => {
    expect(sha256(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('refuses a query that is not well-formed', () => {
    expect(parseQuery('a=%zz')).toBeUndefined()
    expect(parseQuery('a=%f')).toBeUndefined()
  })
})
