import { Argument, Command, type OptionValues } from 'commander'
import { holdIngestLock } from '../adapters/activity-store/ingest-lock.js'
import {
  exportFormats,
  exportStore,
  pruneStore,
  type StoreInfo,
  storeInfo,
} from '../adapters/activity-store/maintain.js'
import { LeastwiseError } from '../workflows/errors.js'
import { amount } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { didYouMean } from './did-you-mean.js'
import { examples } from './help.js'
import { type Line, printLines } from './input-lines.js'
import { parseTime } from './times.js'
import { prepareFolder } from './write-file.js'

/** What can be done with a store. */
export const storeTasks = ['info', 'prune', 'export'] as const

interface StoreFlags extends OptionValues {
  readonly before?: string
  readonly format: string
  readonly out?: string
  readonly json?: boolean
}

/** `leastwise store`: what is in a store, forgetting old days, exporting its views. */
export function storeCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  return new Command('store')
    .description('Look after an activity store: what is in it, forgetting old days, exporting its views.')
    .addArgument(new Argument('<task>', storeTasks.join(', ')).choices(storeTasks))
    .argument('<store>', 'the activity store')
    .option('--before <time>', 'prune: forget the days before this one: 2026-05-01, or 400d before now')
    .option('--format <format>', `export: ${exportFormats.join(' or ')}`, 'parquet')
    .option('--out <folder>', 'export: the folder that one file per view is written to')
    .option('--json', 'info: print one JSON object')
    .addHelpText('after', examples(storeExamples))
    .action(async (task: (typeof storeTasks)[number], store: string, flags: StoreFlags) => {
      await tasks[task](store, flags, context)
      finish(0)
    })
}

const storeExamples = [
  ['What is in it:', 'leastwise store info activity.db'],
  ['Keep 400 days:', 'leastwise store prune activity.db --before 400d'],
  ['For another database:', 'leastwise store export activity.db --format parquet --out views'],
] as const

type Task = (store: string, flags: StoreFlags, context: Context) => Promise<void>

const tasks: Readonly<Record<(typeof storeTasks)[number], Task>> = {
  async info(store, { json }, { stdout }) {
    const info = await storeInfo(store)
    stdout.write(json === true ? `${JSON.stringify(info, null, 2)}\n` : printLines(infoLines(info)))
  },
  async prune(store, { before }, { now, stderr }) {
    const day = before === undefined ? undefined : parseTime(before, 'start', now()).slice(0, 10)
    const release = await holdIngestLock(store)
    try {
      await storeInfo(store)
      await pruneStore(store, day)
    } finally {
      await release()
    }
    stderr.write(printLines(infoLines(await storeInfo(store))))
  },
  async export(store, { format, out }, { stdout }) {
    const chosen = exportFormats.find((one) => one === format)
    if (chosen === undefined)
      throw new LeastwiseError(
        'OPTION_INVALID',
        `there is no format \`${format}\``,
        didYouMean(format, exportFormats),
      )
    if (out === undefined)
      throw new LeastwiseError(
        'OPTION_INVALID',
        '`leastwise store export` needs `--out`',
        'name a folder: one file per view is written into it',
      )
    await prepareFolder(out)
    for (const path of await exportStore(store, out, chosen)) stdout.write(`${path}\n`)
  },
}

function infoLines(info: StoreInfo): readonly Line[] {
  const { version, bytes, files, brokenFiles, events, deliveries, principals, activities, keptFrom } = info
  return [
    ['store', `version ${version}, ${(bytes / 1e6).toFixed(1)} MB`],
    ['files', `${amount(files)}${brokenFiles === 0 ? '' : `, of which ${amount(brokenFiles)} broken`}`],
    ['events', `${amount(events)}, delivered ${amount(deliveries)} times`],
    ['principals', amount(principals)],
    ['activities', amount(activities)],
    ['days', info.firstDay === null ? 'none' : `${info.firstDay} to ${info.lastDay}`],
    ...(keptFrom === null ? [] : [['pruned', `before ${keptFrom}`] as const]),
  ]
}
