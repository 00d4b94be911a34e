import { Command } from 'commander'
import type { Context, ExitStatus } from './context.js'
import { exitStatusHelp } from './help.js'

type Finish = (status: ExitStatus) => void
type MakeVerb = (context: Context, finish: Finish) => Command

/** In the order of the help. Each is loaded when it is needed: most of the time that a verb takes to start is the others'. */
const verbs: Readonly<Record<string, () => Promise<MakeVerb>>> = {
  principals: async () => (await import('./principals.js')).principalsCommand,
  generate: async () => (await import('./generate.js')).generateCommand,
  init: async () => (await import('./init.js')).initCommand,
  backtest: async () => (await import('./backtest.js')).backtestCommand,
  activity: async () => (await import('./activity.js')).activityCommand,
  ingest: async () => (await import('./ingest.js')).ingestCommand,
  store: async () => (await import('./store.js')).storeCommand,
  sql: async () => (await import('./sql.js')).sqlCommand,
  compare: async () => (await import('./compare.js')).compareCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  'watch-denials': async () => (await import('./watch-denials.js')).watchDenialsCommand,
  'explain-event': async () => (await import('./explain-event.js')).explainEventCommand,
  reference: async () => (await import('./reference.js')).referenceCommand,
  'validate-logs': async () => (await import('./validate-logs.js')).validateLogsCommand,
  validate: async () => (await import('./validate.js')).validateCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
}

/**
 * The whole command line as commander sees it: tests, documentation and completion walk it. `finish` is told the exit
 * status of the verb that ran. Errors are thrown (`CommanderError`, `LeastwiseError`), never printed here. If it is known
 * which verb will run, the others are left out.
 */
export async function buildProgram(context: Context, finish: Finish, only?: string): Promise<Command> {
  const program = new Command('leastwise')
    .description(
      'Least-privilege IAM policies from CloudTrail logs: offline, with evidence, proven by replay.',
    )
    .version(context.version, '--version', 'print the version')
    .helpOption('--help', 'show help')
    .helpCommand('help [verb]', 'Show help for a verb.')
    .addHelpText('after', flowHelp + exitStatusHelp)
  const alone = only !== undefined && Object.hasOwn(verbs, only) ? verbs[only] : undefined
  for (const load of alone === undefined ? Object.values(verbs) : [alone])
    program.addCommand((await load())(context, finish))
  if (alone === undefined) {
    const { completeCommand, completionCommand } = await import('./completion.js')
    program.addCommand(completionCommand(context))
    program.addCommand(completeCommand(program, context), { hidden: true })
  }
  return configure(program, context)
}

const flowHelp = `
From logs to a policy:
  1. See who acts:     $ leastwise principals logs/
  2. Write a policy:   $ leastwise generate logs/ --principal Deploy --report report.json > policy.json

Logs are files and folders, or where CloudTrail put them: s3://your-trail-bucket/AWSLogs/ (docs/s3.md).

The answer goes to standard output; progress, summary and warnings go to standard error.
`

/** Every command throws instead of exiting and writes to the streams of the context. */
function configure(program: Command, { stdout, stderr }: Context): Command {
  for (const command of [program, ...program.commands]) {
    command
      .helpOption('--help', 'show help')
      .showSuggestionAfterError(false)
      .configureHelp({ showGlobalOptions: false })
      .configureOutput({
        writeOut: (text) => stdout.write(text),
        writeErr: (text) => stderr.write(text),
        outputError: () => {},
      })
  }
  return program
}
