import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { LeastwiseError } from '../../workflows/ports.js'

/**
 * Keeps a second server away from a folder of jobs, so that no job is done twice: a file with the process and its machine.
 * One that a killed process left is taken over. Gives what lets go of it. Throws JOBS_LOCKED.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'server.lock')
  const mine = `${lock}.${process.pid}`
  await writeFile(mine, `${process.pid} ${hostname()}\n`, { mode: 0o600 })
  for (let attempt = 0; ; attempt += 1) {
    try {
      // Linked, not written in place: whoever meets the lock also meets what is in it.
      await link(mine, lock)
      await rm(mine)
      return () => rm(lock, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await readFile(lock, 'utf8').catch(() => undefined)
    if (holder === undefined) continue
    if (attempt > 2 || isAtWork(holder)) {
      await rm(mine, { force: true })
      throw atWork(folder, lock, holder.trim())
    }
    await rm(lock, { force: true })
  }
}

/** A process of another machine may well be alive. */
function isAtWork(holder: string): boolean {
  const [pid = '', machine] = holder.trim().split(' ')
  if (pid === '') return false
  if (machine !== hostname()) return true
  try {
    process.kill(Number(pid), 0)
    return Number(pid) !== process.pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function atWork(folder: string, lock: string, holder: string): LeastwiseError {
  return new LeastwiseError(
    'JOBS_LOCKED',
    `the jobs in \`${folder}\` are those of process ${holder.replace(' ', ' on ')}`,
    `stop that server or choose another \`jobs.folder\`; if it does not run any more, delete \`${lock}\``,
  )
}
