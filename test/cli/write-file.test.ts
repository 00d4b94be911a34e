import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkWritable, prepareFolder, writeAtomically } from '../../src/cli/write-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-write-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const unwritable = { code: 'OUTPUT_UNWRITABLE' }

describe('writeAtomically', () => {
  it('writes a new file and replaces an old one, leaving nothing else', async () => {
    await writeAtomically(join(folder, 'a.json'), 'one')
    writeFileSync(join(folder, 'b.json'), 'longer than before', { mode: 0o600 })
    await writeAtomically(join(folder, 'b.json'), 'two')
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.json'])
    expect(['a.json', 'b.json'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
      'one',
      'two',
    ])
    expect(statSync(join(folder, 'b.json')).mode & 0o777).toBe(0o600)
  })

  it('writes through a link instead of replacing it', async () => {
    mkdirSync(join(folder, 'real'))
    writeFileSync(join(folder, 'real/a.json'), 'old')
    symlinkSync(join(folder, 'real/a.json'), join(folder, 'link.json'))
    await writeAtomically(join(folder, 'link.json'), 'new')
    expect(readFileSync(join(folder, 'real/a.json'), 'utf8')).toBe('new')
    expect(readdirSync(join(folder, 'real'))).toEqual(['a.json'])
  })

  it('never replaces a device', async () => {
    await writeAtomically('/dev/null', 'text')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('leaves no half-written file behind when it fails', async () => {
    mkdirSync(join(folder, 'taken'))
    await expect(writeAtomically(join(folder, 'taken'), 'text')).rejects.toMatchObject(unwritable)
    expect(readdirSync(folder)).toEqual(['taken'])
    await expect(writeAtomically(join(folder, 'missing/a.json'), 'text')).rejects.toMatchObject(unwritable)
  })
})

describe('checks before reading', () => {
  it('makes folders', async () => {
    await prepareFolder(join(folder, 'a/b'))
    expect(readdirSync(join(folder, 'a/b'))).toEqual([])
  })

  it('refuses a folder that is a file, or below one', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(prepareFolder(join(folder, 'file'))).rejects.toMatchObject(unwritable)
    await expect(prepareFolder(join(folder, 'file/below'))).rejects.toMatchObject(unwritable)
  })

  it('refuses a report that is a folder or has none', async () => {
    await expect(checkWritable(folder)).rejects.toMatchObject({
      ...unwritable,
      hint: 'it is a folder: name a file',
    })
    await expect(checkWritable(join(folder, 'missing/r.json'))).rejects.toMatchObject(unwritable)
    await expect(checkWritable(join(folder, 'r.json'))).resolves.toBeUndefined()
    await expect(checkWritable('/dev/null')).resolves.toBeUndefined()
  })
})
