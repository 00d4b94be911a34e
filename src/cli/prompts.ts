import type { Writable } from 'node:stream'
import { LeastwiseError } from '../workflows/errors.js'

/** A choice of a question. */
export interface Option {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

/** Questions to a person at a terminal. `undefined` is the answer of one who gives up. */
export interface Prompts {
  select(message: string, options: readonly Option[]): Promise<string | undefined>
}

/** Questions on the terminal, drawn on standard error: the answer of a command is all that standard output gets. */
export function terminalPrompts(output: Writable): Prompts {
  return {
    async select(message, options) {
      const { isCancel, select } = await import('@clack/prompts')
      const answer = await select({ message, options: options.map((one) => ({ ...one })), output })
      return isCancel(answer) ? undefined : answer
    },
  }
}

/** The answer to a question. Throws OPTION_INVALID if there is none. */
export async function ask(
  message: string,
  options: readonly Option[],
  prompts: Prompts | undefined,
): Promise<string> {
  const answer = await prompts?.select(message, options)
  if (answer !== undefined) return answer
  const hint = '`--yes` takes the usual answers'
  throw new LeastwiseError('OPTION_INVALID', 'the question was not answered', hint)
}
