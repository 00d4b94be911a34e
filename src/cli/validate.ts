import { readFile } from 'node:fs/promises'
import { Command, type OptionValues } from 'commander'
import { filesMatching } from '../adapters/files/inputs.js'
import { policySource } from '../adapters/policy-files/policy-source.js'
import { catalog } from '../core/checks/validate/catalog.js'
import { extendedChecks } from '../core/checks/validate/extended.js'
import { type FindingType, findingTypes } from '../core/checks/validate/finding.js'
import { type PolicyKind, resourceTypes } from '../core/checks/validate/policy-kind.js'
import type { ValidationReport } from '../core/checks/validate/report.js'
import { findingsGithub } from '../core/render/findings-github.js'
import { findingsJunit } from '../core/render/findings-junit.js'
import { findingsSarif } from '../core/render/findings-sarif.js'
import { findingsText } from '../core/render/findings-text.js'
import { LeastwiseError } from '../workflows/errors.js'
import {
  type Accepted,
  baselineOf,
  eitherAccepts,
  nothingAccepted,
  readBaseline,
  readIgnores,
} from '../workflows/policies/accepted.js'
import { counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { didYouMean } from './did-you-mean.js'
import { examples } from './help.js'
import { terminalJson, terminalText } from './terminal-text.js'
import { checkWritable, writeAtomically } from './write-file.js'

const kinds: readonly PolicyKind[] = ['identity', 'resource', 'scp', 'rcp', 'trust']
const formats = ['text', 'json', 'sarif', 'junit', 'github'] as const
const failures = ['error', 'security-warning', 'warning', 'suggestion', 'none'] as const

interface ValidateFlags extends OptionValues {
  readonly type?: PolicyKind
  readonly resourceType?: string
  readonly format: (typeof formats)[number]
  readonly failOn: (typeof failures)[number]
  readonly extended?: boolean
  readonly onlyPolicies?: boolean
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly ignore?: string
  readonly quiet?: boolean
}

/** `leastwise validate`: what is wrong with policies, as IAM Access Analyzer sees it. */
export function validateCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  return new Command('validate')
    .description('Validate policies as IAM Access Analyzer does: all of its checks, offline.')
    .argument(
      '<inputs...>',
      'policies, templates, Terraform plans, account dumps, folders of them, globs, or -',
    )
    .option('--type <type>', `what the policies are: ${kinds.join(', ')}; by default the statements say it`)
    .option(
      '--resource-type <type>',
      `the type of the resource that a policy is on; AWS has checks for ${resourceTypes.join(', ')}`,
    )
    .option('--format <format>', `how findings are written: ${formats.join(', ')}`, 'text')
    .option(
      '--fail-on <finding>',
      `the mildest finding that makes exit status 1: ${failures.join(', ')}`,
      'error',
    )
    .option('--extended', 'also the checks that AWS does not have')
    .option('--only-policies', 'pass over files that hold no policy, also those that are named')
    .option('--baseline <file>', 'leave out the findings that are in this file')
    .option('--write-baseline <file>', 'write the findings into this file, for --baseline')
    .option(
      '--ignore <file>',
      'leave out what this file says: lines of CODE file-pattern # leastwise-ignore: reason',
    )
    .option('--quiet', 'no summary')
    .addHelpText('after', examples(validateExamples))
    .action(async (inputs: string[], flags: ValidateFlags) => finish(await run(inputs, flags, context)))
}

const validateExamples = [
  ['One policy:', 'leastwise validate policy.json'],
  [
    'A trust policy from standard input, also what is only untidy:',
    'cat trust.json | leastwise validate - --type trust --fail-on suggestion',
  ],
  [
    'Those that a glob matches, quoted so that the shell leaves it alone:',
    "leastwise validate 'infra/**/*.json'",
  ],
  ['The policies of a Terraform plan:', 'leastwise validate plan.json --fail-on security-warning'],
  ['Templates, for code scanning:', 'leastwise validate templates --format sarif > findings.sarif'],
  [
    'Adopt it in an old repository:',
    'leastwise validate templates --write-baseline baseline.json --fail-on none',
  ],
] as const

