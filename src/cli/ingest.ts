import { Command, type OptionValues } from 'commander'
import { openActivityStore } from '../adapters/activity-store/activity-store.js'
import { holdIngestLock } from '../adapters/activity-store/ingest-lock.js'
import { filesSource } from '../adapters/files/files-source.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { IngestResult } from '../workflows/ingest.js'
import { amount, counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { inputLines, printLines } from './input-lines.js'
import { placesOf } from './place-options.js'
import { addRunOptions } from './query-options.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'

interface IngestFlags extends RunOptions, OptionValues {
  readonly store?: string
  readonly commitFiles?: string
  readonly json?: boolean
}

/** `leastwise ingest`: logs into an activity store. */
export function ingestCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('ingest')
    .description('Read logs once and keep what they say in an activity store, which answers in their place.')
    .argument('<inputs...>', 'log files, folders, globs, s3:// URIs, or - for standard input')
    .option('--store <file>', 'the activity store; made if it does not exist')
    .option(
      '--commit-files <number>',
      'put what was read into the store after so many files; without it, by size',
    )
    .option('--json', 'print what was added as one JSON object')
  return addRunOptions(command)
    .addHelpText('after', examples(ingestExamples) + ingestHelp)
    .action(async (inputs: string[], flags: IngestFlags) => finish(await ingest(inputs, flags, context)))
}

const ingestExamples = [
  [
    'Everything in a copy of the log bucket; the next day, only what is new:',
    'leastwise ingest logs/ --store activity.db',
  ],
  [
    'In small steps, so that little is read again if the run is stopped:',
    "leastwise ingest 'logs/**/*.json.gz' --store activity.db --commit-files 1000",
  ],
  [
    'From the bucket itself; only new objects are fetched:',
    'leastwise ingest s3://your-trail-bucket/AWSLogs/ --store activity.db',
  ],
  ['From another program:', 'cat logs/*.json.gz | leastwise ingest - --store activity.db'],
  [
    'Then ask the store in the place of the logs:',
    'leastwise generate activity.db --principal Deploy > policy.json',
  ],
] as const

const ingestHelp = `
A file is known by its path, its size and the time of its last change, an object of a bucket by its ETag too. What is in the store is never read again and
never counted twice, wherever a run is stopped. See docs/store.md.
`

async function ingest(inputs: readonly string[], flags: IngestFlags, context: Context): Promise<ExitStatus> {
  const path = requiredStore(flags.store)
  const commitFiles = readCommitFiles(flags.commitFiles)
  const release = await holdIngestLock(path)
  try {
    const source = filesSource(inputs, { stdin: context.stdin, places: placesOf(inputs, flags) })
    const result = await observed(context, flags, (observer) =>
      context.workflows.ingest(source, openActivityStore(path), { commitFiles }, observer),
    )
    if (flags.json === true) context.stdout.write(`${JSON.stringify(answer(result), null, 2)}\n`)
    if (flags.quiet !== true) {
      const line = `${counted(result.events, 'new event')} in \`${path}\``
      context.stderr.write(printLines([...inputLines(result.input), ['store', line]]))
      printWarnings(result.input.warnings, context)
    }
    return inputStatus(result.input, flags, context)
  } finally {
    await release()
  }
}

function answer({ input, events, commits }: IngestResult) {
  return { events, commits, files: input.files, records: input.records, covered: input.covered }
}

function requiredStore(store: string | undefined): string {
  if (store !== undefined && store !== '') return store
  throw new LeastwiseError(
    'STORE_REQUIRED',
    '`leastwise ingest` needs `--store`',
    'name a file, such as `--store activity.db`',
  )
}

function readCommitFiles(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new LeastwiseError(
    'OPTION_INVALID',
    `\`--commit-files ${text}\` cannot be used`,
    `it takes a number from 1 to ${amount(999_999_999)}`,
  )
}
