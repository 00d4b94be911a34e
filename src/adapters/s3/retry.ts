import { failureOf } from './failure.js'

/** How long to go on when S3 does not answer as it should. */
export interface Patience {
  /** Tries without a single new byte, the first among them. */
  readonly attempts: number
  /** The pause before the second try is a random part of this; it doubles with every try. Milliseconds. */
  readonly pause: number
  /** The longest pause. Milliseconds. */
  readonly longestPause: number
  /** Without any byte for so long, a request is given up and tried again. Milliseconds. */
  readonly stall: number
}

/** About 25 seconds of pauses on average before giving up. */
export const defaultPatience: Patience = Object.freeze({
  attempts: 9,
  pause: 200,
  longestPause: 20_000,
  stall: 30_000,
})

/** Nobody is there: no use to wait as long as for an overloaded service. */
const unreachableAttempts = 3

/** Tries in all of one thing, however much each of them brings. */
const mostTries = 100

/**
 * Runs until it succeeds, or fails for good, or patience ends; then the last error is thrown. Pauses are random and grow
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `progress` is how far the thing is: a try
 * that brought it further does not count.
 */
export async function patiently<T>(
  run: () => Promise<T>,
  patience: Patience,
  signal: AbortSignal | undefined,
  progress: () => number = () => 0,
): Promise<T> {
  let [failed, before] = [0, progress()]
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const failure = failureOf(error)
      const now = progress()
      failed = now > before ? 1 : failed + 1
      before = now
      const attempts = failure.kind === 'unreachable' ? unreachableAttempts : patience.attempts
      const hopeless = failure.kind !== 'transient' && failure.kind !== 'unreachable'
      if (hopeless || failed >= attempts || tries >= mostTries || signal?.aborted === true) throw error
      await pause(pauseAfter(failed, failure.retryAfter, patience), signal)
    }
  }
}

function pauseAfter(failed: number, asked: number | undefined, patience: Patience): number {
  const longest = Math.min(patience.longestPause, patience.pause * 2 ** (failed - 1))
  return Math.max(Math.random() * longest, Math.min(asked ?? 0, patience.longestPause))
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds)
    function end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      done()
    }
    signal?.addEventListener('abort', end, { once: true })
  })
}
