import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/evaluate/evaluate.js'
import { parsePolicy } from '../../src/core/iam/policy-parse.js'
import { type ArnFormat, buildArn, matchesFormat } from '../../src/core/reference/arn-format.js'
import { isDisclosed, literalValue } from '../../src/core/reference/literal-value.js'
import { operationOf } from '../../src/core/reference/operation.js'
import { serviceByPrefix, servicePrefixes } from '../../src/core/reference/service.js'
import { serviceRules } from '../../src/core/reference/services/index.js'

const services = servicePrefixes().map((prefix) => serviceByPrefix(prefix)!)
const formats = services.flatMap(({ resourceTypes }) => resourceTypes.map(({ format }) => format))
const inAccount = { partition: 'aws', region: 'eu-west-1', account: '111122223333' }

function built(format: ArnFormat, value: string): string {
  return buildArn(format, inAccount, new Map(format.variables.map((name) => [name, value])))
}

describe('the ARN formats of the reference', () => {
  it('are all there', () => {
    expect(formats.length).toBeGreaterThan(2_000)
  })

  const inAccountField = formats.filter(({ account }) => /^\$\{(?!Account\})/.test(account))
  const inServiceField = formats.filter(({ service }) => service.includes('${'))
  const ofTwoPaths = formats.filter(({ text }) => text.includes(', arn:'))
  const ofAdjacentVariables = formats.filter(({ text }) => text.includes('}${'))
  const unusual = new Set([...inAccountField, ...inServiceField, ...ofTwoPaths, ...ofAdjacentVariables])

  it('match what is built from them', () => {
    const plain = formats.filter((format) => !unusual.has(format))
    const value = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_]{0,20}$/)
    fc.assert(
      fc.property(value, (text) => {
        const failed = plain.filter((format) => !matchesFormat(format, built(format, text)))
        expect(failed.map((format) => format.text)).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it('match no ARN of another service', () => {
    const wrong = formats.filter((format) => {
      // A recovery point of AWS Backup is an ARN of any service.
      if (inServiceField.includes(format)) return false
      const arn = built(format, 'abc').replace(`:${format.service}:`, ':other:')
      return matchesFormat(format, arn)
    })
    expect(wrong.map(({ text }) => text)).toEqual([])
  })

  it('match no ARN whose variables are empty', () => {
    const wrong = formats.filter(
      (format) => format.variables.length > 0 && matchesFormat(format, built(format, '')),
    )
    expect(wrong.map(({ text }) => text)).toEqual([])
  })

  it('become `*` where nothing is known', () => {
    const open = formats.map((format) =>
      buildArn(format, { partition: 'aws', region: undefined, account: undefined }, new Map()),
    )
    const placeholders = open.filter((arn) => /\$\{(?:Region|Account)\}/.test(arn))
    expect(placeholders).toEqual([])
  })

  it('leave no placeholder in an ARN', () => {
    const left = formats.filter((format) => !unusual.has(format) && built(format, 'abc').includes('${'))
    expect(left.map(({ text }) => text)).toEqual([])
  })

  // Chime, DataSync and others write `${AccountId}` and the like there.
  it('leave no placeholder in the account', () => {
    expect(inAccountField.filter((format) => built(format, 'abc').includes('${'))).toEqual([])
  })

  it('match a real account where the format names the account otherwise', () => {
    const arns = inAccountField.map(
      (format) => [format, built({ ...format, account: '${Account}' }, 'abc')] as const,
    )
    expect(arns.filter(([format, arn]) => !matchesFormat(format, arn))).toEqual([])
  })

  // A recovery point of AWS Backup is an ARN of another service: `${Vendor}`.
  it('leave no placeholder in the service', () => {
    expect(inServiceField.filter((format) => built(format, 'abc').includes('${'))).toEqual([])
  })

  // API Gateway's types name two paths at once.
  it('match one of two paths', () => {
    const first = ofTwoPaths.map((format) => [format, built(format, 'abc').split(', ')[0]!] as const)
    expect(first.filter(([format, arn]) => !matchesFormat(format, arn))).toEqual([])
  })

  // `package-group/${DomainName}${EncodedPackageGroupPattern}`: the first variable takes everything.
  it.fails('match two variables with nothing between them', () => {
    expect(ofAdjacentVariables.filter((format) => !matchesFormat(format, built(format, 'abc')))).toEqual([])
  })
})

/** Whether a policy that allows the ARN as literalValue writes it allows the resource. */
function allows(written: string, resource: string): boolean {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: written }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }))
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message)
  const request = { action: 's3:GetObject', resource: literalValue(resource), context: new Map() }
  return evaluate(request, [parsed.document]).decision === 'allowed'
}

describe('a literal value', () => {
  const special = fc.constantFrom(
    '*',
    '?',
    '$',
    '${',
    '}',
    '${*}',
    '${aws:username}',
    ':',
    '/',
    'a',
    'B',
    ' ',
    'ü',
  )
  const name = fc.array(special, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
  const inBucket = (key: string) => `arn:aws:s3:::reports/${key}`

  it('matches the text it was made from', () => {
    fc.assert(
      fc.property(name, (key) => {
        expect(allows(literalValue(inBucket(key)), inBucket(key))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('matches nothing else', () => {
    fc.assert(
      fc.property(name, name, (key, other) => {
        fc.pre(key !== other)
        expect(allows(literalValue(inBucket(key)), inBucket(other))).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })

  it('has only characters that a policy can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(literalValue(text)).toMatch(/^[\u0009\u000a\u000d\u0020-\u00ff]*$/)
      }),
    )
  })

  it('is not made of what CloudTrail withheld', () => {
    const withheld = ['', '***', '****', '***OMITTED***', 'HIDDEN_DUE_TO_SECURITY_REASONS']
    expect(withheld.filter(isDisclosed)).toEqual([])
    expect(['web', '**', 'a***'].filter(isDisclosed)).toEqual(['web', '**', 'a***'])
  })
})

describe('the operation of an event', () => {
  const versions = ['20150331', '20150331v2', '2020_05_31', '20161128', '20190920', '20141111v3']
  const actions = services.flatMap((service) =>
    [...service.actions.values()].map(({ name }) => ({
      service,
      name,
      rules: serviceRules.get(service.prefix),
    })),
  )

  it('is the action’s own name for every action of the reference', () => {
    expect(actions.length).toBeGreaterThan(22_000)
    const damaged = actions.filter(({ service, name, rules }) => operationOf(name, service, rules) !== name)
    expect(damaged.map(({ service, name }) => `${service.prefix}:${name}`)).toEqual([])
  })

  it('loses the version of the API behind it', () => {
    const kept = actions.flatMap(({ service, name, rules }) =>
      versions
        .filter((version) => operationOf(`${name}${version}`, service, rules) !== name)
        .map((v) => name + v),
    )
    // A name that ends in a digit cannot be told from its version.
    expect(kept.filter((name) => /[A-Za-z]20\d\d/.test(name))).toEqual([])
  })

  it('keeps its digits where nothing is known without them', () => {
    const service = serviceByPrefix('lambda')!
    for (const name of ['OpenDoor20150331', 'ListThings2', 'GetFunction2015', 'GetFunction19990331']) {
      expect(operationOf(name, service, serviceRules.get('lambda'))).toBe(name)
    }
  })

  it('is found in any letter case and between spaces', () => {
    const service = serviceByPrefix('dynamodb')!
    expect(operationOf(' getitem ', service, undefined)).toBe('GetItem')
  })
})
