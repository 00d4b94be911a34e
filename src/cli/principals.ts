import { Command, type OptionValues } from 'commander'
import type { PrincipalType } from '../core/cloudtrail/principal.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { PrincipalSummary } from '../workflows/principals.js'
import { amount, counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { didYouMean } from './did-you-mean.js'
import { examples } from './help.js'
import { inputLines, printLines } from './input-lines.js'
import { inputSource } from './input-source.js'
import {
  addDigestOption,
  addQueryOptions,
  addRunOptions,
  gather,
  type QueryOptions,
  readQuery,
} from './query-options.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { type Column, table } from './table.js'
import { terminalJson } from './terminal-text.js'
import { checkDigests } from './validate-logs.js'

/** What `--type` takes, with the words for the documentation. */
export const principalTypes: Readonly<Record<PrincipalType, string>> = Object.freeze({
  role: 'a role, by its sessions',
  user: 'an IAM user',
  root: 'the root user of an account',
  'federated-user': 'a session of GetFederationToken',
  'identity-center-user': 'a user of IAM Identity Center',
  service: 'an AWS service',
  account: 'another account, as its calls are seen by the owner of a resource',
  anonymous: 'nobody known: an unsigned call',
  unknown: 'an identity that the record does not tell',
})

interface PrincipalsFlags extends QueryOptions, RunOptions, OptionValues {
  readonly json?: boolean
  readonly type?: readonly string[]
}

/** `leastwise principals`: who is in the logs. */
export function principalsCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('principals')
    .description('List who is in the logs: the names to give to `leastwise generate`.')
    .argument(
      '<inputs...>',
      'log files, folders, globs, s3:// URIs, - for standard input, or an activity store',
    )
  addQueryOptions(command)
    .option('--type <types>', `only these types: ${Object.keys(principalTypes).join(', ')}`, gather)
    .option('--json', 'print a JSON array instead of a table')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', examples(principalsExamples))
    .action(async (inputs: string[], flags: PrincipalsFlags) =>
      finish(await principals(inputs, flags, context)),
    )
}

const principalsExamples = [
  ['Everyone in a copy of the log bucket:', 'leastwise principals logs/'],
  [
    'Roles and users of the last 30 days in one account:',
    'leastwise principals logs/ --start 30d --account 111122223333 --type role,user',
  ],
  ['In the bucket itself:', 'leastwise principals s3://your-trail-bucket/AWSLogs/'],
  ['From standard input, as JSON:', 'cat logs/*.json.gz | leastwise principals - --json'],
] as const

async function principals(
  inputs: readonly string[],
  flags: PrincipalsFlags,
  context: Context,
): Promise<ExitStatus> {
  const types = checkTypes(flags.type)
  const query = readQuery(flags, context.now())
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  const result = await observed(context, flags, (observer) =>
    context.workflows.principals(source, query, observer),
  )
  const shown =
    types === undefined ? result.principals : result.principals.filter(({ type }) => types.includes(type))
  context.stdout.write(flags.json === true ? asJson(shown) : table(columns, shown.map(row)))
  if (flags.quiet !== true) {
    context.stderr.write(
      printLines([...inputLines(result.input), ['principals', counted(shown.length, 'principal')]]),
    )
    printWarnings(result.input.warnings, context)
  }
  return inputStatus(result.input, flags, context)
}

function checkTypes(types: readonly string[] | undefined): readonly string[] | undefined {
  const known = Object.keys(principalTypes)
  const wrong = types?.length === 0 ? '' : types?.find((type) => !known.includes(type))
  if (wrong === undefined) return types
  throw new LeastwiseError(
    'OPTION_INVALID',
    `\`--type ${wrong}\` is no type of principal`,
    didYouMean(wrong, known),
  )
}

function asJson(principals: readonly PrincipalSummary[]): string {
  const members = principals.map(({ arn, type, records, first, last, services }) => {
    return { arn, type, records, first, last, services }
  })
  return terminalJson(`${JSON.stringify(members, null, 2)}\n`)
}

const columns: readonly Column[] = [
  { title: 'ARN', align: 'left' },
  { title: 'TYPE', align: 'left' },
  { title: 'RECORDS', align: 'right' },
  { title: 'FIRST', align: 'left' },
  { title: 'LAST', align: 'left' },
  { title: 'SERVICES', align: 'left' },
]

function row({ arn, type, records, first, last, services }: PrincipalSummary): readonly string[] {
  return [arn, type, amount(records), first, last, shortList(services)]
}

const servicesShown = 6

/** The rest is in the JSON. The ARN is never cut: it is what to copy. */
function shortList(services: readonly string[]): string {
  const shown = services.slice(0, servicesShown).join(', ')
  return services.length > servicesShown ? `${shown}, +${services.length - servicesShown}` : shown
}
