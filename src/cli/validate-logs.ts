import { Command, type OptionValues } from 'commander'
import type { Integrity } from '../core/cloudtrail/digest/integrity.js'
import type { ActivityQuery } from '../workflows/activity-query.js'
import { selectionOf } from '../workflows/activity-query.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { PublicKey } from '../workflows/ports.js'
import { counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { printLines } from './input-lines.js'
import { addPlaceOptions, type PlaceOptions, placesOf } from './place-options.js'
import { addQueryOptions, gather, type QueryOptions, readQuery } from './query-options.js'
import { observed, printWarnings, type RunOptions } from './run-verb.js'
import { type Column, table } from './table.js'
import { terminalJson } from './terminal-text.js'

interface ValidateLogsFlags extends QueryOptions, PlaceOptions, OptionValues {
  readonly keys?: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
}

/** `leastwise validate-logs`: whether the log files are what CloudTrail delivered. */
export function validateLogsCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('validate-logs')
    .description("Prove by CloudTrail's signed digest files that no log file was altered, added or removed.")
    .argument(
      '<inputs...>',
      'folders, on disk or in S3, that hold log files and digest files, as in the bucket',
    )
    .option(
      '--keys <file>',
      'public keys, as `aws cloudtrail list-public-keys` prints them; may be repeated',
      gather,
    )
  return addPlaceOptions(addQueryOptions(command))
    .option('--json', 'print one JSON object instead of a table')
    .option('--quiet', 'no progress, no summary, no warnings')
    .addHelpText('after', `${aboutDigests}${examples(validateLogsExamples)}`)
    .action(async (inputs: string[], flags: ValidateLogsFlags) =>
      finish(await validateLogs(inputs, flags, context)),
    )
}

const aboutDigests = `
Every hour CloudTrail lists what it delivered, with hashes, in a digest file, and signs it; each digest holds the hash
and the signature of the one before. Copy the folder CloudTrail-Digest with the logs, and get the public keys once:
  aws cloudtrail list-public-keys --region <region> --start-time <first day> --end-time <today> > keys.json
`

const validateLogsExamples = [
  ['Everything in a copy of the bucket:', 'leastwise validate-logs trail/ --keys keys.json'],
  ['In the bucket itself:', 'leastwise validate-logs s3://your-trail-bucket/ --keys keys.json'],
  ['As JSON, for a pipeline:', 'leastwise validate-logs trail/ --keys keys.json --json --quiet'],
] as const

async function validateLogs(
  inputs: readonly string[],
  flags: ValidateLogsFlags,
  context: Context,
): Promise<ExitStatus> {
  const keys = await readKeys(flags.keys)
  const selection = selectionOf(readQuery(flags, context.now()))
  const source = await digestsOf(inputs, flags)
  const integrity = await observed(context, flags, (observer) =>
    context.workflows.validateLogs(source, selection, keys, observer),
  )
  context.stdout.write(flags.json === true ? asJson(integrity) : asTable(integrity))
  if (flags.quiet !== true) {
    context.stderr.write(printLines(summaryLines(integrity)))
    printWarnings(integrityWarnings(integrity), context)
  }
  return integrity.problems.length === 0 ? 0 : 1
}

/** Every verb that reads logs has `--verify-digests`; what reads digests is loaded by those who use it. */
async function digestsOf(inputs: readonly string[], flags: PlaceOptions) {
  const { digestsSource } = await import('../adapters/files/digests-source.js')
  return digestsSource(inputs, { places: placesOf(inputs, flags) })
}

async function readKeys(files: readonly string[] | undefined): Promise<readonly PublicKey[]> {
  if (files === undefined || files.length === 0) {
    const hint = '`aws cloudtrail list-public-keys --start-time … --end-time … > keys.json`, in each Region'
    throw new LeastwiseError('OPTION_INVALID', '`leastwise validate-logs` needs `--keys`', hint)
  }
  const { readPublicKeys } = await import('../adapters/files/public-keys.js')
  return (await Promise.all(files.map(readPublicKeys))).flat()
}

/** For the verbs that read logs: throws unless the digests beside them prove them. Nothing without `--verify-digests`. */
export async function checkDigests(
  inputs: readonly string[],
  flags: RunOptions,
  query: ActivityQuery,
  context: Context,
): Promise<void> {
  if (flags.verifyDigests === undefined) return
  const keys = await readKeys(flags.verifyDigests)
  const source = await digestsOf(inputs, flags)
  const integrity = await observed(context, flags, (observer) =>
    context.workflows.requireIntactLogs(source, selectionOf(query), keys, observer),
  )
  if (flags.quiet === true) return
  context.stderr.write(printLines(summaryLines(integrity)))
  printWarnings(integrityWarnings(integrity), context)
}

function asJson(integrity: Integrity): string {
  return terminalJson(
    `${JSON.stringify({ proven: integrity.problems.length === 0, ...integrity }, null, 2)}\n`,
  )
}

const columns: readonly Column[] = [
  { title: 'PROBLEM', align: 'left' },
  { title: 'FILE', align: 'left' },
  { title: 'DETAIL', align: 'left' },
]

function asTable({ problems }: Integrity): string {
  if (problems.length === 0) return ''
  return table(
    columns,
    problems.map(({ kind, name, detail }) => [kind, name, detail]),
  )
}

function summaryLines({ chains, intact, problems }: Integrity): readonly (readonly [string, string])[] {
  return [
    ...chains.map(({ chain, digests, start, end }): readonly [string, string] => [
      'digests',
      `${chain}: ${counted(digests, 'digest')}, ${start} to ${end}`,
    ]),
    ['log files', `${counted(intact, 'file')} proven, ${counted(problems.length, 'problem')}`],
  ]
}

const namesShown = 3

function integrityWarnings({ gaps, unsigned, uncovered }: Integrity): readonly string[] {
  return [
    ...gaps.map(
      ({ chain, start, end }) =>
        `no digests of ${chain} from ${start} to ${end}: the trail or its validation was off`,
    ),
    ...unsigned.map(
      (name) =>
        `${name}: its signature is not at hand (put it into ${name}.signature), so its hashes are used but not proven`,
    ),
    ...(uncovered.length === 0
      ? []
      : [
          `${counted(uncovered.length, 'log file')} before the first or after the last digest, of which nothing is proven: ${uncovered.slice(0, namesShown).join(', ')}`,
        ]),
  ]
}
