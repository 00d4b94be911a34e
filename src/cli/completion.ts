import { script } from '@bomb.sh/tab'
import { Argument, Command, type Option } from 'commander'
import { activityColumns } from './activity.js'
import { bashCompletion } from './bash-completion.js'
import type { Context } from './context.js'
import { principalTypes } from './principals.js'
import { verbs } from './usage-error.js'

/** What `leastwise completion` takes. */
export const shells = Object.freeze(['bash', 'zsh', 'fish', 'powershell'])

/**
 * `leastwise completion <shell>` prints a script that on every tab asks the hidden `leastwise complete -- words…`, in the
 * protocol of Cobra. The scripts for zsh, fish and PowerShell are those of @bomb.sh/tab. Its answers are not used, because
 * version 0.0.22 always says that file names are not wanted, and our inputs are files; nor is its bash script,
 * see bash-completion.ts.
 */
export function completionCommand({ stdout }: Context): Command {
  return new Command('completion')
    .description('Print a script that completes verbs, options and paths in your shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', completionHelp)
    .action((shell: string) => {
      if (shell === 'bash') stdout.write(bashCompletion)
      else script(shell, 'leastwise', 'leastwise')
    })
}

const completionHelp = `
Examples:
  Bash, for this session:
    $ source <(leastwise completion bash)

  Zsh, in a folder of $fpath:
    $ leastwise completion zsh > ~/.zfunc/_leastwise

  Fish:
    $ leastwise completion fish > ~/.config/fish/completions/leastwise.fish

  PowerShell:
    $ leastwise completion powershell >> $PROFILE
`

/** The hidden verb that the scripts call. */
export function completeCommand(program: Command, { stdout }: Context): Command {
  return new Command('complete')
    .argument('[words...]', 'the words of the command line after its name')
    .action((words: string[]) => {
      const { suggestions, files } = suggest(program, words)
      for (const [value, description] of suggestions) stdout.write(`${value}\t${description}\n`)
      stdout.write(`:${files ? directives.default : directives.noFiles}\n`)
    })
}

/** The numbers of Cobra's protocol. */
const directives = { default: 0, noFiles: 4 } as const

/** An answer to the shell. */
export interface Suggestions {
  readonly suggestions: readonly (readonly [value: string, description: string])[]
  /** Whether the shell may offer file names too. */
  readonly files: boolean
}

const none: Suggestions = { suggestions: [], files: false }

/** What may stand where the last of the words is being typed. */
export function suggest(program: Command, words: readonly string[]): Suggestions {
  const current = words.at(-1) ?? ''
  const command = program.commands.find((verb) => verb.name() === words[0])
  if (words.length <= 1)
    return current.startsWith('-') ? ofOptions(program, current) : ofVerbs(program, current)
  if (command === undefined) return none
  const [name, typed] = splitOption(current)
  if (typed !== undefined) return ofValue(findOption(command, name), typed)
  const before = findOption(command, words.at(-2) ?? '')
  if (before !== undefined && takesValue(before)) return ofValue(before, current)
  return current.startsWith('-') && current !== '-'
    ? ofOptions(command, current)
    : ofArgument(command, current)
}

function ofVerbs(program: Command, current: string): Suggestions {
  const names = verbs(program).filter((name) => name.startsWith(current))
  const describe = (name: string) =>
    program.commands.find((verb) => verb.name() === name)?.description() ?? 'Show help.'
  return { suggestions: names.map((name) => [name, describe(name)] as const), files: false }
}

function ofOptions(command: Command, current: string): Suggestions {
  const options = command.createHelp().visibleOptions(command)
  const named = options.flatMap(({ long, description }) =>
    long?.startsWith(current) ? [[long, description] as const] : [],
  )
  return { suggestions: named, files: false }
}

function ofArgument(command: Command, current: string): Suggestions {
  const argument = command.registeredArguments.at(-1)
  const choices = argument?.argChoices
  return choices === undefined
    ? { ...none, files: argument?.name() === 'inputs' }
    : matching(choices, current)
}

const pathOptions: ReadonlySet<string> = new Set([
  '--out',
  '--report',
  '--store',
  '--account-details',
  '--scp',
  '--policy',
  '--recipe',
])
const knownValues: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['--type', Object.keys(principalTypes)],
  ['--by', activityColumns],
  ['--format', ['json']],
  ['--start', ['12h', '7d', '30d', '90d']],
  ['--since', ['1h', '12h', '7d']],
])

function ofValue(option: Option | undefined, current: string): Suggestions {
  if (option?.long == null) return none
  if (pathOptions.has(option.long)) return { ...none, files: true }
  return matching(knownValues.get(option.long) ?? [], current)
}

function matching(values: readonly string[], current: string): Suggestions {
  const near = values.filter((value) => value.startsWith(current))
  return { suggestions: near.map((value) => [value, ''] as const), files: false }
}

function splitOption(word: string): readonly [name: string, typed: string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function findOption(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name)
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}
