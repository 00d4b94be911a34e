import { describe, expect, it } from 'vitest'
import { listedRisks, risksOf } from '../../src/core/reference/risk.js'
import { actionById, serviceByPrefix } from '../../src/core/reference/service.js'
import { globalActions } from '../../src/core/render/scp.js'

describe('the list of risks', () => {
  it('names actions that exist, as AWS spells them', () => {
    const wrong = listedRisks().filter(({ action }) => actionById(action)?.id !== action)
    expect(wrong.map(({ action }) => action)).toEqual([])
  })

  it('names each action once for each kind, with a reason that follows it and a page of AWS', () => {
    const keys = listedRisks().map(({ kind, action }) => `${kind} ${action}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { risk } of listedRisks()) {
      expect(risk.reason).toMatch(/^[a-z][^.]+[^.\s]$/)
      expect(risk.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+(#[\w-]+)?$/)
    }
  })

  it('says permissions management where AWS gives the access level', () => {
    const kinds = (action: string) => risksOf(actionById(action)!).map(({ kind }) => kind)
    expect(kinds('iam:PutRolePolicy')).toEqual(['permissions management', 'privilege escalation'])
    expect(kinds('s3:PutBucketPolicy')).toEqual(['permissions management', 'resource exposure'])
    expect(kinds('secretsmanager:GetSecretValue')).toEqual(['credential exposure'])
    expect(kinds('sqs:ListQueues')).toEqual([])
  })
})

describe('the exemptions of a Region guardrail', () => {
  it('name services and actions that exist, sorted', () => {
    const missing = globalActions.filter((pattern) => {
      const [prefix = '', name = ''] = pattern.split(':')
      const service = serviceByPrefix(prefix)
      return service === undefined || (!name.includes('*') && !service.actions.has(name.toLowerCase()))
    })
    expect(missing).toEqual([])
  })
})
