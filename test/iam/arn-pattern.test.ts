import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arnCovers, arnMatches, arnsOverlap } from '../../src/core/iam/arn-pattern.js'
import { arnPattern, arnText } from '../generate/policies.js'

describe('arnMatches', () => {
  it.each([
    ['*', 'arn:aws:s3:::b'],
    ['*', '*'],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/b:c'],
    ['arn:aws:s3:::b*', 'arn:aws:s3:::b'],
    ['arn:aws:sqs:*:111122223333:q?', 'arn:aws:sqs:eu-west-1:111122223333:q1'],
    ['arn:aws:sqs', 'arn:aws:sqs:eu-west-1:111122223333:q1'],
    ['arn:aws:logs:*:*:log-group:/a:*', 'arn:aws:logs:us-east-1:111122223333:log-group:/a:log-stream:b'],
    ['arn:*:s3:::b', 'arn:aws-cn:s3:::b'],
  ])('%s matches %s', (pattern, arn) => {
    expect(arnMatches(pattern, arn)).toBe(true)
  })

  it.each([
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b'],
    ['arn:aws:s3:::B', 'arn:aws:s3:::b'],
    // A `*` of an earlier field does not reach over a colon.
    ['arn:aws:s*:q', 'arn:aws:sqs:eu-west-1:111122223333:q'],
    ['arn:aws:*:q', 'arn:aws:sqs:eu-west-1:111122223333:q'],
    ['arn:aws:sqs:*:q', 'arn:aws:sqs:eu-west-1:111122223333:q'],
    ['arn:aws:s3:::b', 'arn:aws-cn:s3:::b'],
    ['arn:*', '*'],
    ['arn:aws:s3:::b', '*'],
    ['b', 'b'],
    ['**b', 'arn:aws:s3:::b'],
    // What looks like a wildcard in a real ARN is a character.
    ['arn:aws:s3:::b/x', 'arn:aws:s3:::b/*'],
  ])('%s does not match %s', (pattern, arn) => {
    expect(arnMatches(pattern, arn)).toBe(false)
  })
})

describe('arnCovers', () => {
  it('agrees with matching for ARNs without wildcards', () => {
    fc.assert(
      fc.property(arnPattern(), arnText(), (pattern, arn) => {
        expect(arnCovers(pattern, arn)).toBe(arnMatches(pattern, arn))
      }),
    )
  })

  it('is reflexive and transitive, and carries matches over', () => {
    fc.assert(
      fc.property(arnPattern(), arnPattern(), arnPattern(), arnText(), (a, b, c, arn) => {
        expect(arnCovers(a, a)).toBe(true)
        if (arnCovers(a, b) && arnCovers(b, c)) expect(arnCovers(a, c)).toBe(true)
        if (arnCovers(a, b) && arnMatches(b, arn)) expect(arnMatches(a, arn)).toBe(true)
        if (arnMatches(a, arn) && arnMatches(b, arn)) expect(arnsOverlap(a, b)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('lets only `*` cover `*`', () => {
    expect(arnCovers('*', '*')).toBe(true)
    expect(arnCovers('arn:*:*:*:*:*', '*')).toBe(false)
    expect(arnCovers('*', 'arn:aws:s3:::*')).toBe(true)
  })

  it('takes no side with text that is no pattern', () => {
    expect(arnCovers('b', 'b')).toBe(false)
    expect(arnsOverlap('b', '*')).toBe(false)
  })
})
