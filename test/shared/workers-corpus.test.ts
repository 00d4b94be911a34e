import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { foldRecords } from '../../src/workflows/fold-records.js'
import { silent } from '../../src/workflows/ports.js'
import { activityText } from '../fold-workers/activity-text.js'
import { workers } from '../fold-workers/built-workers.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const corpora = sharedFolder === undefined ? [] : readdirSync(corpus).sort()

describe.runIf(sharedFolder !== undefined)('real logs fold on threads to what they fold to plainly', () => {
  test.each(corpora)(
    '%s',
    async (name) => {
      const logs = () => filesSource([join(corpus, name)])
      const fast = await foldRecords(logs(), allActivity, { byDay: true }, silent, workers())
      const plain = await foldRecords(logs(), allActivity, { byDay: true }, silent)
      expect(activityText(fast.activity)).toBe(activityText(plain.activity))
      expect(fast.reading.recordsRead).toBe(plain.reading.recordsRead)
      expect(fast.reading.skipped.toRecord()).toEqual(plain.reading.skipped.toRecord())
      expect(fast.reading.filesSkipped).toEqual(plain.reading.filesSkipped)
    },
    300_000,
  )
})
