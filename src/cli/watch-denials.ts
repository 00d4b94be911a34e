import { Command, type OptionValues } from 'commander'
import { readPolicies } from '../adapters/files/policy-files.js'
import { readRecipe } from '../adapters/recipe/read-recipe.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { NamedPolicy } from '../workflows/verify.js'
import type { WatchResult } from '../workflows/watch-denials.js'
import type { Context, ExitStatus } from './context.js'
import { denialsRecipe } from './denials-recipe.js'
import { denialSummary, denialTables, denialWarnings } from './denials-text.js'
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
import { terminalJson } from './terminal-text.js'
import { parseTime } from './times.js'
import { checkDigests } from './validate-logs.js'

interface WatchFlags extends QueryOptions, RunOptions, OptionValues {
  readonly principal?: string
  readonly since?: string
  readonly policy?: readonly string[]
  readonly recipe?: string
  readonly format?: string
  readonly json?: boolean
}

/** `leastwise watch-denials`: what was denied since a policy was attached, and what would help? */
export function watchDenialsCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('watch-denials')
    .description(
      'Find what AWS denied since a policy was attached, and the smallest addition that would allow it.',
    )
    .argument(
      '<inputs...>',
      'log files, folders, globs, s3:// URIs, - for standard input, or an activity store',
    )
    .option('--principal <principal>', 'whose calls: an ARN, a name, or a pattern with *')
    .option('--since <time>', 'when the policies were attached; what was denied before is no news')
    .option(
      '--policy <file>',
      'a file with identity policies that are attached; repeat it until all are named',
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option('--recipe <file>', 'the recipe of the policy: what it excludes is denied on purpose')
  addQueryOptions(command)
    .option('--user-agent <glob>', 'only calls with a user agent like this: *Terraform*')
    .option('--session <glob>', 'only calls of role sessions with a name like this')
    .option('--format <format>', `how the answer is written: ${formats.join(', ')} (default: text)`)
    .option('--json', 'the same as `--format json`')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', `${aboutDenials}${examples(watchExamples)}`)
    .action(async (inputs: string[], flags: WatchFlags) => finish(await watch(inputs, flags, context)))
}

const formats = ['text', 'json', 'recipe'] as const

const aboutDenials = `
DENIAL is NEW if the identity policies lack or deny it and it was not denied before, KNOWN if it was, or if the recipe
excludes it, ELSEWHERE if something else denies it (a boundary, an SCP, the resource's policy, …), and UNKNOWN if neither AWS
nor the policies tell. Nothing is suggested but what the record shows. Exit status 1: something is NEW.
`

const watchExamples = [
  [
    'What was denied since a policy was attached three days ago?',
    'leastwise watch-denials logs/ --principal Deploy --since 3d --policy policy.json',
  ],
  [
    'The recipe with the smallest additions, and the next policy from it:',
    'leastwise watch-denials logs/ --principal Deploy --since 3d --policy policy.json --format recipe > next.yaml',
  ],
  ['For another program:', 'leastwise watch-denials logs/ --principal Deploy --json --quiet'],
] as const

async function watch(inputs: readonly string[], flags: WatchFlags, context: Context): Promise<ExitStatus> {
  const format = formatOf(flags)
  const recipe = flags.recipe === undefined ? undefined : await readRecipe(flags.recipe)
  const principal = requirePrincipal('watch-denials', flags.principal ?? recipe?.principal, inputs)
  const query = readQuery(flags, context.now())
  const since = flags.since === undefined ? undefined : parseTime(flags.since, 'start', context.now())
  const policies = await policiesOf(flags.policy)
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  const result = await observed(context, flags, (observer) =>
    context.workflows.watchDenials(source, { principal, query, since, policies, recipe }, observer),
  )
  context.stdout.write(await written(result, format, flags))
  if (flags.quiet !== true) {
    context.stderr.write(printLines(denialSummary(result)))
    printWarnings([...denialWarnings(result), ...result.input.warnings], context)
  }
  if (result.caused > 0) return 1
  return inputStatus(result.input, flags, context)
}

function formatOf({ format, json }: WatchFlags): (typeof formats)[number] {
  const wanted = format ?? (json === true ? 'json' : 'text')
  const found = formats.find((one) => one === wanted)
  if (found !== undefined && (json !== true || found === 'json')) return found
  const what =
    found === undefined ? `\`--format ${wanted}\` cannot be used` : `\`--json\` is not \`--format ${wanted}\``
  throw new LeastwiseError('OPTION_INVALID', what, `there is ${formats.join(', ')}`)
}

async function policiesOf(files: readonly string[] | undefined): Promise<readonly NamedPolicy[] | undefined> {
  return files === undefined ? undefined : (await Promise.all(files.map(readPolicies))).flat()
}

async function written(
  result: WatchResult,
  format: (typeof formats)[number],
  { recipe }: WatchFlags,
): Promise<string> {
  if (format === 'text') return denialTables(result)
  if (format === 'recipe') return denialsRecipe(result, recipe)
  const { input, ...rest } = result
  const { covered, records, files } = input
  return terminalJson(`${JSON.stringify({ ...rest, covered, records, files }, null, 2)}\n`)
}
