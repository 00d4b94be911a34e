import { join } from 'node:path'
import { Command, type OptionValues } from 'commander'
import { clientTraits } from '../core/cloudtrail/client.js'
import { printPolicy } from '../core/iam/policy-print.js'
import type { Recipe } from '../core/policy/recipe.js'
import { formats } from '../core/render/formats.js'
import type { Backtest } from '../workflows/backtest.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { ActivitySource } from '../workflows/fold-records.js'
import type { GenerateOptions, GenerateResult } from '../workflows/generate.js'
import type { Context, ExitStatus } from './context.js'
import { generateParts, readTrait } from './generate-parts.js'
import { examples } from './help.js'
import { printLines } from './input-lines.js'
import { inputSource } from './input-source.js'
import {
  isJsonFormat,
  type PolicyOutput,
  policyOutput,
  readOutputOptions,
  staleWarnings,
} from './policy-output.js'
import { requirePrincipal } from './principal-option.js'
import {
  addDigestOption,
  addQueryOptions,
  addRunOptions,
  gather,
  type QueryOptions,
  readQuery,
} from './query-options.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { addShapeOptions, readShape, type ShapeOptions } from './shape-options.js'
import { generateSummary } from './summary.js'
import { terminalJson } from './terminal-text.js'
import { checkDigests } from './validate-logs.js'
import { checkWritable, prepareFolder, writeAtomically } from './write-file.js'

interface GenerateFlags extends QueryOptions, RunOptions, ShapeOptions, OptionValues {
  readonly principal?: string
  readonly recipe?: string
  readonly splitBy?: string
  readonly includeDenied?: boolean
  readonly format?: string
  readonly variables?: readonly string[]
  readonly out?: string
  readonly report?: string
  readonly json?: boolean
  readonly backtest?: boolean
}

/** `leastwise generate`: the least-privilege policy of one principal. */
export function generateCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('generate')
    .description('Write the least-privilege policy for what one principal did.')
    .argument(
      '<inputs...>',
      'log files, folders, globs, s3:// URIs, - for standard input, or an activity store',
    )
    .option(
      '--principal <principal>',
      'whose policy: an ARN, a name, or a pattern with *; see `leastwise principals`',
    )
  addQueryOptions(command)
  addShapeOptions(command)
    .option('--user-agent <glob>', 'only calls with a user agent like this: *Terraform*')
    .option('--session <glob>', 'only calls of role sessions with a name like this')
    .option('--split-by <trait>', `a policy for each part of the activity: ${clientTraits.join(', ')}`)
    .option('--recipe <file>', 'apply what a person decided: see `leastwise init`')
    .option('--include-denied', 'also grant what AWS denied; without it that is a suggestion in the report')
    .option(
      '--format <format>',
      `how the policy is written: ${Object.keys(formats).join(', ')} (default: json)`,
    )
    .option(
      '--variables <names>',
      'write these as variables of the target: account, region, partition, or none; separate by commas',
      gather,
    )
    .option('--out <folder>', 'also write the policy into this folder, JSON as one file per document')
    .option('--report <file>', 'write the report: evidence, explanations, wildcards, denied calls, replay')
    .option('--json', 'print policy and report together as one JSON object')
    .option('--backtest', 'with --format html: also replay each day after the days before, and draw it')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', examples(generateExamples))
    .action(async (inputs: string[], flags: GenerateFlags) => finish(await generate(inputs, flags, context)))
}

const generateExamples = [
  ['The policy of a role, as JSON:', 'leastwise generate logs/ --principal Deploy > policy.json'],
  [
    'The last 90 days in two Regions, with the report:',
    'leastwise generate logs/ --principal Deploy --start 90d --region eu-west-1,us-east-1 --report report.json',
  ],
  [
    'Only what Terraform did, one file per document:',
    "leastwise generate 'logs/**/*.json.gz' --principal Deploy --user-agent '*Terraform*' --out policies",
  ],
  [
    'As Terraform, with the account and partition as data sources:',
    'leastwise generate logs/ --principal Deploy --format terraform --variables account,partition > deploy.tf',
  ],
  [
    'Inline in a permission set, every parameter by its own name:',
    'leastwise generate logs/ --principal Deploy --limit permission-set --resources ssm=exact',
  ],
  [
    'A policy for each tool that works as the role, one file each:',
    'leastwise generate logs/ --principal Deploy --split-by user-agent --out policies',
  ],
  [
    'From standard input, for another program:',
    'cat logs/*.json.gz | leastwise generate - --principal Deploy --json --quiet',
  ],
] as const

