import { Command, InvalidArgumentError, type OptionValues } from 'commander'
import { backtestPlot } from '../core/render/backtest-plot.js'
import type { BacktestPoint } from '../core/verify/backtest.js'
import type { Backtest } from '../workflows/backtest.js'
import { amount, counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { printLines } from './input-lines.js'
import { inputSource } from './input-source.js'
import { requirePrincipal } from './principal-option.js'
import {
  addDigestOption,
  addQueryOptions,
  addRunOptions,
  type QueryOptions,
  readQuery,
} from './query-options.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { type Column, table } from './table.js'
import { terminalJson } from './terminal-text.js'
import { checkDigests } from './validate-logs.js'
import { checkWritable, writeAtomically } from './write-file.js'

interface BacktestFlags extends QueryOptions, RunOptions, OptionValues {
  readonly principal?: string
  readonly horizon?: number
  readonly plot?: string
  readonly json?: boolean
}

/** `leastwise backtest`: would a policy from the past have survived what came after? */
export function backtestCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('backtest')
    .description('Tell whether a policy made from the first days would have allowed the days after.')
    .argument('<inputs...>', 'log files, folders, globs, s3:// URIs, or - for standard input')
    .option('--principal <principal>', 'whose activity: an ARN, a name, or a pattern with *')
  addQueryOptions(command)
    .option(
      '--horizon <days>',
      'replay only so many days after each cut; without it, all that are left',
      readDays,
    )
    .option('--plot <file>', 'also draw the curve into this SVG file')
    .option('--json', 'print one JSON object instead of a table')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', `${aboutBacktest}${examples(backtestExamples)}`)
    .action(async (inputs: string[], flags: BacktestFlags) => finish(await backtest(inputs, flags, context)))
}

const aboutBacktest = `
For every length of observation: a policy is made from the days before the cut, and the calls of the days after it are
replayed against it. DENIED would have failed; a NEW ACTION was never used before, the others only not on this resource.
`

const backtestExamples = [
  ['How long must be observed?', 'leastwise backtest logs/ --principal Deploy'],
  [
    'The month after each cut, with a picture:',
    'leastwise backtest logs/ --principal Deploy --horizon 30 --plot backtest.svg',
  ],
] as const

function readDays(text: string): number {
  const days = /^\d{1,4}d?$/.test(text) ? Number.parseInt(text, 10) : 0
  if (days === 0) throw new InvalidArgumentError('it takes a number of days, such as 30')
  return days
}

async function backtest(
  inputs: readonly string[],
  flags: BacktestFlags,
  context: Context,
): Promise<ExitStatus> {
  const principal = requirePrincipal('backtest', flags.principal, inputs)
  const query = readQuery(flags, context.now())
  if (flags.plot !== undefined) await checkWritable(flags.plot)
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  const options = { principal, query, horizonDays: flags.horizon }
  const result = await observed(context, flags, (observer) =>
    context.workflows.backtest(source, options, observer),
  )
  if (flags.plot !== undefined)
    await writeAtomically(flags.plot, backtestPlot(result.points, result.principal))
  context.stdout.write(flags.json === true ? asJson(result) : table(columns, result.points.map(row)))
  if (flags.quiet !== true) {
    context.stderr.write(printLines(summaryLines(result)))
    printWarnings([...(result.coverage?.warnings ?? []), ...result.input.warnings], context)
  }
  return inputStatus(result.input, flags, context)
}

function asJson({ principal, first, last, points, coverage }: Backtest): string {
  return terminalJson(
    `${JSON.stringify({ principal, first, last, points, coverage: coverage ?? null }, null, 2)}\n`,
  )
}

const columns: readonly Column[] = [
  { title: 'DAYS', align: 'right' },
  { title: 'CUT', align: 'left' },
  { title: 'CALLS AFTER', align: 'right' },
  { title: 'DENIED', align: 'right' },
  { title: 'UNKNOWN', align: 'right' },
  { title: 'MISSING', align: 'right' },
  { title: 'NEW ACTIONS', align: 'right' },
  { title: 'ALLOWED', align: 'left' },
]

function row({
  observed: days,
  cut,
  calls,
  allowed,
  denied,
  undecidable,
  missing,
}: BacktestPoint): readonly string[] {
  const newActions = new Set(missing.filter(({ newAction }) => newAction).map(({ action }) => action)).size
  return [
    amount(days),
    cut,
    amount(calls),
    amount(denied),
    amount(undecidable),
    amount(missing.length),
    amount(newActions),
    bar(calls === 0 ? 1 : allowed / calls),
  ]
}

const barLength = 24

/** A bar that is full only if really everything is allowed. */
function bar(share: number): string {
  const filled = Math.floor(share * barLength)
  const percent = share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
  return `${'█'.repeat(filled)}${'░'.repeat(barLength - filled)} ${percent}`
}

const missingShown = 5

function summaryLines({ principal, points, coverage }: Backtest): readonly (readonly [string, string])[] {
  const longest = points.at(-1)
  return [
    ['principal', principal],
    ['coverage', coverage?.summary ?? 'nothing was used'],
    ...(longest === undefined
      ? [['backtest', 'the logs hold a single day: there is nothing to replay'] as const]
      : missingLines(longest)),
  ]
}

function missingLines({ observed: days, missing }: BacktestPoint): (readonly [string, string])[] {
  const shown = missing.slice(0, missingShown).map(({ action, resource, day, calls }) => {
    return ['missing', `${action} on ${resource}, from ${day}, ${counted(calls, 'call')}`] as const
  })
  const more = missing.length - shown.length
  return [
    [
      'backtest',
      `after ${counted(days, 'day')} of observation, ${counted(missing.length, 'permission')} would have been missing`,
    ],
    ...shown,
    ...(more > 0 ? [['missing', `and ${amount(more)} more, with --json`] as const] : []),
  ]
}
