import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { pythonWithMoto } from './python.js'

/** What IAM answers to each document: null, or its error. */
function answersOf(documents: readonly string[]): readonly (string | null)[] {
  const script = join(import.meta.dirname, 'accept_policies.py')
  const output = execFileSync(pythonWithMoto(), [script], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
  })
  return JSON.parse(output) as (string | null)[]
}

describe('a fake IAM that checks the policy grammar', () => {
  it('accepts every policy generated from the example trail', async () => {
    const truth = JSON.parse(readFileSync('examples/truth.json', 'utf8')) as { principals: { arn: string }[] }
    const documents: string[] = []
    for (const { arn } of truth.principals) {
      const query = { principal: arn, query: allActivity, includeDenied: true }
      const generated = await generate(filesSource(['examples/trail']), query, silent)
      documents.push(...generated.documents.map(printPolicy))
    }
    expect(documents.length).toBeGreaterThanOrEqual(truth.principals.length)
    expect(answersOf(documents)).toEqual(documents.map(() => null))
  })

  it('refuses what is no policy, so that its answers mean something', () => {
    const [broken] = answersOf([
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3","Resource":"*"}]}',
    ])
    expect(broken).toMatch(/MalformedPolicyDocument/)
  })
})
