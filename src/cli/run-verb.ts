import type { InputSummary } from '../workflows/input-summary.js'
import { lostInput } from '../workflows/lost-input.js'
import type { Observer } from '../workflows/ports.js'
import { counted } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import type { PlaceOptions } from './place-options.js'
import { progressLine } from './progress.js'
import { shortTerminalText } from './terminal-text.js'

/** The options of every verb that reads logs. */
export interface RunOptions extends PlaceOptions {
  readonly verifyDigests?: readonly string[]
  readonly strict?: boolean
  readonly quiet?: boolean
}

/** Runs a use case with progress on the terminal, which is gone again when this returns or throws. */
export async function observed<T>(
  context: Context,
  { quiet }: RunOptions,
  run: (observer: Observer) => Promise<T>,
): Promise<T> {
  const { stderr, columns, now } = context
  const progress = progressLine({ stderr, columns, now, visible: context.stderrIsTerminal && quiet !== true })
  try {
    return await run(progress)
  } finally {
    progress.clear()
  }
}

const warningsShown = 20
const warningLength = 400

/** One line each on standard error; a flood is cut off with its number. */
export function printWarnings(warnings: readonly string[], { stderr }: Context): void {
  const unique = [...new Set(warnings)]
  for (const warning of unique.slice(0, warningsShown)) {
    stderr.write(`warning: ${shortTerminalText(warning, warningLength)}\n`)
  }
  const more = unique.length - warningsShown
  if (more > 0) stderr.write(`warning: and ${counted(more, 'more warning')}\n`)
}

/** 3 if some input was lost and `--strict` does not accept that, else 0. The reason is said even when `--quiet`. */
export function inputStatus(
  input: InputSummary,
  { strict, quiet }: RunOptions,
  { stderr }: Context,
): ExitStatus {
  if (strict !== true || !lostInput(input)) return 0
  if (quiet === true) stderr.write('some input was skipped, and --strict was given\n')
  return 3
}
