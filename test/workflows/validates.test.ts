import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validatePolicy } from '../../src/core/checks/validate/validate.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { compactPolicy, printPolicy } from '../../src/core/iam/policy-print.js'
import { GOLDEN } from './golden.js'
import { logFile } from './memory-source.js'
import { policyOf, records } from './trails.js'

/** What would be wrong with a policy of ours: its errors and security warnings, in every way it is printed. */
function wrongWith(document: PolicyDocument): readonly string[] {
  return [printPolicy(document), compactPolicy(document)].flatMap((text) =>
    validatePolicy(text, { type: 'IDENTITY_POLICY' })
      .filter(({ findingType }) => findingType === 'ERROR' || findingType === 'SECURITY_WARNING')
      .map(({ issueCode, findingDetails }) => `${issueCode}: ${findingDetails}`),
  )
}

describe('every policy that is generated', () => {
  it('validates with no error and no security warning', () =>
    fc.assert(
      fc.asyncProperty(records, async (trail) => {
        const { documents } = await policyOf([logFile('trail.json', trail)])
        expect(documents.flatMap(wrongWith)).toEqual([])
      }),
    ))

  it.each(readdirSync(GOLDEN).filter((name) => name.endsWith('.policy.json')))(
    'from the example trail has no finding at all: %s',
    (name) => {
      const text = readFileSync(join(GOLDEN, name), 'utf8')
      const documents = [JSON.parse(text) as unknown].flat()
      for (const document of documents) {
        expect(validatePolicy(JSON.stringify(document), { type: 'IDENTITY_POLICY' })).toEqual([])
      }
    },
  )
})
