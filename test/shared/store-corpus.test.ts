import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openActivityStore } from '../../src/adapters/activity-store/activity-store.js'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity, selectionOf } from '../../src/workflows/activity-query.js'
import { foldRecords } from '../../src/workflows/fold-records.js'
import { ingest } from '../../src/workflows/ingest.js'
import { silent } from '../../src/workflows/ports.js'
import { sayingsOf } from '../store/sayings.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const corpora = sharedFolder === undefined ? [] : readdirSync(corpus).sort()
const folder = mkdtempSync(join(tmpdir(), 'leastwise-corpus-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(sharedFolder !== undefined)('a store of real logs', () => {
  it.each(corpora)(
    'says what the logs say: %s',
    async (name) => {
      const source = () => filesSource([join(corpus, name)])
      const plain = await foldRecords(source(), allActivity, {}, silent)
      const store = openActivityStore(join(folder, `${name}.db`))
      await ingest(source(), store, { commitFiles: 100 }, silent)
      const { activity, reading } = await store.read(selectionOf(allActivity), () => true)
      expect(sayingsOf(activity)).toEqual(sayingsOf(plain.activity))
      expect(reading.recordsRead).toBe(plain.reading.recordsRead)
      expect(reading.skipped.toRecord()).toEqual(plain.reading.skipped.toRecord())
      const again = await ingest(source(), store, {}, silent)
      expect(again.input.files.read).toBe(0)
    },
    300_000,
  )
})
