import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize } from '../../src/core/evaluate/authorize.js'
import { compileAccess } from '../../src/core/evaluate/compile-access.js'
import { accessCase, FULL_ACCESS, openCase } from '../generate/access.js'

describe('compileAccess', () => {
  it('decides as authorize does', () => {
    fc.assert(
      fc.property(fc.oneof(accessCase(), openCase()), ({ request, policies }) => {
        const compiled = compileAccess(policies)
        const { decision } = authorize(request, policies)
        expect(compiled.decide(request)).toBe(decision)
        expect(compiled.decide({ ...request, action: request.action.toUpperCase() })).toBe(decision)
      }),
      { numRuns: 1500 },
    )
  })

  it('is tried on every decision', () => {
    const decisions = fc
      .sample(openCase(), { numRuns: 1500, seed: 1 })
      .map(({ request, policies }) => compileAccess(policies).decide(request))
    for (const decision of ['allowed', 'explicitDeny', 'implicitDeny', 'undecidable'] as const) {
      expect(decisions.filter((one) => one === decision).length, decision).toBeGreaterThan(30)
    }
  })
})

describe('authorize', () => {
  it('decides with keys unknown only what holds whatever they are, and names the keys otherwise', () => {
    fc.assert(
      fc.property(openCase(), ({ request, known, policies }) => {
        const open = authorize(request, policies)
        const { decision } = authorize(known, policies)
        if (open.decision === 'allowed' || open.decision === 'explicitDeny')
          expect(decision).toBe(open.decision)
        if (open.decision === 'implicitDeny') expect(['implicitDeny', 'explicitDeny']).toContain(decision)
        if (open.decision !== 'undecidable') expect(open.openKeys).toEqual([])
        for (const key of open.openKeys) expect(request.context.get(key)).toBe('unknown')
        if (decision !== 'undecidable' && open.decision === 'undecidable') {
          expect(open.openKeys.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('allows nothing more because of a limit', () => {
    fc.assert(
      fc.property(accessCase(), ({ request, policies }) => {
        if (authorize(request, policies).decision !== 'allowed') return
        const { boundary: _boundary, session, ...rest } = policies
        const federated = request.principal.kind === 'federatedUser' && session !== undefined
        const free = federated ? { ...rest, session: [FULL_ACCESS] } : rest
        const unlimited = { ...free, scps: undefined, rcps: undefined, endpoint: undefined }
        expect(authorize(request, unlimited).decision).toBe('allowed')
      }),
      { numRuns: 1000 },
    )
  })

  it('gives every answer its reason', () => {
    fc.assert(
      fc.property(accessCase(), ({ request, policies }) => {
        const { decision, by, missing, layers } = authorize(request, policies)
        expect(missing !== undefined).toBe(decision === 'implicitDeny')
        if (decision === 'explicitDeny') {
          const layer = layers.find(({ type, level }) => type === by?.type && level === by.level)
          const reason = layer?.reasons.find(
            ({ policy, statement }) => policy === by?.policy && statement === by.statement,
          )
          expect(reason?.effect).toBe('Deny')
          expect(reason?.result).toBe('applies')
        }
        if (decision === 'allowed') expect(by !== undefined || request.principal.kind === 'root').toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
