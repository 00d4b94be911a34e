import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { openBoth } from '../store/ingest-both.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const corpora = sharedFolder === undefined ? [] : readdirSync(corpus).sort()
const folder = mkdtempSync(join(tmpdir(), 'leastwise-ingest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(sharedFolder !== undefined)('real logs ingested on threads leave the same store', () => {
  it.each(corpora)(
    '%s',
    async (name) => {
      const both = openBoth(join(folder, name))
      await both.put([join(corpus, name)], { commitFiles: 50 })
      await both.expectSame()
    },
    300_000,
  )
})
