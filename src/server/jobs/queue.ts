import type { JobStatus, JobStore, StoredJob } from '../../workflows/ports.js'
import type { JobError } from './generation.js'

/** How the work of a job ended. */
export type Ending =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: JobError }

/** Work that was begun. */
export interface Running {
  /** Settles when the work has ended; never rejects. After {@link stop} its answer is of no interest. */
  readonly ended: Promise<Ending>
  /** Ends the work at once and frees what it uses. */
  stop(): void
}

/** Begins the work of a job and tells how it gets on. */
export type Work = (job: StoredJob, told: (progress: unknown) => void) => Running

/** What a queue needs. */
export interface QueueParts {
  readonly store: JobStore
  readonly work: Work
  /** Whether a stored request can still be understood; a job with another is told of and left alone. */
  readonly understands: (request: unknown) => boolean
  /** Jobs at work at a time. */
  readonly concurrency: number
  /** Jobs that may wait or be at work. */
  readonly bound: number
  /** Milliseconds that a job is kept after its end. */
  readonly keep: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly newId: () => string
  /** Told of jobs that could not be written or removed. */
  readonly failed: (error: unknown) => void
}

/** What became of a submission. */
export type Submitted =
  | { readonly kind: 'accepted' | 'known' | 'other-request'; readonly job: StoredJob }
  | { readonly kind: 'full' }

/** Jobs, from their submission to the end of their keeping. */
export interface JobQueue {
  /**
   * Takes a job: it is on the disk when this returns. The same token with the same request gives the job that is there
   * (`known`), with another request nothing happens (`other-request`).
   */
  submit(request: unknown, token: string | undefined): Promise<Submitted>
  /** A job, or `undefined` if there is none, or none any more. */
  get(id: string): StoredJob | undefined
  /** All jobs, the latest first. */
  list(): readonly StoredJob[]
  /** What a job gave; `undefined` unless it succeeded. */
  result(id: string): Promise<unknown>
  /** Ends a job that is in progress, and frees its place. Gives it as it is afterwards. */
  cancel(id: string): Promise<StoredJob | undefined>
  /** Listens to a job: progress, and at last its end. Gives what stops that. */
  watch(id: string, listener: (event: JobEvent) => void): () => void
  /** How many are waiting, and how many at work. */
  load(): { readonly waiting: number; readonly running: number }
  /** Stops taking jobs and ends the work; what is in progress goes on with the next server. */
  close(): Promise<void>
}

/** What a listener of a job hears. */
export type JobEvent =
  | { readonly kind: 'progress'; readonly progress: unknown }
  | { readonly kind: 'ended'; readonly job: StoredJob }

/** How often the work of a job is begun before it is given up, if the server dies each time. */
export const mostAttempts = 10

/** Opens the queue over what the store has: jobs in progress go on. */
export async function openQueue(parts: QueueParts): Promise<JobQueue> {
  const { jobs, broken } = await parts.store.load()
  const [clear, unclear] = [
    jobs.filter(({ request }) => parts.understands(request)),
    jobs.filter(({ request }) => !parts.understands(request)),
  ]
  const lost = [
    ...broken,
    ...unclear.map(({ id }) => ({ name: id, detail: 'its request is of another version' })),
  ]
  for (const { name, detail } of lost) parts.failed(new Error(`the job in ${name} is lost: ${detail}`))
  const queue = new Queue(parts, clear)
  await queue.resume()
  return queue
}

class Queue implements JobQueue {
  private readonly jobs = new Map<string, StoredJob>()
  private readonly tokens = new Map<string, Promise<string>>()
  private readonly waiting: string[] = []
  private readonly running = new Map<string, Running>()
  private readonly listeners = new Map<string, Set<(event: JobEvent) => void>>()
  /** Jobs whose submission is on its way to the disk. */
  private arriving = 0
  /** When the latest job came, in milliseconds since 1970. */
  private latest = 0
  private readonly writes = new Set<Promise<void>>()
  /** Ends that are on their way to the disk. */
  private readonly settling = new Map<string, Promise<void>>()
  private readonly last = new Map<string, Promise<void>>()
  private closed = false
  private readonly sweeper: NodeJS.Timeout

