import { Command, type OptionValues } from 'commander'
import { byCodeUnit } from '../core/iam/order.js'
import type { ActivityLine, ActivityResult } from '../workflows/activity.js'
import { LeastwiseError } from '../workflows/errors.js'
import { amount, counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { csvLine } from './csv.js'
import { didYouMean } from './did-you-mean.js'
import { heatMap } from './heat-map.js'
import { examples } from './help.js'
import { inputLines, printLines } from './input-lines.js'
import { inputSource } from './input-source.js'
import { addQueryOptions, addRunOptions, gather, type QueryOptions, readQuery } from './query-options.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { table } from './table.js'
import { terminalJson } from './terminal-text.js'

/** What `--by` takes. */
export const activityColumns = ['principal', 'service', 'action', 'event', 'outcome', 'day'] as const

type ActivityColumn = (typeof activityColumns)[number]

interface ActivityFlags extends QueryOptions, RunOptions, OptionValues {
  readonly principal?: string
  readonly by?: readonly string[]
  readonly json?: boolean
  readonly csv?: boolean
}

/** `leastwise activity`: who did what, when. */
export function activityCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('activity')
    .description('Show who did what, when: calls by principal, service, action and day, with a heat map.')
    .argument(
      '<inputs...>',
      'log files, folders, globs, s3:// URIs, - for standard input, or an activity store',
    )
    .option('--principal <principal>', 'only of these: an ARN, a name, or a pattern with *')
  addQueryOptions(command)
    .option(
      '--by <columns>',
      `count by these: ${activityColumns.join(', ')} (default: principal, service)`,
      gather,
    )
    .option('--json', 'print a JSON array of objects, without the heat map')
    .option('--csv', 'print CSV, without the heat map')
  return addRunOptions(command)
    .addHelpText('after', examples(activityExamples))
    .action(async (inputs: string[], flags: ActivityFlags) => finish(await show(inputs, flags, context)))
}

const activityExamples = [
  ['Who used which services, and when:', 'leastwise activity logs/'],
  ['What one role did, action by action:', 'leastwise activity logs/ --principal Deploy --by action,outcome'],
  [
    'Everything by day, for a spreadsheet:',
    'leastwise activity logs/ --by principal,action,day --csv > activity.csv',
  ],
] as const

async function show(inputs: readonly string[], flags: ActivityFlags, context: Context): Promise<ExitStatus> {
  const columns = readColumns(flags.by)
  const query = readQuery(flags, context.now())
  const source = await inputSource(inputs, flags, context)
  const result = await observed(context, flags, (observer) =>
    context.workflows.activity(source, { principal: flags.principal, query }, observer),
  )
  context.stdout.write(answer(result, columns, flags, context.columns))
  if (flags.quiet !== true) {
    context.stderr.write(
      printLines([...inputLines(result.input), ['activity', counted(total(result.lines), 'call')]]),
    )
    printWarnings(result.input.warnings, context)
  }
  return inputStatus(result.input, flags, context)
}

function readColumns(by: readonly string[] | undefined): readonly ActivityColumn[] {
  const wrong = by?.find((name) => !(activityColumns as readonly string[]).includes(name))
  if (wrong !== undefined)
    throw new LeastwiseError(
      'OPTION_INVALID',
      `\`--by ${wrong}\` cannot be used`,
      didYouMean(wrong, activityColumns),
    )
  return by === undefined || by.length === 0 ? ['principal', 'service'] : (by as readonly ActivityColumn[])
}

interface Group {
  readonly cells: readonly string[]
  readonly calls: number
  readonly first: string
  readonly last: string
}

function answer(
  { lines }: ActivityResult,
  columns: readonly ActivityColumn[],
  { json, csv }: ActivityFlags,
  width: number,
): string {
  const groups = grouped(lines, columns)
  const titles = [...columns, 'calls', 'first', 'last']
  const rows = groups.map(({ cells, calls, first, last }) => [...cells, calls, first, last])
  if (csv === true) return [titles, ...rows].map(csvLine).join('')
  if (json === true) {
    const objects = rows.map((row) => Object.fromEntries(row.map((cell, at) => [titles[at]!, cell])))
    return `${terminalJson(JSON.stringify(objects, null, 2))}\n`
  }
  const map = heatMap(
    lines.map(({ service, day, calls }) => ({ row: service, day, calls })),
    width,
  )
  const aligned = titles.map((title) => ({
    title: title.toUpperCase(),
    align: title === 'calls' ? ('right' as const) : ('left' as const),
  }))
  const cells = groups.map((one) => [...one.cells, amount(one.calls), one.first, one.last])
  return `${map}\n${table(aligned, cells)}`
}

/** The most calls first, but in the order of days if days are asked for. */
function grouped(lines: readonly ActivityLine[], columns: readonly ActivityColumn[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const line of lines) {
    const cells = columns.map((column) => cellOf(line, column))
    const key = cells.join('\u0000')
    const known = groups.get(key) ?? { cells, calls: 0, first: line.day, last: line.day }
    groups.set(key, {
      cells,
      calls: known.calls + line.calls,
      first: line.day < known.first ? line.day : known.first,
      last: line.day > known.last ? line.day : known.last,
    })
  }
  const sorted = [...groups].sort(([a], [b]) => byCodeUnit(a, b)).map(([, group]) => group)
  return columns.includes('day') ? sorted : sorted.sort((a, b) => b.calls - a.calls)
}

function cellOf(line: ActivityLine, column: ActivityColumn): string {
  if (column === 'event') return `${line.eventSource} ${line.eventName}`
  if (column === 'action') return line.action ?? `unmapped: ${line.eventSource} ${line.eventName}`
  return line[column]
}

function total(lines: readonly ActivityLine[]): number {
  return lines.reduce((sum, { calls }) => sum + calls, 0)
}
