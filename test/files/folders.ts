import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { type FilesSourceOptions, filesSource } from '../../src/adapters/files/files-source.js'
import { type LogFile, type Selection, UnreadableFile } from '../../src/workflows/ports.js'

export const anything: Selection = { start: undefined, end: undefined, regions: [], accounts: [] }

/** A new folder with these files in it, removed when the test file ends. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'leastwise-files-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) write(join(root, name), content)
  return root
}

export function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** Names below `root`, and what was passed over. */
export async function listed(root: string, inputs: readonly string[], selection = anything) {
  const { files, passedOver } = await filesSource(inputs).list(selection)
  return { names: files.map((file) => file.name.replace(`${root}/`, '')), passedOver }
}

/** The text of a file, and the reason if it could not be read to its end. */
export async function read(
  file: LogFile,
): Promise<{ text: string; reason: string | undefined; detail: string }> {
  let text = ''
  try {
    for await (const piece of file.text()) text += piece
    return { text, reason: undefined, detail: '' }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    return { text, reason: error.reason, detail: error.message }
  }
}

/** Reads one file by both ways, ahead from memory and streamed from disk, which must give the same. */
export async function readBothWays(path: string, limits: FilesSourceOptions['limits'] = {}) {
  const results = []
  for (const readAheadDiskBytes of [Number.MAX_SAFE_INTEGER, 0]) {
    const listing = await filesSource([path], { limits: { ...limits, readAheadDiskBytes } }).list(anything)
    results.push(await read(listing.files[0]!))
  }
  return { ahead: results[0]!, streamed: results[1]! }
}
