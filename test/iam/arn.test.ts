import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArn, printArn, splitArn } from '../../src/core/iam/arn.js'
import { arn } from '../generate/policies.js'

describe('parseArn', () => {
  it('reads back what printArn writes', () => {
    fc.assert(
      fc.property(arn(), (value) => {
        expect(parseArn(printArn(value))).toEqual(value)
      }),
    )
  })

  it('prints what it read, whatever the text', () => {
    const text = fc
      .array(fc.constantFrom('arn', ':', 'aws', '*', '-cn', 's3', 'a/b', '::'), { maxLength: 12 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (value) => {
        const parsed = parseArn(value)
        if (parsed !== undefined) expect(printArn(parsed)).toBe(value)
      }),
    )
  })

  it('keeps the colons of the resource part', () => {
    expect(parseArn('arn:aws:logs:us-east-1:111122223333:log-group:/a/b:log-stream:c:d')).toEqual({
      partition: 'aws',
      service: 'logs',
      region: 'us-east-1',
      account: '111122223333',
      resource: 'log-group:/a/b:log-stream:c:d',
    })
  })

  it.each([
    'arn:*:s3:::b',
    'arn:aws*:s3:::b/*',
    'arn:aws-eusc:s3:::b',
    'arn:aws:*:*:*:*',
    'arn:aws:s3:::b/*?',
  ])('takes %s', (text) => {
    expect(parseArn(text)).toBeDefined()
  })

  it.each([
    '',
    '*',
    'arn:',
    'arn:aws:s3::b',
    'ARN:aws:s3:::b',
    ' arn:aws:s3:::b',
    'arn:azure:s3:::b',
    'arn::s3:::b',
    'arn:aws::::b',
    'arn:aws:s3:::',
  ])('refuses %j', (text) => {
    expect(parseArn(text)).toBeUndefined()
  })
})

describe('splitArn', () => {
  it('gives the fields there are', () => {
    expect(splitArn('arn:aws:sqs')).toEqual(['aws', 'sqs'])
    expect(splitArn('arn:aws:s3:::b:c:d')).toEqual(['aws', 's3', '', '', 'b:c:d'])
    expect(splitArn('aws:s3')).toBeUndefined()
  })
})
