import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { parseRecipe } from '../../src/adapters/recipe/read-recipe.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { EXAMPLES } from '../simulator/trail.js'

const trail = join(EXAMPLES, 'trail')
const folder = mkdtempSync(join(tmpdir(), 'init-'))
afterAll(() => rmSync(folder, { recursive: true }))

const recipeFile = join(folder, 'r.yaml')
writeFileSync(
  recipeFile,
  'version: 1\nprincipal: marigold-web-task\nallow:\n  - actions: s3:DeleteObject\n    resources: "arn:aws:s3:::marigold-media/uploads/*"\n    reason: the weekly clean-up\nexclude:\n  - actions: sns:Publish\n    reason: moved away\n',
)
const recipe = parseRecipe(recipeFile, readFileSync(recipeFile, 'utf8'))

const linesOf = async (end: string | undefined) => {
  const options = {
    principal: recipe.principal!,
    query: { ...allActivity, end },
    includeDenied: false,
    recipe,
  }
  const { documents, report } = await generate(filesSource([trail]), options, silent)
  return { lines: documents.flatMap((one) => printPolicy(one).split('\n')), report }
}

describe('a policy with a recipe', () => {
  it('allows what the recipe adds, not what it excludes, and says both', async () => {
    const { lines, report } = await linesOf(undefined)
    const text = lines.join('\n')
    expect([text.includes('s3:DeleteObject'), text.includes('sns:Publish')]).toEqual([true, false])
    expect(report.recipe?.added).toHaveLength(1)
    expect(report.recipe?.excluded.map(({ action }) => action)).toEqual(['sns:Publish'])
    expect(report.verification.denied).toEqual([])
    expect(report.statements.some(({ explanation }) => explanation.includes('the weekly clean-up'))).toBe(
      true,
    )
  })

  it('changes in few lines when there are new logs, and loses nothing that was granted', async () => {
    const [before, after] = [(await linesOf('2026-03-04T00:00:00Z')).lines, (await linesOf(undefined)).lines]
    const [old, now] = [new Set(before), new Set(after)]
    const changed = [...before.filter((line) => !now.has(line)), ...after.filter((line) => !old.has(line))]
    expect(changed.length).toBeLessThanOrEqual(Math.ceil(after.length / 10))
  })
})
