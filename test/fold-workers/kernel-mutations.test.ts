import { describe, expect, test } from 'vitest'
import { allActivity } from '../../src/workflows/activity-query.js'
import { activityText } from './activity-text.js'
import { changedFile } from './changed-file.js'
import { type BothOptions, foldBoth, testKernel } from './fold-both.js'
import { openRandom } from './mutate.js'

/** How many changed files are tried, and where they start: `npm run fuzz:kernel` tries more. */
const count = Number(process.env['LEASTWISE_KERNEL_MUTATIONS'] ?? 5_000)
const seed = Number(process.env['LEASTWISE_KERNEL_SEED'] ?? 1)
/** Files folded together: enough to share groups, few enough to find the one that fails. */
const together = 250

/** What is asked of the files, in turn. */
const questions: readonly BothOptions[] = [
  {},
  { byDay: true },
  { rowsOf: ({ type }) => type === 'user' },
  { query: { ...allActivity, start: '2024-05-06T00:00:00Z', end: '2026-03-04T00:00:00Z' } },
  { query: { ...allActivity, session: '*a*', userAgent: '*o*' } },
]

describe('changed files', () => {
  test(`${count} of them fold through the kernel to what the plain fold gives (seed ${seed})`, () => {
    const kernels = questions.map(({ query, byDay, rowsOf }) => testKernel(query, byDay, rowsOf))
    const empty = kernels.map(({ arena }) => arena)
    const reasons = new Map<string, number>()
    for (let done = 0; done < count; done += together) {
      const random = openRandom(seed * 1_000_003 + done)
      const files = Array.from({ length: Math.min(together, count - done) }, () => changedFile(random))
      const which = (done / together) % questions.length
      const [question, kernel] = [questions[which]!, kernels[which]!]
      const { plain, fast, left, starts } = foldBoth(files, question, kernel)
      for (const reason of left.values()) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (activityText(fast) !== activityText(plain)) failing(files, question)
      expect(starts.fast).toEqual(starts.plain)
      // What a fold took is free for the next one.
      expect(kernel.arena).toBe(empty[which])
      expect(kernel.exports.memory.buffer.byteLength).toBeLessThan(64 << 20)
    }
    // Both ways have to be taken, or this shows nothing.
    const leftInAll = [...reasons.values()].reduce((sum, number) => sum + number, 0)
    expect(leftInAll).toBeGreaterThan(count / 20)
    expect(leftInAll).toBeLessThan(count / 2)
    console.log(`${count} files, left: ${JSON.stringify(Object.fromEntries(reasons))}`)
  }, 86_400_000)
})

/** Says which file it is, or which few are needed together. */
function failing(files: readonly Buffer[], question: BothOptions): void {
  let needed = files
  for (const file of files) {
    const fewer = needed.filter((one) => one !== file)
    if (differs(fewer, question)) needed = fewer
  }
  const { plain, fast } = foldBoth(needed, question)
  const texts = needed.map((file) => file.toString('latin1'))
  expect({ texts, fold: activityText(fast) }).toEqual({ texts, fold: activityText(plain) })
  expect.unreachable('it failed once, in a kernel that had folded other files before')
}

function differs(files: readonly Buffer[], question: BothOptions): boolean {
  const { plain, fast } = foldBoth(files, question)
  return activityText(fast) !== activityText(plain)
}
