import { amount, plural, times } from './amounts.js'
import type { ExplainedPolicy, ExplainedStatement } from './explained.js'
import { shownText } from './shown-text.js'

const reasonsShown = 4
const warningsShown = 8
const resourcesShown = 5

/** What the comment at the head of a file says, one line each, without a comment sign. */
export function headLines({ report }: ExplainedPolicy): readonly string[] {
  const { window, records, verification, warnings } = report
  const period = `${window.covered.start ?? 'the beginning'} to ${window.covered.end ?? 'the end'}`
  const denied = verification.replayed - verification.allowed
  const lines = [
    `The least that ${report.principal} needs, from what it did.`,
    `Logs: ${period}, ${amount(records.matched)} of ${amount(records.read)} records. Replay: ${amount(verification.allowed)} of ${amount(verification.replayed)} permission checks allowed${denied > 0 ? ': NOT ENOUGH' : ''}.`,
    ...warnings.slice(0, warningsShown).map((warning) => `Note: ${warning}`),
    ...more(warnings.length - warningsShown, 'note'),
    'Written by Leastwise. Generate it again rather than editing it.',
  ]
  return lines.map(shownText)
}

/** Why a statement is there, how often it was used and when, and what to beware of: one line each. */
export function statementLines(statement: ExplainedStatement): readonly string[] {
  return [
    usesLine(statement),
    ...reasonLines(statement),
    ...wildcardLines(statement),
    ...statement.risks.map(({ action, risk, reason }) => `Risk, ${risk}: ${action} ${reason}.`),
  ].map(shownText)
}

function usesLine({ uses, explanation }: ExplainedStatement): string {
  if (uses.calls === 0) return explanation
  const failed = uses.failed === 0 ? '' : ` (${uses.failed} of them failed)`
  return `Used ${times(uses.calls)}${failed} on ${plural(uses.days.size, 'day')}, first ${uses.first}, last ${uses.last}.`
}

function reasonLines({ permissions }: ExplainedStatement): readonly string[] {
  const byReason = new Map<string, Set<string>>()
  for (const { why, action } of permissions) {
    const actions = byReason.get(why) ?? new Set()
    byReason.set(why, actions.add(action))
  }
  const reasons = [...byReason].map(([why, actions]) => `Why ${list([...actions])}: ${why}.`)
  return [...reasons.slice(0, reasonsShown), ...more(reasons.length - reasonsShown, 'reason')]
}

/** Wildcards that have the same reason are told once. */
function wildcardLines({ wildcards }: ExplainedStatement): readonly string[] {
  const byReason = new Map<string, Set<string>>()
  for (const { resource, reason, hint } of wildcards) {
    const key = `${reason}; ${hint}.`
    const resources = byReason.get(key) ?? new Set()
    byReason.set(key, resources.add(resource))
  }
  return [...byReason].map(([reason, resources]) => `Wildcard ${list([...resources])}: ${reason}`)
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, resourcesShown).join(', ')
  return values.length > resourcesShown ? `${shown} and ${values.length - resourcesShown} more` : shown
}

function more(count: number, noun: string): readonly string[] {
  return count > 0 ? [`And ${plural(count, `more ${noun}`)}, in the report.`] : []
}

const widest = 116

/** Lines with a comment sign, broken between words so that they can be read; a word is never broken. */
export function commented(lines: readonly string[], sign: string, indent: string): string {
  return lines
    .flatMap((line) => wrapped(line, widest - indent.length - sign.length))
    .map((line) => `${indent}${sign} ${line}\n`)
    .join('')
}

function wrapped(line: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of line.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(lines.length === 0 ? word : `  ${word}`)
  }
  return lines
}
