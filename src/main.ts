#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import type { Context, Workflows } from './cli/context.js'
import { describeError, printError } from './cli/print-error.js'
import { terminalPrompts } from './cli/prompts.js'
import { run } from './cli/run.js'
import type { ActivitySource } from './workflows/fold-records.js'
import type { FileFolder } from './workflows/ports.js'

/** Folds large inputs on all cores; it leaves small ones, and whatever is odd, to the plain fold. A store is folded. */
async function folderFor(source: ActivitySource): Promise<FileFolder | undefined> {
  return 'read' in source ? undefined : folder()
}

async function folder(): Promise<FileFolder> {
  return (await import('./adapters/fold-workers/fold-workers.js')).foldWorkers()
}

const workflows: Workflows = {
  principals: async (source, query, observer) =>
    (await import('./workflows/principals.js')).principals(source, query, observer, await folderFor(source)),
  generate: async (source, options, observer) =>
    (await import('./workflows/generate.js')).generate(source, options, observer, await folderFor(source)),
  generateClusters: async (...args) =>
    (await import('./workflows/generate-clusters.js')).generateClusters(...args),
  backtest: async (source, options, observer) =>
    (await import('./workflows/backtest.js')).backtest(source, options, observer, await folderFor(source)),
  activity: async (source, options, observer) =>
    (await import('./workflows/activity.js')).activity(source, options, observer, await folderFor(source)),
  ingest: async (source, store, options, observer) =>
    (await import('./workflows/ingest.js')).ingest(source, store, options, observer, folder),
  compare: async (source, account, options, observer) =>
    (await import('./workflows/compare.js')).compare(
      source,
      account,
      options,
      observer,
      await folderFor(source),
    ),
  verify: async (source, options, observer) =>
    (await import('./workflows/verify.js')).verify(source, options, observer, await folderFor(source)),
  watchDenials: async (source, options, observer) =>
    (await import('./workflows/watch-denials.js')).watchDenials(
      source,
      options,
      observer,
      await folderFor(source),
    ),
  explainEvent: async (...args) => (await import('./workflows/explain-event.js')).explainEvent(...args),
  validateLogs: async (...args) => (await import('./workflows/validate-logs.js')).validateLogs(...args),
  requireIntactLogs: async (...args) =>
    (await import('./workflows/validate-logs.js')).requireIntactLogs(...args),
  renderPolicy: async (...args) => (await import('./workflows/render-policy.js')).renderPolicy(...args),
  reference: async (...args) => (await import('./workflows/reference.js')).reference(...args),
  validate: async (...args) => (await import('./workflows/validate.js')).validate(...args),
}

/** The one place that knows both the command line and the server. */
const startServer: Context['startServer'] = async (options) =>
  (await import('./server/listen.js')).startServer(options)

const context: Context = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  stderrIsTerminal: process.stderr.isTTY === true,
  columns: process.stderr.columns ?? 80,
  prompts: process.stdin.isTTY && process.stderr.isTTY ? terminalPrompts(process.stderr) : undefined,
  now: Date.now,
  version: packageVersion(),
  workflows,
  startServer,
  stopAsked,
}

/** Settles when the process is asked to end: by a service manager, or by Ctrl-C. The second time it ends at once. */
function stopAsked(): Promise<void> {
  return new Promise((asked) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => asked())
  })
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The reader of a pipe may leave early (`| head -1`): there is nobody left to answer, which is no error. */
function leaveQuietlyWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
  throw error
}

/** Node would end with status 1, which here means that the answer is "no". */
function failUnexpectedly(error: unknown): void {
  printError(describeError(error), process.stderr)
  process.exit(2)
}

process.stdout.on('error', leaveQuietlyWhenClosed)
process.stderr.on('error', leaveQuietlyWhenClosed)
process.on('uncaughtException', failUnexpectedly)
process.on('unhandledRejection', failUnexpectedly)

process.exitCode = await run(process.argv.slice(2), context)