async function run(inputs: readonly string[], flags: ValidateFlags, context: Context): Promise<ExitStatus> {
  checkFlags(flags)
  if (flags.writeBaseline !== undefined) await checkWritable(flags.writeBaseline)
  const accepted = await acceptedBy(flags)
  const options = {
    kind: flags.type,
    resourceType: flags.resourceType,
    extended: flags.extended === true,
    accepted,
  }
  const source = policySource(inputs, {
    stdin: context.stdin,
    matching: filesMatching,
    onlyPolicies: flags.onlyPolicies === true,
  })
  const report = await context.workflows.validate(source, options)
  context.stdout.write(written(report, flags, context.version))
  if (flags.writeBaseline !== undefined) await writeAtomically(flags.writeBaseline, baselineOf(report))
  if (flags.quiet !== true) context.stderr.write(summary(report))
  return fails(report, flags.failOn) ? 1 : 0
}

function checkFlags({ type, resourceType, format, failOn }: ValidateFlags): void {
  mustBe('--type', type, kinds)
  mustBe('--format', format, formats)
  mustBe('--fail-on', failOn, failures)
  if (resourceType === undefined || type === undefined || type === 'resource' || type === 'trust') return
  const hint = 'leave out `--resource-type`, or use `--type resource`'
  throw new LeastwiseError(
    'OPTION_INVALID',
    `\`--resource-type\` is for policies on resources, not ${type}`,
    hint,
  )
}

function mustBe(option: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return
  throw new LeastwiseError('OPTION_INVALID', `\`${option}\` cannot be \`${value}\``, didYouMean(value, known))
}

async function acceptedBy({ baseline, ignore }: ValidateFlags): Promise<Accepted> {
  const known = baseline === undefined ? nothingAccepted : readBaseline(baseline, await textOf(baseline))
  const ignored = ignore === undefined ? nothingAccepted : readIgnores(ignore, await textOf(ignore))
  return eitherAccepts(ignored, known)
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `\`${file}\` cannot be read`,
      'check the spelling of the path',
    )
  })
}

function written(report: ValidationReport, { format }: ValidateFlags, version: string): string {
  switch (format) {
    case 'json':
      return terminalJson(`${JSON.stringify(jsonOf(report), null, 2)}\n`)
    case 'sarif':
      return terminalJson(findingsSarif(report, [...catalog, ...extendedChecks], version))
    case 'junit':
      return lines(findingsJunit(report))
    case 'github':
      return lines(findingsGithub(report))
    default:
      return lines(findingsText(report))
  }
}

/** Safe for a terminal, line by line. A tab is safe, and the caret is placed by it. */
function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(terminalText).join('\t'))
    .join('\n')
}

/** The findings in AWS's own shape, by file and policy. */
function jsonOf({ policies, withoutPolicy, known, ignored }: ValidationReport) {
  return {
    policies: policies.map(({ file, where, findings }) => ({
      file,
      where,
      findings: findings.map(({ findingDetails, findingType, issueCode, learnMoreLink, locations }) => ({
        findingDetails,
        findingType,
        issueCode,
        learnMoreLink,
        locations,
      })),
    })),
    withoutPolicy,
    known,
    ignored,
  }
}

function summary({ policies, withoutPolicy, known, ignored }: ValidationReport): string {
  const all = policies.flatMap(({ findings }) => findings)
  const count = (type: FindingType) => all.filter(({ findingType }) => findingType === type).length
  const found = [
    counted(count('ERROR'), 'error'),
    counted(count('SECURITY_WARNING'), 'security warning'),
    counted(count('WARNING'), 'warning'),
    counted(count('SUGGESTION'), 'suggestion'),
  ]
  const left = [
    ...(known > 0 ? [`${counted(known, 'finding')} of the baseline left out`] : []),
    ...(ignored > 0 ? [`${counted(ignored, 'finding')} ignored`] : []),
    ...(withoutPolicy.length > 0 ? [`${counted(withoutPolicy.length, 'file')} without a policy`] : []),
  ]
  return `${[`${counted(policies.length, 'policy', 'policies')}: ${found.join(', ')}`, ...left].join('; ')}\n`
}

function fails({ policies }: ValidationReport, failOn: ValidateFlags['failOn']): boolean {
  const most = failures.indexOf(failOn)
  if (failOn === 'none') return false
  return policies.some(({ findings }) =>
    findings.some(({ findingType }) => findingTypes.indexOf(findingType) <= most),
  )
}
