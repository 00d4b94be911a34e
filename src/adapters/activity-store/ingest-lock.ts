import { open, readFile, realpath, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { LeastwiseError } from '../../workflows/ports.js'

/** Stores that an ingest of this process is at work on, by their real paths. */
const held = new Set<string>()

/**
 * Keeps a second ingest away while one is at work: a file beside the store with the process and its machine, and within
 * this process a note. A file that a killed process left is taken over, though this one may have been given its number. It
 * saves work, not data: a commit made from an old view of the store is refused anyway. Gives what lets go of it. Throws
 * STORE_LOCKED.
 */
export async function holdIngestLock(path: string): Promise<() => Promise<void>> {
  const real = await realStore(path)
  const lock = `${real}.lock`
  if (held.has(real)) throw atWork(path, lock, mine)
  held.add(real)
  try {
    await makeLock(path, lock)
  } catch (error) {
    held.delete(real)
    throw error
  }
  return async () => {
    await rm(lock, { force: true })
    held.delete(real)
  }
}

const mine = `${process.pid} ${hostname()}`

/** The same for every name of a store, that of a link too; it need not exist yet. */
async function realStore(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const folder = await realpath(dirname(resolve(path))).catch(() => dirname(resolve(path)))
    return join(folder, basename(path))
  }
}

async function makeLock(path: string, lock: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = await open(lock, 'wx')
      await file.writeFile(`${mine}\n`)
      await file.close()
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error)
    }
    const holder = await readFile(lock, 'utf8').catch(() => undefined)
    if (holder === undefined) continue
    // Whoever has just made it may be about to write its name; a file that stays empty is nobody's.
    if (holder === '' && attempt < 3) await new Promise((later) => setTimeout(later, 50))
    else if (attempt > 5 || isAtWork(holder)) throw atWork(path, lock, holder.trim())
    else await rm(lock, { force: true })
  }
}

/** A process of another machine may well be alive. What this one holds, it knows; anything else of its number is old. */
function isAtWork(holder: string): boolean {
  const [pid = '', machine] = holder.trim().split(' ')
  if (holder.trim() === '') return false
  if (machine !== hostname()) return true
  try {
    process.kill(Number(pid), 0)
    return Number(pid) !== process.pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function atWork(path: string, lock: string, holder: string): LeastwiseError {
  const hint = `wait until it has finished; if it does not run any more, delete \`${lock}\``
  return new LeastwiseError(
    'STORE_LOCKED',
    `\`${path}\` is being written by process ${holder.replace(' ', ' on ')}`,
    hint,
  )
}

function unwritable(path: string, error: unknown): LeastwiseError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  const hint = 'choose a file in a folder that exists and that you may write to'
  return new LeastwiseError('OUTPUT_UNWRITABLE', `\`${path}\` cannot be written (${code})`, hint)
}
