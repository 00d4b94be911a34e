import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../../core/iam/order.js'
import { type BrokenJob, type JobStore, LeastwiseError, type StoredJob } from '../../workflows/ports.js'
import { holdFolder } from './folder-lock.js'
import { readJob } from './read-job.js'

const ending = '.json'
/** What a file is called while it is written; one that is left over was never a job. */
const unfinished = '.partial'
const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Jobs in a folder, one JSON file each, named by the job's id: written beside, flushed to the disk, then renamed, so that a
 * file is always whole. One process at a time may hold the folder. Throws JOBS_LOCKED and JOBS_UNUSABLE.
 */
export async function openJobStore(folder: string): Promise<JobStore> {
  const release = await usable(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return holdFolder(folder)
  })
  const pathOf = (job: string) => {
    // An id comes from a request: nothing but a UUID may become a path.
    if (!id.test(job)) throw new RangeError('a job is named by a UUID')
    return join(folder, `${job}${ending}`)
  }
  return {
    load: () => usable(folder, () => loadAll(folder)),
    save: (job, result) => writeWhole(folder, pathOf(job.id), contentOf(job, result)),
    result: async (job) => (JSON.parse(await readFile(pathOf(job), 'utf8')) as { result?: unknown }).result,
    async remove(job) {
      await rm(pathOf(job), { force: true })
      await flushFolder(folder)
    },
    close: release,
  }
}

function contentOf(job: StoredJob, result: unknown): string {
  return `${JSON.stringify({ version: 1, job, result })}\n`
}

async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  const file = await open(`${path}${unfinished}`, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}${unfinished}`, path)
  await flushFolder(folder)
}

/** A rename lasts once its folder is on the disk. Where folders cannot be opened (Windows), renames last by themselves. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

async function loadAll(folder: string): Promise<Awaited<ReturnType<JobStore['load']>>> {
  const jobs: StoredJob[] = []
  const broken: BrokenJob[] = []
  for (const name of (await readdir(folder)).sort(byCodeUnit)) {
    if (name.endsWith(unfinished)) await rm(join(folder, name), { force: true })
    if (!name.endsWith(ending) || !id.test(name.slice(0, -ending.length))) continue
    const read = readJob(await readFile(join(folder, name), 'utf8'), name.slice(0, -ending.length))
    if (typeof read === 'string') broken.push({ name, detail: read })
    else jobs.push(read)
  }
  return { jobs: jobs.sort(inOrder), broken }
}

function inOrder(a: StoredJob, b: StoredJob): number {
  return byCodeUnit(a.startedOn, b.startedOn) || byCodeUnit(a.id, b.id)
}

async function usable<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LeastwiseError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    const hint = 'choose a folder that you may write to: `jobs.folder` in the configuration'
    throw new LeastwiseError(
      'JOBS_UNUSABLE',
      `the folder of jobs \`${folder}\` cannot be used (${code})`,
      hint,
    )
  }
}
