import type { Command, CommanderError } from 'commander'
import { didYouMean } from './did-you-mean.js'

/** Mistakes in the command line itself, beside the codes of `workflows/errors.ts`. In docs/errors.md, as those are. */
export const usageCodes = {
  VERB_UNKNOWN: 'there is no such verb',
  VERB_MISSING: 'no verb was given',
  OPTION_UNKNOWN: 'the verb has no such option',
  OPTION_VALUE_MISSING: 'an option that needs a value has none',
  ARGUMENT_MISSING: 'the verb needs an input or argument that was not given',
  ARGUMENT_INVALID: 'an argument has a value that cannot be used',
  ARGUMENT_UNEXPECTED: 'the verb takes no such argument',
  INTERNAL: 'something happened that should not: a fault in leastwise',
} as const

/** One of the keys of {@link usageCodes}. */
export type UsageCode = keyof typeof usageCodes

/** An error as it is printed: code, one sentence, what to do. */
export interface PrintedError {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Commander's error in our words, with a hint of what was meant. `command` is the one that was being parsed. */
export function usageError(error: CommanderError, command: Command): PrintedError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const help = `see \`${commandPath(command)} --help\``
  switch (error.code) {
    case 'commander.unknownOption':
      return printed(
        'OPTION_UNKNOWN',
        `unknown option \`${quoted}\``,
        didYouMean(optionName(quoted), longOptions(command)),
      )
    case 'commander.unknownCommand':
      return printed('VERB_UNKNOWN', `unknown verb \`${quoted}\``, didYouMean(quoted, verbs(command)))
    case 'commander.optionMissingArgument':
      return printed('OPTION_VALUE_MISSING', `option \`${quoted}\` needs a value`, help)
    case 'commander.missingArgument':
      return printed(
        'ARGUMENT_MISSING',
        missingArgument(command, quoted),
        missingArgumentHint(command, quoted),
      )
    case 'commander.invalidArgument':
      return printed(
        'ARGUMENT_INVALID',
        `\`${commandPath(command)} ${quoted}\` cannot be used`,
        choicesHint(command, quoted),
      )
    case 'commander.excessArguments':
      return printed('ARGUMENT_UNEXPECTED', `too many arguments for \`${commandPath(command)}\``, help)
    default:
      return printed('INTERNAL', error.message, help)
  }
}

/** Whether commander ended the run because help or the version was asked for: no error. */
export function isHelp(error: CommanderError): boolean {
  return ['commander.helpDisplayed', 'commander.version', 'commander.help'].includes(error.code)
}

/** The verbs that help shows. */
export function verbs(program: Command): readonly string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name())
}

/** The long options of a command, `--help` among them. */
export function longOptions(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => (option.long === undefined ? [] : [option.long]))
}

function printed(code: UsageCode, message: string, hint: string): PrintedError {
  return { code, message, hint }
}

function choicesHint(command: Command, value: string): string {
  return didYouMean(
    value,
    command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  )
}

function optionName(option: string): string {
  return option.split('=', 1)[0]!
}

function missingArgument(command: Command, name: string): string {
  return `\`${commandPath(command)}\` needs ${name === 'inputs' ? 'at least one input' : `\`<${name}>\``}`
}

function missingArgumentHint(command: Command, name: string): string {
  if (name === 'inputs') return 'name log files, folders, globs, `s3://` URIs, or `-` for standard input'
  return `see \`${commandPath(command)} --help\``
}

/** `leastwise generate`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`
}
