import type { ExplainedEvent } from '../workflows/explained-event.js'
import { explainedLine } from '../workflows/explained-line.js'
import { terminalJson } from './terminal-text.js'

/** One explained element as one line of JSON. */
export function explainedJson(explained: ExplainedEvent): string {
  return `${terminalJson(JSON.stringify(explainedLine(explained)))}\n`
}
