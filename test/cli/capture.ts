import { Readable, Writable } from 'node:stream'
import type { Context, Workflows } from '../../src/cli/context.js'
import { run } from '../../src/cli/run.js'

/** 2026-06-15 12:00 UTC. */
export const now = Date.UTC(2026, 5, 15, 12)

/** A stream that keeps what is written. */
export class Captured extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

const unexpected = () => Promise.reject(new Error('no use case should run'))
const noWorkflows: Workflows = {
  principals: unexpected,
  generate: unexpected,
  generateClusters: unexpected,
  backtest: unexpected,
  activity: unexpected,
  ingest: unexpected,
  compare: unexpected,
  verify: unexpected,
  watchDenials: unexpected,
  explainEvent: unexpected,
  validateLogs: unexpected,
  requireIntactLogs: unexpected,
  renderPolicy: unexpected,
  reference: unexpected,
  validate: unexpected,
}

export function testContext(
  overrides: Partial<Context> = {},
): Context & { stdout: Captured; stderr: Captured } {
  return {
    stdin: Readable.from([]),
    stderrIsTerminal: false,
    columns: 100,
    now: () => now,
    version: '9.8.7',
    workflows: noWorkflows,
    startServer: unexpected,
    stopAsked: unexpected,
    ...overrides,
    stdout: new Captured(),
    stderr: new Captured(),
  }
}

/** Runs a command line in this process over the given use cases. */
export async function runCli(
  args: readonly string[],
  workflows: Partial<Workflows> = {},
  overrides: Partial<Context> = {},
) {
  const context = testContext({
    ...overrides,
    workflows: { ...noWorkflows, ...workflows },
  })
  const status = await run(args, context)
  return { status, stdout: context.stdout.text, stderr: context.stderr.text }
}