  constructor(
    private readonly parts: QueueParts,
    stored: readonly StoredJob[],
  ) {
    for (const job of stored) {
      this.jobs.set(job.id, job)
      this.latest = Math.max(this.latest, Date.parse(job.startedOn))
      if (job.token !== undefined) this.tokens.set(job.token, Promise.resolve(job.id))
    }
    this.sweeper = setInterval(() => this.sweep(), Math.min(parts.keep, 60_000))
    this.sweeper.unref()
  }

  async resume(): Promise<void> {
    this.sweep()
    for (const job of [...this.jobs.values()]) {
      if (job.status !== 'IN_PROGRESS') continue
      if (job.attempts < mostAttempts) this.waiting.push(job.id)
      else await this.settle(job.id, 'FAILED', { error: interrupted(job.attempts) })
    }
    this.advance()
  }

  async submit(request: unknown, token: string | undefined): Promise<Submitted> {
    const known = token === undefined ? undefined : this.tokens.get(token)
    if (known !== undefined) return this.again(await known, request)
    const { waiting, running } = this.load()
    if (this.closed || waiting + running + this.arriving >= this.parts.bound) return { kind: 'full' }
    this.arriving += 1
    const accepting = this.accept(request, token)
    if (token !== undefined) this.tokens.set(token, accepting)
    try {
      return { kind: 'accepted', job: this.jobs.get(await accepting)! }
    } catch (error) {
      if (token !== undefined) this.tokens.delete(token)
      throw error
    } finally {
      this.arriving -= 1
      this.advance()
    }
  }

  private async accept(request: unknown, token: string | undefined): Promise<string> {
    const job: StoredJob = {
      id: this.parts.newId(),
      status: 'IN_PROGRESS',
      startedOn: this.arrival(),
      completedOn: undefined,
      error: undefined,
      attempts: 0,
      token,
      request,
    }
    await this.parts.store.save(job)
    this.jobs.set(job.id, job)
    this.waiting.push(job.id)
    return job.id
  }

  private again(id: string, request: unknown): Submitted {
    const job = this.jobs.get(id)
    if (job === undefined) return { kind: 'full' }
    const same = JSON.stringify(job.request) === JSON.stringify(request)
    return { kind: same ? 'known' : 'other-request', job }
  }

  get(id: string): StoredJob | undefined {
    return this.jobs.get(id)
  }

  list(): readonly StoredJob[] {
    return [...this.jobs.values()].sort((a, b) => compare(b.startedOn, a.startedOn) || compare(b.id, a.id))
  }

  async result(id: string): Promise<unknown> {
    return this.jobs.get(id)?.status === 'SUCCEEDED' ? this.parts.store.result(id) : undefined
  }

  async cancel(id: string): Promise<StoredJob | undefined> {
    if (this.jobs.get(id)?.status === 'IN_PROGRESS') {
      const at = this.waiting.indexOf(id)
      if (at >= 0) this.waiting.splice(at, 1)
      this.running.get(id)?.stop()
      this.running.delete(id)
      await this.settle(id, 'CANCELED')
      this.advance()
    }
    return this.jobs.get(id)
  }

