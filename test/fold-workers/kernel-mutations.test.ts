import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { activityText } from './activity-text.js'
import { fileAt, foldBoth, testKernel } from './fold-both.js'
import { mutated, openRandom } from './mutate.js'

/** How many changed files are tried, and where they start: `npm run fuzz:kernel -- COUNT SEED` tries more. */
const count = Number(process.env['LEASTWISE_KERNEL_MUTATIONS'] ?? 20_000)
const seed = Number(process.env['LEASTWISE_KERNEL_SEED'] ?? 1)
/** Files folded together: enough to share groups, few enough to find the one that fails. */
const together = 100

/** Records of many kinds: each event of the example trail a few times. */
const texts = distinctRecords()

function distinctRecords(): readonly string[] {
  const trail = fileURLToPath(new URL('../../examples/trail', import.meta.url))
  const byKind = new Map<string, string[]>()
  for (const name of readdirSync(trail, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.json.gz') || name.includes('Digest')) continue
    const { Records } = JSON.parse(gunzipSync(fileAt(`${trail}/${name}`)).toString())
    for (const record of Records) {
      const kind = `${record.eventSource} ${record.eventName} ${record.errorCode} ${record.userIdentity?.type}`
      const known = byKind.get(kind) ?? []
      byKind.set(kind, known)
      if (known.length < 3) known.push(JSON.stringify(record))
    }
  }
  return [...byKind.values()].flat()
}

/** One changed file: mostly its text, sometimes the bytes of its gzip. */
function changedFile(random: (below: number) => number): Buffer {
  const pick = () => texts[random(texts.length)]!
  const record = random(12) === 0 ? pick() : mutated(pick(), pick(), random)
  const file = `{"Records":[${record}${random(3) === 0 ? `,${pick()}` : ''}]}`
  const text = Buffer.from(random(40) === 0 ? mutated(file, pick(), random) : file)
  if (random(6) > 0) return text
  const gzip = gzipSync(text, { level: random(10), strategy: random(5) })
  if (random(3) > 0) return gzip
  for (let changes = 1 + random(3); changes > 0; changes--) gzip[random(gzip.length)]! ^= 1 << random(8)
  return random(4) === 0 ? gzip.subarray(0, random(gzip.length)) : gzip
}

describe('changed files', () => {
  test(`${count} of them fold through the kernel to what the plain fold gives (seed ${seed})`, () => {
    const kernel = testKernel()
    const reasons = new Map<string, number>()
    for (let done = 0; done < count; done += together) {
      const random = openRandom(seed * 1_000_003 + done)
      const files = Array.from({ length: Math.min(together, count - done) }, () => changedFile(random))
      const { plain, fast, left, starts } = foldBoth(files, {}, kernel)
      for (const reason of left.values()) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (activityText(fast) !== activityText(plain)) failing(files)
      expect(starts.fast).toEqual(starts.plain)
      expect(kernel.arena).toBeLessThan(1 << 20)
    }
    // Both ways have to be taken, or this shows nothing.
    const leftInAll = [...reasons.values()].reduce((sum, number) => sum + number, 0)
    expect(leftInAll).toBeGreaterThan(count / 20)
    expect(leftInAll).toBeLessThan(count * 0.8)
    console.log(`${count} files, left: ${JSON.stringify(Object.fromEntries(reasons))}`)
  }, 86_400_000)
})

/** Says which file it is, or which few are needed together. */
function failing(files: readonly Buffer[]): void {
  let needed = files
  for (const file of files) {
    const fewer = needed.filter((one) => one !== file)
    if (differs(fewer)) needed = fewer
  }
  const { plain, fast } = foldBoth(needed)
  const texts = needed.map((file) => file.toString('latin1'))
  expect({ texts, fold: activityText(fast) }).toEqual({ texts, fold: activityText(plain) })
  expect.unreachable('it failed once, in a kernel that had folded other files before')
}

function differs(files: readonly Buffer[]): boolean {
  const { plain, fast } = foldBoth(files)
  return activityText(fast) !== activityText(plain)
}
