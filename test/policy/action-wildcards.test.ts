import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatches } from '../../src/core/iam/glob.js'
import { withActionWildcards } from '../../src/core/policy/action-wildcards.js'
import { actionsMatching } from '../../src/core/reference/risk.js'
import { serviceByPrefix } from '../../src/core/reference/service.js'

const idsOf = (prefix: string) => [...serviceByPrefix(prefix)!.actions.values()].map(({ id }) => id)
const some = ['s3', 'sqs', 'iam', 'dynamodb'].flatMap(idsOf)

const grant = (actions: readonly string[]) => ({ actions, resources: ['*'], conditions: [] })
const expanded = (actions: readonly string[]) =>
  new Set(
    actions.flatMap((pattern) =>
      pattern.includes('*') ? actionsMatching(pattern).map(({ id }) => id) : [pattern],
    ),
  )

const chosen = fc.subarray(some, { minLength: 1, maxLength: 60 }).map((list) => [...list].sort())

describe('actions with wildcards', () => {
  it('are none unless asked for', () => {
    const grants = [grant(idsOf('sqs'))]
    expect(withActionWildcards(grants, 'none')).toEqual({ grants, patterns: [] })
  })

  it('exact: stand for the very actions that were there', () => {
    fc.assert(
      fc.property(chosen, (actions) => {
        const { grants, patterns } = withActionWildcards([grant(actions)], 'exact')
        expect(expanded(grants[0]!.actions)).toEqual(new Set(actions))
        expect(patterns.flatMap(({ alsoAllows }) => alsoAllows)).toEqual([])
      }),
    )
  })

  it('read: allow more only where it reads or lists, and list all of it', () => {
    fc.assert(
      fc.property(chosen, (actions) => {
        const { grants, patterns } = withActionWildcards([grant(actions)], 'read')
        const all = expanded(grants[0]!.actions)
        for (const action of actions) expect(all).toContain(action)
        const more = [...all].filter((one) => !actions.includes(one))
        const said = new Set(patterns.flatMap(({ alsoAllows }) => alsoAllows))
        expect(new Set(more)).toEqual(new Set([...said].filter((one) => !actions.includes(one))))
        for (const one of more)
          for (const { accessLevel } of actionsMatching(one)) expect(accessLevel).toMatch(/^(Read|List)/)
      }),
    )
  })

  it('never make a policy longer, and say what each stands for', () => {
    fc.assert(
      fc.property(chosen, (actions) => {
        const { grants, patterns } = withActionWildcards([grant(actions)], 'exact')
        expect(grants[0]!.actions.join('').length).toBeLessThanOrEqual(actions.join('').length)
        for (const { pattern, stands } of patterns)
          for (const one of stands) expect(globMatches(pattern, one), `${pattern} ${one}`).toBe(true)
      }),
    )
  })
})
