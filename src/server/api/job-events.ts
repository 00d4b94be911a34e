import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { JobEvent } from '../jobs/queue.js'
import { apiError } from './api-error.js'
import { type Entry, viewOf } from './job-book.js'

/** Streams that are open at a time; one more is refused. */
const mostStreams = 200

/** How often a stream says that it is alive, so that nothing on the way closes it. */
const beat = 15_000

/** Live progress of jobs as server-sent events. */
export interface JobStreams {
  /** `progress` events, then one `ended` with the job; at once if it has ended already. Throws TOO_MANY_REQUESTS. */
  open(context: Context, entry: Entry): Response
  /** Waits for the end of a job for some seconds at most, or until the client is gone. */
  wait(context: Context, entry: Entry, seconds: number): Promise<Entry>
  /** Ends all of them, so that the server can stop. */
  close(): void
}

/** Streams of one server. */
export function jobStreams(): JobStreams {
  const open = new Set<() => void>()
  return {
    open(context, entry) {
      if (open.size >= mostStreams)
        throw apiError(
          'TOO_MANY_REQUESTS',
          'As many streams are open as this server has.',
          'ask for the job instead',
        )
      return streamSSE(context, (stream) => follow(stream, entry, open))
    },
    async wait(context, entry, seconds) {
      const { job, queue } = entry
      const inProgress = queue.get(job.id)?.status === 'IN_PROGRESS'
      if (seconds > 0 && inProgress && open.size < mostStreams) await ended(context, entry, seconds, open)
      const now = queue.get(job.id) ?? job
      return { job: now, queue, view: viewOf(now) }
    },
    close() {
      for (const end of [...open]) end()
    },
  }
}

/** Tells a stream of a job until it has ended or nobody listens. */
function follow(stream: SSEStreamingApi, { job, queue }: Entry, open: Set<() => void>): Promise<void> {
  return new Promise((done) => {
    const say = ({ kind, ...said }: JobEvent) => {
      const data = 'job' in said ? viewOf(said.job) : said.progress
      const written = stream.writeSSE({ event: kind, data: JSON.stringify(data) })
      if (kind === 'ended') void written.then(finish)
    }
    const unwatch = queue.watch(job.id, say)
    const heart = setInterval(() => void stream.write(': alive\n\n'), beat)
    open.add(finish)
    stream.onAbort(finish)
    const now = queue.get(job.id) ?? job
    if (now.status !== 'IN_PROGRESS') say({ kind: 'ended', job: now })
    function finish() {
      clearInterval(heart)
      unwatch()
      open.delete(finish)
      done()
    }
  })
}

/** Settles when a job has ended, the time is over, the client is gone, or the server stops. */
function ended(
  context: Context,
  { job, queue }: Entry,
  seconds: number,
  open: Set<() => void>,
): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, seconds * 1000)
    const unwatch = queue.watch(job.id, ({ kind }) => kind === 'ended' && finish())
    open.add(finish)
    context.req.raw.signal.addEventListener('abort', finish, { once: true })
    function finish() {
      clearTimeout(timer)
      unwatch()
      open.delete(finish)
      done()
    }
  })
}
