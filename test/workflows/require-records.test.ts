import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-nothing-'))
  for (const name of ['none', 'one', 'two', 'others']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'one/a.json'), '')
  writeFileSync(join(folder, 'two/a.json.gz'), gzipSync(''))
  writeFileSync(join(folder, 'two/b.json'), '{"Records":[]}')
  writeFileSync(join(folder, 'two/c.json.gz'), gzipSync(''))
  writeFileSync(join(folder, 'others/notes.txt'), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each<[string, readonly string[], string]>([
  ['an empty folder', ['none'], 'no log file is in the inputs'],
  [
    'a folder with nothing but an empty file',
    ['others'],
    'no log file is in the inputs, only files that hold none: 1 empty',
  ],
  ['an empty file', ['one/a.json'], 'the inputs hold no CloudTrail record: `one/a.json` is empty'],
  [
    'empty texts that are compressed',
    ['two'],
    'the inputs hold no CloudTrail record: 2 files are empty, `two/a.json.gz` and others',
  ],
  ['a file without records', ['two/b.json'], 'the inputs hold no CloudTrail record'],
])('%s is named', async (_, inputs, message) => {
  const source = filesSource(inputs.map((name) => join(folder, name)))
  const refused = principals(source, allActivity, silent).catch((error) => error)
  const { code, message: said } = (await refused) as { code: string; message: string }
  expect([code, said.replaceAll(`${folder}/`, '')]).toEqual(['NO_RECORDS', message])
})
