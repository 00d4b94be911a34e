import type { Writable } from 'node:stream'
import type { S3Options } from '../adapters/s3/options.js'
import type { activity } from '../workflows/activity.js'
import type { backtest } from '../workflows/backtest.js'
import type { compare } from '../workflows/compare.js'
import type { explainEvent } from '../workflows/explain-event.js'
import type { generate } from '../workflows/generate.js'
import type { generateClusters } from '../workflows/generate-clusters.js'
import type { ingest } from '../workflows/ingest.js'
import type { principals } from '../workflows/principals.js'
import type { reference } from '../workflows/reference.js'
import type { renderPolicy } from '../workflows/render-policy.js'
import type { validate } from '../workflows/validate.js'
import type { requireIntactLogs, validateLogs } from '../workflows/validate-logs.js'
import type { verify } from '../workflows/verify.js'
import type { watchDenials } from '../workflows/watch-denials.js'
import type { Prompts } from './prompts.js'

/** What surrounds a run: streams, clock and use cases. Nothing in this folder reaches for the process itself but main. */
export interface Context {
  readonly stdout: Writable
  readonly stderr: Writable
  readonly stdin: AsyncIterable<Buffer | string>
  /** Progress is shown on a terminal only. */
  readonly stderrIsTerminal: boolean
  readonly columns: number
  /** Questions to a person; `undefined` where nobody sits at a terminal. */
  readonly prompts?: Prompts | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly version: string
  readonly workflows: Workflows
  /** Starts the server of `leastwise serve`. The command line knows no more of it. */
  readonly startServer: (options: {
    readonly config: string | undefined
    readonly inputs: readonly string[]
    readonly s3: S3Options
    readonly host: string | undefined
    readonly port: number | undefined
    readonly log: (line: string) => void
    readonly now: () => number
  }) => Promise<{ readonly url: string; readonly trails: readonly string[]; stop(): Promise<void> }>
  /** Settles when somebody asks a verb that runs for ever to end. */
  readonly stopAsked: () => Promise<void>
}

/** The use cases behind the verbs, loaded when they are called. */
export interface Workflows {
  readonly principals: typeof principals
  readonly generate: typeof generate
  readonly generateClusters: typeof generateClusters
  readonly backtest: typeof backtest
  readonly activity: typeof activity
  readonly ingest: typeof ingest
  readonly compare: typeof compare
  readonly verify: typeof verify
  readonly watchDenials: typeof watchDenials
  readonly explainEvent: typeof explainEvent
  readonly validateLogs: typeof validateLogs
  readonly requireIntactLogs: typeof requireIntactLogs
  readonly renderPolicy: (
    ...args: Parameters<typeof renderPolicy>
  ) => Promise<ReturnType<typeof renderPolicy>>
  readonly validate: typeof validate
  readonly reference: (...args: Parameters<typeof reference>) => Promise<ReturnType<typeof reference>>
}

/**
 * 0 done; 1 the answer is "no"; 2 wrong use or unreadable input; 3 done, but some input was skipped
 * and `--strict` was given.
 */
export type ExitStatus = 0 | 1 | 2 | 3
