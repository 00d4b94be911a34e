import { Command } from 'commander'
import { activityCommand } from './activity.js'
import { backtestCommand } from './backtest.js'
import { compareCommand } from './compare.js'
import { completeCommand, completionCommand } from './completion.js'
import type { Context, ExitStatus } from './context.js'
import { explainEventCommand } from './explain-event.js'
import { generateCommand } from './generate.js'
import { exitStatusHelp } from './help.js'
import { ingestCommand } from './ingest.js'
import { initCommand } from './init.js'
import { principalsCommand } from './principals.js'
import { referenceCommand } from './reference.js'
import { serveCommand } from './serve.js'
import { sqlCommand } from './sql.js'
import { storeCommand } from './store.js'
import { validateCommand } from './validate.js'
import { validateLogsCommand } from './validate-logs.js'
import { verifyCommand } from './verify.js'
import { watchDenialsCommand } from './watch-denials.js'

/**
 * The whole command line as commander sees it: tests, documentation and completion walk it. `finish` is told the exit
 * status of the verb that ran. Errors are thrown (`CommanderError`, `LeastwiseError`), never printed here.
 */
export function buildProgram(context: Context, finish: (status: ExitStatus) => void): Command {
  const program = new Command('leastwise')
    .description(
      'Least-privilege IAM policies from CloudTrail logs: offline, with evidence, proven by replay.',
    )
    .version(context.version, '--version', 'print the version')
    .helpOption('--help', 'show help')
    .helpCommand('help [verb]', 'Show help for a verb.')
    .addHelpText('after', flowHelp + exitStatusHelp)
  program.addCommand(principalsCommand(context, finish))
  program.addCommand(generateCommand(context, finish))
  program.addCommand(initCommand(context, finish))
  program.addCommand(backtestCommand(context, finish))
  program.addCommand(activityCommand(context, finish))
  program.addCommand(ingestCommand(context, finish))
  program.addCommand(storeCommand(context, finish))
  program.addCommand(sqlCommand(context, finish))
  program.addCommand(compareCommand(context, finish))
  program.addCommand(verifyCommand(context, finish))
  program.addCommand(watchDenialsCommand(context, finish))
  program.addCommand(explainEventCommand(context, finish))
  program.addCommand(referenceCommand(context, finish))
  program.addCommand(validateLogsCommand(context, finish))
  program.addCommand(validateCommand(context, finish))
  program.addCommand(serveCommand(context, finish))
  program.addCommand(completionCommand(context))
  program.addCommand(completeCommand(program, context), { hidden: true })
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
