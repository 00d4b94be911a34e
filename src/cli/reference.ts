import { Command, type OptionValues } from 'commander'
import type { ReferenceAnswer } from '../workflows/reference-entry.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { referenceText } from './reference-text.js'
import { terminalJson } from './terminal-text.js'

interface ReferenceFlags extends OptionValues {
  readonly json?: boolean
}

/** `leastwise reference`: what is known of an action, a resource type, an operation or a service. */
export function referenceCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  return new Command('reference')
    .description('Show what is known of an action, a resource type, an operation, a service or a wildcard.')
    .argument(
      '<subject...>',
      's3:GetObject, dynamodb:table, s3:ListObjectsV2, sqs, s3:Get*, or an event source and event name',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples(referenceExamples))
    .action(async (words: string[], flags: ReferenceFlags) => finish(await show(words, flags, context)))
}

const referenceExamples = [
  ['An action: what it can be granted on, and its condition keys:', 'leastwise reference s3:GetObject'],
  ['A resource type: its ARN, and the actions that support it:', 'leastwise reference dynamodb:table'],
  [
    'An operation, as an event names it: the action it is authorized as:',
    'leastwise reference lambda.amazonaws.com GetFunction20150331v2',
  ],
  ['Every action of a service:', 'leastwise reference sqs'],
  ['What a wildcard stands for, for another program:', "leastwise reference 's3:Get*' --json"],
] as const

async function show(words: readonly string[], flags: ReferenceFlags, context: Context): Promise<ExitStatus> {
  const answer = await context.workflows.reference(words.join(' '))
  context.stdout.write(flags.json === true ? asJson(answer) : referenceText(answer))
  return 0
}

function asJson({ referenceVersion, entry }: ReferenceAnswer): string {
  return terminalJson(`${JSON.stringify({ referenceVersion, ...entry }, null, 2)}\n`)
}
