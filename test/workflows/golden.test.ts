import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { EXAMPLES, readTruth } from '../simulator/trail.js'
import { expectGolden, GOLDEN } from './golden.js'

const trail = join(EXAMPLES, 'trail')
const principals = readTruth().principals.map(
  ({ arn }) => [arn.slice(arn.lastIndexOf('/') + 1), arn] as const,
)

/** One document as it is, several as a list, as the command line prints them. */
function policyText(documents: Awaited<ReturnType<typeof generate>>['documents']): string {
  const texts = documents.map(printPolicy)
  return texts.length === 1
    ? `${texts[0]}\n`
    : `${JSON.stringify(
        texts.map((one) => JSON.parse(one)),
        null,
        2,
      )}\n`
}

describe('of every principal of the example', () => {
  it.each(principals)('%s: the policy and the report are as they were', async (name, arn) => {
    const options = { principal: arn, query: allActivity, includeDenied: false }
    const { documents, report } = await generate(filesSource([trail]), options, silent)
    expect(JSON.stringify(report)).not.toContain(trail)
    expectGolden(join(GOLDEN, `${name}.policy.json`), policyText(documents))
    expectGolden(join(GOLDEN, `${name}.report.json`), `${JSON.stringify(report, null, 2)}\n`)
  })

  it('there are two files, and no other file is left', () => {
    const expected = principals.flatMap(([name]) => [`${name}.policy.json`, `${name}.report.json`])
    const found = readdirSync(GOLDEN).filter((name) => name !== 'formats' && !name.endsWith('-changed'))
    expect(found.sort()).toEqual(expected.sort())
  })
})

describe('a golden file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  const file = join(folder, 'one.json')
  const changed = `${file}-changed`
  afterAll(() => rmSync(folder, { recursive: true }))

  it('that is missing or differs fails the test, and the new text lies beside it', () => {
    expect(() => expectGolden(file, 'one\n', false)).toThrow('UPDATE_GOLDEN=1')
    expect([existsSync(file), readFileSync(changed, 'utf8')]).toEqual([false, 'one\n'])
    writeFileSync(file, 'one\n')
    expect(() => expectGolden(file, 'two\n', false)).toThrow('UPDATE_GOLDEN=1')
    expect([readFileSync(file, 'utf8'), readFileSync(changed, 'utf8')]).toEqual(['one\n', 'two\n'])
  })

  it('that is equal again leaves nothing beside it, and one that is updated is equal', () => {
    expectGolden(file, 'one\n', false)
    expect(existsSync(changed)).toBe(false)
    expectGolden(file, 'two\n', true)
    expect([readFileSync(file, 'utf8'), existsSync(changed)]).toEqual(['two\n', false])
  })
})
