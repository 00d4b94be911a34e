import { once } from 'node:events'
import { Command, type OptionValues } from 'commander'
import { filesSource } from '../adapters/files/files-source.js'
import type { ExplainedInput } from '../workflows/explained-input.js'
import { amount } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { explainedJson } from './explained-json.js'
import { explainedText } from './explained-text.js'
import { examples } from './help.js'
import { inputLines, type Line, printLines, sentence } from './input-lines.js'
import { placesOf } from './place-options.js'
import { addRunOptions } from './query-options.js'
import { inputStatus, printWarnings, type RunOptions } from './run-verb.js'

interface ExplainEventFlags extends RunOptions, OptionValues {
  readonly json?: boolean
}

/** `leastwise explain-event`: which permissions each record needs, from which fields, by which rule. */
export function explainEventCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('explain-event')
    .description(
      'Explain records one by one: the permissions each needs, from which fields, by which rule, and why nothing else.',
    )
    .argument(
      '<inputs...>',
      'files with one record or many, folders, globs, s3:// URIs, or - for standard input',
    )
    .option('--json', 'print one JSON object a line for every record, in order')
  return addRunOptions(command)
    .addHelpText('after', examples(explainEventExamples) + jsonHelp)
    .action(async (inputs: string[], flags: ExplainEventFlags) =>
      finish(await explain(inputs, flags, context)),
    )
}

const explainEventExamples = [
  ['One record, saved from the console:', 'leastwise explain-event record.json'],
  ['The same, pasted or piped:', 'cat record.json | leastwise explain-event -'],
  ['Everything in a folder, for another program:', 'leastwise explain-event logs/ --json > explained.jsonl'],
] as const

const jsonHelp = `
With --json every record, and every element that is none, is one line:
  {file, index, eventSource, eventName, principal: {arn, type}, outcome, error: {code, message},
   permissions: [{action, resources: [ARN], ephemeral: [ARN], conditions: {key: [value]}, kind, why}],
   implied: [{action, resource, reason, source}], made: [identifier], unmapped, skipped}
  outcome      succeeded, denied or failed; what AWS denied is explained, but never granted unasked
  error        null, or what AWS answered
  kind         primary: the operation itself; additional or forwarded: what the request shows beyond it
  ephemeral    those of the resources that the call itself makes: other ones the next time
  implied      what no record shows but this one implies, with the page that says so; never granted
  made         identifiers that AWS chose in its answer
  unmapped     null, or why the event is not known, with the actions that are spelled like it
  skipped      null, or why no permission of a caller was used`

async function explain(
  inputs: readonly string[],
  flags: ExplainEventFlags,
  context: Context,
): Promise<ExitStatus> {
  const source = filesSource(inputs, { stdin: context.stdin, places: placesOf(inputs, flags) })
  const print = flags.json === true ? explainedJson : explainedText
  const result = await context.workflows.explainEvent(source, (one) => written(print(one), context))
  if (flags.quiet !== true) {
    context.stderr.write(printLines(summary(result)))
    printWarnings(result.input.warnings, context)
  }
  return inputStatus(result.input, flags, context)
}

/** Waits for a slow reader, so that no more than one buffer of answers is ever held. */
function written(text: string, { stdout }: Context): Promise<void> | undefined {
  return stdout.write(text) ? undefined : once(stdout, 'drain').then(() => {})
}

function summary({ input, mapped, none, unmapped }: ExplainedInput): readonly Line[] {
  const events = sentence([
    `${amount(mapped)} mapped`,
    none === 0 ? '' : `${amount(none)} without any permission`,
    unmapped === 0 ? '' : `${amount(unmapped)} unmapped`,
  ])
  return [...inputLines(input), ['events', events]]
}
