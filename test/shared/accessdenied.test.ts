import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deniedDetail } from '../../src/core/cloudtrail/classify.js'
import { sharedFolder } from './folder.js'

const file = join(sharedFolder ?? '', 'corpus/accessdenied.jsonl')
const present = existsSync(file)

interface Refusal {
  readonly action: string
  readonly resource: string | null
  readonly errorMessage: string
}

/** The columns cut a resource at its first space; AWS's words for IAM's resources have one, and we keep them whole. */
const wordsOfIam = /^(user|policy|role|group) /

describe.runIf(present)('refusals in real logs', () => {
  const lines = present ? readFileSync(file, 'utf8').split('\n') : []
  const refusals = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Refusal)

  it('names the action of every one', () => {
    expect(refusals.length).toBeGreaterThan(200)
    for (const { action, errorMessage } of refusals) expect(deniedDetail(errorMessage)?.action).toBe(action)
  })

  it('names the resource of every one', () => {
    const other = refusals.filter(
      (each) => (deniedDetail(each.errorMessage)?.resource ?? '') !== (each.resource ?? ''),
    )
    const unexplained = other.filter(
      (each) => !wordsOfIam.test(deniedDetail(each.errorMessage)?.resource ?? ''),
    )
    expect(unexplained).toEqual([])
    expect(other.map((each) => deniedDetail(each.errorMessage)?.resource?.split(' ')[0])).toEqual(
      other.map((each) => each.resource),
    )
  })
})
