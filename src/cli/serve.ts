import { Command, type OptionValues } from 'commander'
import { LeastwiseError } from '../workflows/errors.js'
import type { Context, ExitStatus } from './context.js'
import { examples } from './help.js'
import { addPlaceOptions, type PlaceOptions, reachOf } from './place-options.js'
import { terminalText } from './terminal-text.js'

interface ServeFlags extends OptionValues, PlaceOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: string
}

/** `leastwise serve`: the Access Analyzer API over logs of your own. */
export function serveCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  const command = new Command('serve')
    .description('Answer the IAM Access Analyzer API, for the AWS CLI and SDKs, from logs of your own.')
    .argument('[inputs...]', 'log files, folders, globs, s3://…, or an activity store; none with --config')
    .option('--config <file>', 'what the server serves and how: see docs/server.md')
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'the port to listen on; 0 takes any that is free (default: 8790)')
  return addPlaceOptions(command)
    .addHelpText('after', serveHelp + examples(serveExamples))
    .action(async (inputs: string[], flags: ServeFlags) => finish(await serve(inputs, flags, context)))
}

const serveHelp = `
Standard output gets one line: the URL and the ARNs of the trails. The server runs until SIGTERM or Ctrl-C.
`

const serveExamples = [
  ['Serve a folder of logs:', 'leastwise serve logs/'],
  [
    'Serve what a configuration names, on another port:',
    'leastwise serve --config leastwise.server.yaml --port 9000',
  ],
] as const

async function serve(inputs: readonly string[], flags: ServeFlags, context: Context): Promise<ExitStatus> {
  const { stdout, stderr, startServer, stopAsked, now } = context
  const log = (line: string) => stderr.write(`${terminalText(line)}\n`)
  const { config, host } = flags
  const s3 = reachOf(inputs, flags)
  const stopping = stopAsked()
  const server = await startServer({ config, inputs, s3, host, port: readPort(flags.port), log, now })
  stdout.write(`${terminalText([server.url, ...server.trails].join(' '))}\n`)
  await stopping
  await server.stop()
  return 0
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new LeastwiseError(
    'OPTION_INVALID',
    `\`--port ${text}\` cannot be used`,
    'it takes a number from 0 to 65535',
  )
}