async function generate(
  inputs: readonly string[],
  given: GenerateFlags,
  context: Context,
): Promise<ExitStatus> {
  const recipe = given.recipe === undefined ? undefined : await recipeAt(given.recipe)
  const flags = withRecipeOf(given, recipe)
  const principal = checkFlags(flags, inputs)
  if (flags.splitBy !== undefined) readTrait(flags.splitBy)
  const format = readOutputOptions(flags)
  const query = readQuery(flags, context.now())
  await checkOutputs(flags)
  const { resources = recipe?.resources, conditions, fit } = readShape(flags)
  const options = {
    principal,
    query,
    includeDenied: flags.includeDenied === true,
    ...(recipe === undefined ? {} : { recipe }),
    ...(resources === undefined ? {} : { resources }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(fit === undefined ? {} : { fit }),
  }
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  if (flags.splitBy !== undefined)
    return generateParts(
      source,
      { ...options, splitBy: readTrait(flags.splitBy) },
      { ...flags, output: format },
      context,
    )
  const result = await observed(context, flags, (observer) =>
    context.workflows.generate(source, options, observer),
  )
  const backtest = flags.backtest === true ? await lasting(source, options, flags, context) : undefined
  const output = await policyOutput(result, format, context, '', backtest)
  const written = await writeOutputs(result, output, flags)
  const text = flags.json === true ? together(result) : output.text
  context.stdout.write(isJsonFormat(format) ? terminalJson(text) : text)
  return conclude(result, output, written, flags, context)
}

/** The points of a backtest, for the review. The logs are read again for it. */
async function lasting(
  source: ActivitySource,
  { principal, query }: Pick<GenerateOptions, 'principal' | 'query'>,
  flags: GenerateFlags,
  context: Context,
): Promise<Backtest['points']> {
  const options = { principal, query, horizonDays: undefined }
  const { points } = await observed(context, flags, (observer) =>
    context.workflows.backtest(source, options, observer),
  )
  return points
}

/** What the command line says comes before what the recipe says. */
function withRecipeOf(flags: GenerateFlags, recipe: Recipe | undefined): GenerateFlags {
  if (recipe === undefined) return flags
  const { principal, format, conditions, limit } = recipe
  return {
    ...(principal === undefined ? {} : { principal }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(limit === undefined ? {} : { limit }),
    ...flags,
    format: flags.format ?? format ?? 'json',
  }
}

/** The principal, once everything that can be refused without reading is refused. */
function checkFlags(flags: GenerateFlags, inputs: readonly string[]): string {
  if (flags.report === '-') {
    const hint = 'name a file, or use `--json` to print policy and report as one object'
    throw new LeastwiseError(
      'OPTION_INVALID',
      '`--report -` would mix the report with the policy on standard output',
      hint,
    )
  }
  if (
    flags.backtest === true &&
    (flags.format !== 'html' || flags.splitBy !== undefined || inputs.includes('-'))
  ) {
    const hint = '`leastwise backtest` tells the same for every other case'
    const what = '`--backtest` needs `--format html`, one policy, and inputs that can be read twice'
    throw new LeastwiseError('OPTION_INVALID', what, hint)
  }
  return requirePrincipal('generate', flags.principal, inputs)
}

async function checkOutputs(flags: GenerateFlags): Promise<void> {
  if (flags.out !== undefined) await prepareFolder(flags.out)
  if (flags.report !== undefined) await checkWritable(flags.report)
}

/** Writes what `--out` and `--report` ask for, and gives the paths. */
async function writeOutputs(
  result: GenerateResult,
  output: PolicyOutput,
  flags: GenerateFlags,
): Promise<readonly string[]> {
  const written: string[] = []
  if (flags.out !== undefined) {
    for (const { name, text } of output.files) {
      const path = join(flags.out, name)
      await writeAtomically(path, text)
      written.push(path)
    }
  }
  if (flags.report !== undefined) {
    await writeAtomically(flags.report, `${JSON.stringify(result.report, null, 2)}\n`)
    written.push(flags.report)
  }
  return written
}

/** Policy and report in one object. */
function together({ documents, report }: GenerateResult): string {
  const policies = documents.map((document) => JSON.parse(printPolicy(document)) as unknown)
  const whole = policies.length === 1 ? { policy: policies[0], report } : { policies, report }
  return `${JSON.stringify(whole, null, 2)}\n`
}

async function conclude(
  result: GenerateResult,
  output: PolicyOutput,
  written: readonly string[],
  flags: GenerateFlags,
  context: Context,
): Promise<ExitStatus> {
  const { report, input } = result
  if (flags.quiet !== true) {
    context.stderr.write(printLines(generateSummary(result, written)))
    const stale = await staleWarnings(result, output, flags.out)
    printWarnings([...input.warnings, ...report.warnings, ...output.notes, ...stale], context)
  }
  if (report.verification.denied.length > 0) {
    if (flags.quiet === true)
      context.stderr.write('the replay was denied: the policy does not allow every call that succeeded\n')
    return 1
  }
  return inputStatus(input, flags, context)
}

/** What reads YAML is loaded by those who have a recipe. */
async function recipeAt(path: string) {
  const { readRecipe } = await import('../adapters/recipe/read-recipe.js')
  return readRecipe(path)
}
