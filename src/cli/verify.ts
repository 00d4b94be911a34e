import { Command, type OptionValues } from 'commander'
import { readPolicies } from '../adapters/files/policy-files.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { VerifyResult } from '../workflows/verify.js'
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
import { terminalJson } from './terminal-text.js'
import { checkDigests } from './validate-logs.js'
import { verifySummary, verifyTables, verifyWarnings } from './verify-text.js'

interface VerifyFlags extends QueryOptions, RunOptions, OptionValues {
  readonly principal?: string
  readonly policy?: readonly string[]
  readonly json?: boolean
}

/** `leastwise verify`: do these policies allow what was done, and how much more do they allow? */
export function verifyCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('verify')
    .description('Replay what one principal did against policies, and tell what they allow beyond it.')
    .argument(
      '<inputs...>',
      'log files, folders, globs, s3:// URIs, - for standard input, or an activity store',
    )
    .option('--principal <principal>', 'whose activity: an ARN, a name, or a pattern with *')
    .option(
      '--policy <file>',
      'a file with a policy document, an array of them, or what `generate` prints; repeat it for more',
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
  addQueryOptions(command)
    .option('--user-agent <glob>', 'only calls with a user agent like this: *Terraform*')
    .option('--session <glob>', 'only calls of role sessions with a name like this')
    .option('--json', 'print one JSON object instead of tables')
  return addRunOptions(addDigestOption(command))
    .addHelpText('after', `${aboutVerify}${examples(verifyExamples)}`)
    .action(async (inputs: string[], flags: VerifyFlags) => finish(await verify(inputs, flags, context)))
}

const aboutVerify = `
The policies count together, as if all were attached to the principal. Calls that AWS denied are left out. DENIED is
what would fail, with the statement that came nearest; UNKNOWN is what the records say too little of. The second table
has, for each statement: the calls that use it, those that nothing else allows (ONLY HERE), and what it allows that no
call used. Exit status 1: something is denied.
`

const verifyExamples = [
  [
    'Would the policy in use today be enough?',
    'leastwise verify logs/ --principal Deploy --policy today.json',
  ],
  [
    'Two policies that are attached together, everything as JSON:',
    'leastwise verify logs/ --principal Deploy --policy base.json --policy extra.json --json',
  ],
] as const

async function verify(inputs: readonly string[], flags: VerifyFlags, context: Context): Promise<ExitStatus> {
  const principal = requirePrincipal('verify', flags.principal, inputs)
  const query = readQuery(flags, context.now())
  const policies = await requirePolicies(flags.policy)
  await checkDigests(inputs, flags, query, context)
  const source = await inputSource(inputs, flags, context)
  const result = await observed(context, flags, (observer) =>
    context.workflows.verify(source, { principal, query, policies }, observer),
  )
  context.stdout.write(flags.json === true ? asJson(result) : verifyTables(result))
  if (flags.quiet !== true) {
    context.stderr.write(printLines(verifySummary(result)))
    printWarnings([...verifyWarnings(result), ...result.input.warnings], context)
  }
  if (result.verification.denied.length > 0) return 1
  return inputStatus(result.input, flags, context)
}

async function requirePolicies(files: readonly string[] | undefined) {
  if (files === undefined) {
    const hint = 'name a file with a policy document: `--policy policy.json`'
    throw new LeastwiseError('POLICY_REQUIRED', '`leastwise verify` needs `--policy`', hint)
  }
  return (await Promise.all(files.map(readPolicies))).flat()
}

function asJson({ input, ...result }: VerifyResult): string {
  const { covered, records, files } = input
  return terminalJson(`${JSON.stringify({ ...result, covered, records, files }, null, 2)}\n`)
}
