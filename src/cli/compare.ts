import { Command, type OptionValues } from 'commander'
import { accountFiles } from '../adapters/account-snapshot/account-files.js'
import type { Comparison } from '../workflows/compare.js'
import { LeastwiseError } from '../workflows/errors.js'
import { comparisonJson } from './compare-json.js'
import { compareDetail, compareTable, headline } from './compare-text.js'
import type { Context, ExitStatus } from './context.js'
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
import { terminalJson } from './terminal-text.js'
import { checkDigests } from './validate-logs.js'

interface CompareFlags extends QueryOptions, RunOptions, OptionValues {
  readonly accountDetails?: readonly string[]
  readonly scp?: string
  readonly policy?: readonly string[]
  readonly principal?: string
  readonly json?: boolean
}

/** `leastwise compare`: what is granted today beside what was used. */
export function compareCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('compare')
    .description('Compare what is granted today with what was used, and with the policy for it.')
    .argument('<inputs...>', 'log files, folders, globs, s3:// URIs, or - for standard input')
    .option(
      '--account-details <files>',
      'output of `aws iam get-account-authorization-details`, of one or many accounts',
      gather,
    )
    .option('--scp <file>', 'service and resource control policies: docs/compare.md says how to dump them')
    .option('--policy <files>', 'policy documents to take as the identity policies of the principal', gather)
    .option('--principal <principal>', 'an ARN, a name, a pattern with *, or all (default: all)')
  addQueryOptions(command).option('--json', 'print one JSON object; for one principal with every action')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', `${aboutCompare}${examples(compareExamples)}`)
    .action(async (inputs: string[], flags: CompareFlags) => finish(await compare(inputs, flags, context)))
}

const aboutCompare = `
GRANTED are the actions that identity policies allow on any resource, within the boundary and the control policies. CREEP is
the share of them that was not used. NEVER are actions that a policy allows and a limit always denies. UNEXPLAINED are
permissions that calls used and none of these policies grants: perhaps a resource policy does.
`

const compareExamples = [
  [
    'Everybody in the account, the most permissive first:',
    'leastwise compare logs/ --account-details account.json',
  ],
  [
    'One role in detail, within the control policies of its organization:',
    'leastwise compare logs/ --account-details account.json --scp organization.json --principal Deploy',
  ],
  [
    'A policy that is not attached yet:',
    'leastwise compare logs/ --policy policy.json --principal arn:aws:iam::111122223333:role/Deploy',
  ],
] as const

async function compare(
  inputs: readonly string[],
  flags: CompareFlags,
  context: Context,
): Promise<ExitStatus> {
  const { accountDetails = [], policy = [], scp, principal = 'all' } = flags
  checkFlags(accountDetails, policy, principal)
  const query = readQuery(flags, context.now())
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  const account = accountFiles({ details: accountDetails, organization: scp, policies: policy })
  const result = await observed(context, flags, (observer) =>
    context.workflows.compare(source, account, { principal, query }, observer),
  )
  context.stdout.write(answer(result, principal, flags))
  if (flags.quiet !== true) {
    context.stderr.write(printLines([...inputLines(result.input), ['compared', headline(result)]]))
    printWarnings([...result.warnings, ...result.input.warnings], context)
  }
  return inputStatus(result.input, flags, context)
}

function answer(result: Comparison, principal: string, { json }: CompareFlags): string {
  const isDetail = principal !== 'all' && result.principals.length === 1
  if (json === true) return terminalJson(`${JSON.stringify(comparisonJson(result, isDetail), null, 2)}\n`)
  return isDetail ? compareDetail(result.principals[0]!) : compareTable(result.principals)
}

/** Refuses what can be refused without reading. */
function checkFlags(details: readonly string[], policies: readonly string[], principal: string): void {
  if (details.length === 0 && policies.length === 0) {
    throw new LeastwiseError(
      'OPTION_INVALID',
      '`leastwise compare` needs `--account-details`, or `--policy` with `--principal`',
      'make the file with `aws iam get-account-authorization-details > account.json`',
    )
  }
  if (policies.length > 0 && (principal === 'all' || /[*?]/.test(principal))) {
    throw new LeastwiseError(
      'OPTION_INVALID',
      '`--policy` is about one principal, and `--principal` names none',
      'say whose policy it is: `--principal arn:aws:iam::111122223333:role/Deploy`',
    )
  }
}
