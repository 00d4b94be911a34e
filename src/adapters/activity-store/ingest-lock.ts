import { open, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { LeastwiseError } from '../../workflows/ports.js'

/**
 * Keeps a second ingest away while one is at work: a file beside the store with the process and its machine. One that a
 * killed process left is taken over. It saves work, not data: a commit made from an old view of the store is refused
 * anyway. Gives what lets go of it. Throws STORE_LOCKED.
 */
export async function holdIngestLock(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`
  const mine = `${process.pid} ${hostname()}\n`
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = await open(lock, 'wx')
      await file.writeFile(mine)
      await file.close()
      return () => rm(lock, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error)
    }
    const holder = await readFile(lock, 'utf8').catch(() => undefined)
    if (holder === undefined) continue
    if (attempt > 2 || isAtWork(holder)) throw atWork(path, lock, holder.trim())
    await rm(lock, { force: true })
  }
}

/** A process of another machine may well be alive. */
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