  watch(id: string, listener: (event: JobEvent) => void): () => void {
    const listeners = this.listeners.get(id) ?? new Set()
    this.listeners.set(id, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.listeners.get(id) === listeners) this.listeners.delete(id)
    }
  }

  load(): { waiting: number; running: number } {
    return { waiting: this.waiting.length, running: this.running.size }
  }

  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.sweeper)
    for (const [id, work] of this.running) {
      work.stop()
      if (this.settling.has(id)) continue
      // A shutdown in peace is no failure of the job.
      const job = this.jobs.get(id)!
      this.write({ ...job, attempts: Math.max(0, job.attempts - 1) })
    }
    this.running.clear()
    await Promise.all(this.writes)
    await this.parts.store.close()
  }

  /** Begins work while there is room for it. */
  private advance(): void {
    while (!this.closed && this.running.size < this.parts.concurrency && this.waiting.length > 0) {
      this.begin(this.waiting.shift()!)
    }
  }

  private begin(id: string): void {
    const before = this.jobs.get(id)!
    const job = { ...before, attempts: before.attempts + 1 }
    this.jobs.set(id, job)
    this.write(job)
    const work = this.parts.work(job, (progress) => this.tell(id, { kind: 'progress', progress }))
    this.running.set(id, work)
    void work.ended.then((ending) => this.end(id, work, ending))
  }

  private async end(id: string, work: Running, ending: Ending): Promise<void> {
    // Stopped work has nothing to say: the job was canceled, or the server is closing.
    if (this.running.get(id) !== work) return
    // The place is freed when the result is safe, so that the disk sets the pace.
    if (ending.kind === 'done') await this.settle(id, 'SUCCEEDED', { result: ending.result })
    else await this.settle(id, 'FAILED', { error: ending.error })
    if (this.running.get(id) === work) this.running.delete(id)
    this.advance()
  }

  /** The last word on a job. Whoever comes first has it. */
  private settle(
    id: string,
    status: Exclude<JobStatus, 'IN_PROGRESS'>,
    { result, error }: { readonly result?: unknown; readonly error?: JobError } = {},
  ): Promise<void> {
    const job = this.jobs.get(id)
    if (job?.status !== 'IN_PROGRESS') return Promise.resolve()
    const settling = this.settling.get(id)
    if (settling !== undefined) return settling
    const settled: StoredJob = { ...job, status, completedOn: this.time(), error }
    const writing = this.write(settled, result).then(() => {
      // Said only once it is on the disk: what a caller was told stays true.
      this.jobs.set(id, settled)
      this.settling.delete(id)
      this.tell(id, { kind: 'ended', job: settled })
      this.listeners.delete(id)
    })
    this.settling.set(id, writing)
    return writing
  }

  /** Writes of one job follow one another. Never rejects. */
  private write(job: StoredJob, result?: unknown): Promise<void> {
    const before = this.last.get(job.id) ?? Promise.resolve()
    const writing = this.outstanding(before.then(() => this.parts.store.save(job, result))).finally(() => {
      if (this.last.get(job.id) === writing) this.last.delete(job.id)
    })
    this.last.set(job.id, writing)
    return writing
  }

  /** Closing waits for it. Never rejects. */
  private outstanding(work: Promise<void>): Promise<void> {
    const one = work.catch(this.parts.failed).finally(() => this.writes.delete(one))
    this.writes.add(one)
    return one
  }

  private tell(id: string, event: JobEvent): void {
    for (const listener of this.listeners.get(id) ?? []) listener(event)
  }

  /** Forgets jobs that were kept long enough. */
  private sweep(): void {
    const oldest = new Date(this.parts.now() - this.parts.keep).toISOString()
    for (const job of this.jobs.values()) {
      if (job.completedOn === undefined || job.completedOn >= oldest) continue
      this.jobs.delete(job.id)
      if (job.token !== undefined) this.tokens.delete(job.token)
      this.outstanding(this.parts.store.remove(job.id))
    }
  }

  /** No two jobs of a queue came at once: after a restart, their order is that of their times. */
  private arrival(): string {
    this.latest = Math.max(this.parts.now(), this.latest + 1)
    return new Date(this.latest).toISOString()
  }

  private time(): string {
    return new Date(this.parts.now()).toISOString()
  }
}

function interrupted(attempts: number): JobError {
  return { code: 'SERVICE_ERROR', message: `the server died ${attempts} times while it worked on this job` }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
