import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { isGlob, matchesSegment, parseGlob } from '../../src/adapters/files/glob.js'
import { withSlashes } from '../../src/adapters/files/path-text.js'
import { LeastwiseError } from '../../src/workflows/ports.js'
import { anything, folderWith, listed, read } from './folders.js'

async function refused(input: string): Promise<LeastwiseError> {
  const error = await filesSource([input])
    .list(anything)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LeastwiseError)
  return error as LeastwiseError
}

describe('order and identity', () => {
  it('lists by code units of the whole path, whatever the order of the inputs', async () => {
    const root = folderWith({
      'b/1.json': '1',
      'a/2.json': '2',
      'a-b/3.json': '3',
      'B/4.json': '4',
      'é.json': '5',
    })
    const inputs = ['b', 'a', 'a-b', 'B', 'é.json'].map((name) => join(root, name))
    const expected = ['B/4.json', 'a-b/3.json', 'a/2.json', 'b/1.json', 'é.json']
    expect((await listed(root, inputs)).names).toEqual(expected)
    expect((await listed(root, inputs.toReversed())).names).toEqual(expected)
    expect((await listed(root, [root])).names).toEqual(expected)
  })

  it('reads a file once that is reached by two inputs or by a link', async () => {
    const root = folderWith({ 'logs/a.json': '1', 'logs/b.json': '2' })
    symlinkSync(join(root, 'logs/a.json'), join(root, 'logs/z-link.json'))
    expect(await listed(root, [`${root}/logs`, `${root}/logs/`, `${root}/logs/b.json`])).toEqual({
      names: ['logs/a.json', 'logs/b.json'],
      passedOver: { 'same-file': 5 },
    })
  })

  it('lets a named file win over the same file in a folder, so that it is read', async () => {
    const root = folderWith({ 'logs/a.zip': 'text' })
    const { names, passedOver } = await listed(root, [`${root}/logs`, `${root}/logs/a.zip`])
    expect({ names, passedOver }).toEqual({
      names: ['logs/a.zip'],
      passedOver: { 'unsupported-extension': 1 },
    })
  })

  it('keeps the relative names that the user wrote', async () => {
    const { files } = await filesSource(['package.json']).list(anything)
    expect(files.map((file) => file.name)).toEqual(['package.json'])
  })
})

describe('links', () => {
  it('ends at a loop, and says so', async () => {
    const root = folderWith({ 'logs/a.json': '1', 'logs/deep/b.json': '2' })
    symlinkSync(join(root, 'logs'), join(root, 'logs/deep/loop'))
    symlinkSync('.', join(root, 'logs/self'))
    expect(await listed(root, [`${root}/logs`])).toEqual({
      names: ['logs/a.json', 'logs/deep/b.json'],
      passedOver: { 'same-folder': 2 },
    })
  })

  it('follows a link to a folder elsewhere', async () => {
    const root = folderWith({ 'store/x.json': '1', 'logs/a.json': '2' })
    symlinkSync(join(root, 'store'), join(root, 'logs/linked'))
    expect((await listed(root, [`${root}/logs`])).names).toEqual(['logs/a.json', 'logs/linked/x.json'])
  })

  it('prefers the real name, also when the link sorts first', async () => {
    const root = folderWith({ 'logs/real/x.json': '1' })
    symlinkSync(join(root, 'logs/real'), join(root, 'logs/a-link'))
    expect((await listed(root, [`${root}/logs`])).names).toEqual(['logs/real/x.json'])
  })

  it('lists a dangling link as a file that cannot be read', async () => {
    const root = folderWith({ 'logs/a.json': '1' })
    symlinkSync(join(root, 'nowhere'), join(root, 'logs/gone.json'))
    const { files } = await filesSource([`${root}/logs`]).list(anything)
    expect(files.map((file) => file.name)).toEqual([`${root}/logs/a.json`, `${root}/logs/gone.json`])
    expect(await read(files[1]!)).toEqual({
      text: '',
      reason: 'unreadable',
      detail: 'the link cannot be followed (ENOENT)',
    })
  })

  it('refuses a named link that loops', async () => {
    const root = folderWith({})
    symlinkSync(join(root, 'loop'), join(root, 'loop'))
    expect((await refused(join(root, 'loop'))).code).toBe('INPUT_UNREADABLE')
  })
})

