import { type Command, CommanderError } from 'commander'
import type { Context, ExitStatus } from './context.js'
import { describeError, printError } from './print-error.js'
import { buildProgram } from './program.js'
import { isHelp, usageError } from './usage-error.js'

/** Runs one command line (without program and script) to its exit status. Never throws. */
export async function run(args: readonly string[], context: Context): Promise<ExitStatus> {
  let status: ExitStatus = 0
  const finish = (finished: ExitStatus) => {
    status = finished
  }
  const program = await buildProgram(context, finish, args[0])
  const parsing = throwing(program)
  try {
    if (args.length === 0) return missingVerb(program, context)
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? 0 : 2
    printError(
      error instanceof CommanderError ? usageError(error, parsing.command) : describeError(error),
      context.stderr,
    )
    if (process.env.LEASTWISE_DEBUG && error instanceof Error) context.stderr.write(`${error.stack}\n`)
    return 2
  }
}

/** Makes every command throw, and remembers which one did. */
function throwing(program: Command): { command: Command } {
  const parsing = { command: program }
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      parsing.command = command
      throw error
    })
  }
  return parsing
}

/** Help is what someone needs who typed the bare name; it is no answer, so it goes to standard error. */
function missingVerb(program: Command, { stderr }: Context): ExitStatus {
  program.outputHelp({ error: true })
  printError(
    {
      code: 'VERB_MISSING',
      message: 'no verb was given',
      hint: 'start with `leastwise principals <inputs>`',
    },
    stderr,
  )
  return 2
}
