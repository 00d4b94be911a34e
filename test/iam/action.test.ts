import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actionCovers, actionMatches, parseAction, printAction } from '../../src/core/iam/action.js'
import { action, actionPattern } from '../generate/policies.js'

describe('parseAction', () => {
  it('reads back what printAction writes', () => {
    fc.assert(
      fc.property(actionPattern(), (pattern) => {
        const parsed = parseAction(pattern)
        expect(parsed).toBeDefined()
        if (parsed !== undefined) expect(parseAction(printAction(parsed))).toEqual(parsed)
      }),
    )
  })

  it('reads `*` as everything and keeps the spelling of the rest', () => {
    expect(parseAction('*')).toEqual({ service: '*', name: '*' })
    expect(parseAction('S3:Get*')).toEqual({ service: 'S3', name: 'Get*' })
    expect(parseAction('vpc-lattice:AssociateViaAWSService-EventsAndStates')?.service).toBe('vpc-lattice')
  })

  it.each(['', ':', 's3', 's3:', ':Get', 's*:Get', '*:Get', 's3:Get Object', 's3:Get:Object', '**'])(
    'refuses %j',
    (text) => {
      expect(parseAction(text)).toBeUndefined()
    },
  )
})

describe('actionMatches', () => {
  it.each([
    ['*', 's3:GetObject'],
    ['s3:*', 's3:GetObject'],
    ['S3:getobject', 's3:GetObject'],
    ['s3:Get*', 'S3:GETOBJECT'],
    ['s3:?etObject', 's3:GetObject'],
    ['*:*', 's3:GetObject'],
  ])('%s matches %s', (pattern, name) => {
    expect(actionMatches(pattern, name)).toBe(true)
  })

  it.each([
    ['s3:Get', 's3:GetObject'],
    ['s3:*', 's3express:CreateSession'],
    ['s3:GetObject?', 's3:GetObject'],
  ])('%s does not match %s', (pattern, name) => {
    expect(actionMatches(pattern, name)).toBe(false)
  })

  it('agrees with actionCovers on actions without wildcards', () => {
    fc.assert(
      fc.property(actionPattern(), action(), (pattern, name) => {
        expect(actionCovers(pattern, name)).toBe(actionMatches(pattern, name))
      }),
    )
  })
})