describe('globs', () => {
  const root = folderWith({
    'logs/2023/a.json.gz': '1',
    'logs/2023/b.json': '2',
    'logs/2024/deep/c.json.gz': '3',
    'logs/2024/.hidden.json.gz': '4',
    'logs/x?.json': '5',
    'other/d.json.gz': '6',
  })

  it.each([
    ['logs/2023/*.gz', ['logs/2023/a.json.gz']],
    ['logs/20??/*', ['logs/2023/a.json.gz', 'logs/2023/b.json', 'logs/2024/deep/c.json.gz']],
    ['logs/**/*.json.gz', ['logs/2023/a.json.gz', 'logs/2024/deep/c.json.gz']],
    ['**/*.json.gz', ['logs/2023/a.json.gz', 'logs/2024/deep/c.json.gz', 'other/d.json.gz']],
    ['*/2024', ['logs/2024/deep/c.json.gz']],
    ['logs/**', ['logs/2023/a.json.gz', 'logs/2023/b.json', 'logs/2024/deep/c.json.gz', 'logs/x?.json']],
    ['logs/**/deep/**', ['logs/2024/deep/c.json.gz']],
    ['logs/x?.json', ['logs/x?.json']],
  ])('%s', async (glob, expected) => {
    expect((await listed(root, [`${root}/${glob}`])).names).toEqual(expected)
  })

  it('walks a linked folder again when another part of the glob leads to it', async () => {
    const linked = folderWith({ 'b/x.json': '1' })
    symlinkSync(join(linked, 'b'), join(linked, 'a'))
    expect((await listed(linked, [`${linked}/**/a/*.json`])).names).toEqual(['a/x.json'])
  })

  it('applies the rules of folders to what it matches', async () => {
    const zips = folderWith({ 'a.zip': '1', 'b.json': '2', 'c.json': '' })
    expect(await listed(zips, [`${zips}/*`])).toEqual({
      names: ['b.json'],
      passedOver: { empty: 1, 'unsupported-extension': 1 },
    })
  })

  it('refuses a glob that matches nothing', async () => {
    const error = await refused(`${root}/logs/*.csv`)
    expect([error.code, error.message]).toEqual(['INPUT_NOT_FOUND', `no file matches \`${root}/logs/*.csv\``])
    expect(error.hint).toContain('`**`')
  })

  it('matches a segment without blowing up', () => {
    expect(matchesSegment('a*c', 'abbbc')).toBe(true)
    expect(matchesSegment('a*c', 'abbb')).toBe(false)
    expect(matchesSegment('*', '')).toBe(true)
    expect(matchesSegment('?', '')).toBe(false)
    expect(matchesSegment('*', '.x')).toBe(false)
    expect(matchesSegment('.*', '.x')).toBe(true)
    expect(matchesSegment(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false)
  })

  it('splits where the wildcards begin', () => {
    expect(['/logs/*.gz', '*.gz', '/*', 'a/b/**/c'].map((glob) => parseGlob(glob).base)).toEqual([
      '/logs',
      '.',
      '/',
      'a/b',
    ])
    expect(isGlob('plain/path.json')).toBe(false)
  })
})

describe('inputs that are not there', () => {
  const root = folderWith({ 'cloudtrail-logs/a.json': '1' })

  it('names the path and the nearest one', async () => {
    const error = await refused(`${root}/cloudtrial-logs`)
    expect(error.code).toBe('INPUT_NOT_FOUND')
    expect(error.message).toBe(`input \`${root}/cloudtrial-logs\` does not exist`)
    expect(error.hint).toBe(`did you mean \`${root}/cloudtrail-logs\`?`)
  })

  it('says from where paths start when nothing is near', async () => {
    expect((await refused('./no-such-thing-at-all')).hint).toBe(`paths start at \`${process.cwd()}\``)
    expect((await refused('/no-such-folder/x')).hint).toContain('`/no-such-folder` does not exist either')
  })

  it('tells what to do with an empty input and with a URI of no place', async () => {
    expect((await refused('')).hint).toContain('variable')
    const bucket = await refused('s3://trail-bucket/AWSLogs')
    expect(bucket.code).toBe('INPUT_NOT_FOUND')
    expect(bucket.hint).toContain('copy the logs to a folder')
  })

  it('treats a path below a file as not there', async () => {
    expect((await refused(`${root}/cloudtrail-logs/a.json/b`)).code).toBe('INPUT_NOT_FOUND')
  })

  it('lists an empty folder as no files', async () => {
    mkdirSync(join(root, 'void'))
    expect(await listed(root, [join(root, 'void')])).toEqual({ names: [], passedOver: {} })
  })
})

describe('withSlashes', () => {
  it('turns separators of Windows, and leaves backslashes elsewhere', () => {
    expect(withSlashes('C:\\logs\\AWSLogs', '\\')).toBe('C:/logs/AWSLogs')
    expect(withSlashes('a\\b', '/')).toBe('a\\b')
  })
})
