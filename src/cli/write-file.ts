import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LeastwiseError } from '../workflows/errors.js'

/**
 * Writes a whole file or nothing: into a new file beside it, which then takes its place. A link is written
 * through; a device or pipe (`/dev/stderr`) is written to and never replaced. Throws OUTPUT_UNWRITABLE.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path)
    const before = await stat(target).catch(() => undefined)
    if (before !== undefined && !before.isFile() && !before.isDirectory()) await writeFile(target, text)
    else await replace(target, text, before?.mode)
  } catch (error) {
    throw unwritable(path, error)
  }
}

async function replace(target: string, text: string, mode: number | undefined): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', mode ?? 0o666)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Makes a folder and those above it, and fails now rather than after the logs were read. Throws OUTPUT_UNWRITABLE. */
export async function prepareFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
    const probe = join(path, `.leastwise-${randomUUID()}.tmp`)
    await writeFile(probe, '', { flag: 'wx' })
    await rm(probe)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Fails now if a file could not be written later: its folder is missing, or it is a folder itself. */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing?.isDirectory() === true) throw unwritable(path, { code: 'EISDIR' })
  if (existing !== undefined && !existing.isFile()) return
  const folder = dirname(path)
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw unwritable(path, { code: 'ENOENT' })
}

/** Names in a folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder)
}

function unwritable(path: string, error: unknown): LeastwiseError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  return new LeastwiseError(
    'OUTPUT_UNWRITABLE',
    `\`${path}\` cannot be written (${code})`,
    hints.get(code) ?? 'choose another place',
  )
}

const hints: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'its folder does not exist: make it first'],
  ['EISDIR', 'it is a folder: name a file'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'it is a file, and a folder is needed'],
  ['EACCES', 'your user has no right to write there'],
  ['ENOSPC', 'the disk is full'],
])
