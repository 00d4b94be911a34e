import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Command, type OptionValues } from 'commander'
import { recipeText } from '../adapters/recipe/recipe-text.js'
import type { ResourceChoice } from '../core/policy/generalize.js'
import type { Report } from '../core/policy/report.js'
import type { LimitName } from '../core/policy/split.js'
import type { ActivityQuery } from '../workflows/activity-query.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { inputSource } from './input-source.js'
import { ask, type Option } from './prompts.js'
import { addQueryOptions, addRunOptions, type QueryOptions, readQuery } from './query-options.js'
import { recipeFormat } from './recipe-format.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { terminalText } from './terminal-text.js'
import { checkWritable, writeAtomically } from './write-file.js'

interface InitFlags extends QueryOptions, RunOptions, OptionValues {
  readonly principal?: string
  readonly format?: string
  readonly out: string
  readonly yes?: boolean
  readonly force?: boolean
}

/** `leastwise init`: a first recipe from the logs. */
export function initCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('init')
    .description('Write a first recipe from the logs: what to decide once and apply at every generation.')
    .argument('<inputs...>', 'log files, folders, globs, s3:// URIs, or - for standard input')
    .option('--principal <principal>', 'whose policy; asked for on a terminal')
  addQueryOptions(command)
    .option(
      '--format <format>',
      'how the policy is to be written (default: as the files in the folder suggest, or json)',
    )
    .option('--out <file>', 'the recipe to write, or - for standard output', 'leastwise.yaml')
    .option('--yes', 'ask nothing: take the usual answers')
    .option('--force', 'replace a recipe that is there')
  return addRunOptions(command)
    .addHelpText('after', examples(initExamples))
    .action(async (inputs: string[], flags: InitFlags) => finish(await init(inputs, flags, context)))
}

const initExamples = [
  ['With questions, on a terminal:', 'leastwise init logs/'],
  ['Without questions, for a script:', 'leastwise init logs/ --principal Deploy --yes --out deploy.yaml'],
] as const

async function init(inputs: readonly string[], flags: InitFlags, context: Context): Promise<ExitStatus> {
  await checkOutput(flags)
  const query = readQuery({ ...flags }, context.now())
  const principal = flags.principal ?? (await askPrincipal(inputs, flags, query, context))
  const folder = flags.out === '-' ? '.' : dirname(flags.out)
  const { format, why } = await recipeFormat(flags.format, folder, context, flags.yes === true)
  const answers = await askChoices(flags, context)
  const source = await inputSource(inputs, flags, context)
  const { report, input } = await observed(context, flags, (observer) =>
    context.workflows.generate(source, { principal, query, includeDenied: false }, observer),
  )
  const text = recipeText({ report, name: nameOf(report), format, why, ...answers })
  if (flags.out === '-') context.stdout.write(text)
  else await writeAtomically(flags.out, text)
  if (flags.quiet !== true) {
    if (flags.out !== '-')
      context.stderr.write(
        `wrote ${terminalText(flags.out)}; next: leastwise generate … --recipe ${terminalText(flags.out)}\n`,
      )
    printWarnings([...input.warnings, ...report.warnings], context)
  }
  return inputStatus(input, flags, context)
}

async function checkOutput({ out, force }: InitFlags): Promise<void> {
  if (out === '-') return
  const there = await access(out).then(
    () => true,
    () => false,
  )
  if (there && force !== true)
    throw new LeastwiseError(
      'OUTPUT_UNWRITABLE',
      `\`${out}\` is there already`,
      '`--force` replaces it; `--out` names another file',
    )
  await checkWritable(out)
}

/** A list of everybody to choose from; without a terminal the question cannot be asked. */
async function askPrincipal(
  inputs: readonly string[],
  flags: InitFlags,
  query: ActivityQuery,
  context: Context,
): Promise<string> {
  const hint = `see who is in the logs with \`leastwise principals ${inputs.join(' ')}\``
  const required = new LeastwiseError('PRINCIPAL_REQUIRED', '`leastwise init` needs `--principal`', hint)
  if (context.prompts === undefined || flags.yes === true || inputs.includes('-')) throw required
  const source = await inputSource(inputs, flags, context)
  const { principals } = await observed(context, flags, (observer) =>
    context.workflows.principals(source, query, observer),
  )
  const able = principals.filter(({ type }) => type === 'role' || type === 'user')
  if (able.length === 0) throw required
  const options = able.map(({ arn, records }) => ({
    value: arn,
    label: terminalText(arn),
    hint: `${records} records`,
  }))
  return ask('Whose policy?', options, context.prompts)
}

interface Answers {
  readonly resources: ResourceChoice
  readonly limit: LimitName
}

async function askChoices({ yes }: InitFlags, context: Context): Promise<Answers> {
  if (context.prompts === undefined || yes === true) return { resources: 'evident', limit: 'managed' }
  const resources = await ask('How far may names become patterns?', resourceOptions, context.prompts)
  const limit = await ask('Where will the policy be put?', limitOptions, context.prompts)
  return { resources: resources as ResourceChoice, limit: limit as LimitName }
}

const resourceOptions: readonly Option[] = [
  { value: 'evident', label: 'where many names of one shape were used', hint: 'evident' },
  { value: 'observed', label: 'only identifiers that AWS chose', hint: 'observed' },
  { value: 'exact', label: 'not at all', hint: 'exact' },
  { value: 'patterns', label: 'wherever a machine wrote a part of the name', hint: 'patterns' },
]

const limitOptions: readonly Option[] = [
  { value: 'managed', label: 'customer managed policies' },
  { value: 'permission-set', label: 'a permission set of IAM Identity Center' },
  { value: 'inline-role', label: 'inline in a role' },
  { value: 'inline-group', label: 'inline in a group' },
  { value: 'inline-user', label: 'inline in a user' },
]

/** The last part of the ARN, with what a policy's name can hold. */
function nameOf({ principal }: Report): string {
  const name = principal.slice(principal.lastIndexOf('/') + 1).replace(/[^\w+=,.@-]/g, '-')
  return name.slice(0, 128) || 'leastwise'
}
