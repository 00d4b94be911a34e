import type { InputSummary } from '../workflows/input-summary.js'
import { amount } from './amounts.js'
import { terminalText } from './terminal-text.js'

/** A labelled line of a summary. */
export type Line = readonly [label: string, text: string]

const reasonsShown = 8

/** What was read and what was not, for both verbs. The files that were skipped are named by the warnings. */
export function inputLines({ files, records }: InputSummary): readonly Line[] {
  return [
    ['files', sentence([`${amount(files.read)} read`, skippedFiles(files), passedOver(files)])],
    ['records', sentence([`${amount(records.read)} read`, ...recordParts(records)])],
    ...byReason('skipped', records.skipped),
  ]
}

function skippedFiles(files: InputSummary['files']): string {
  return files.skipped.length === 0 ? '' : `${amount(files.skipped.length)} skipped as unreadable`
}

function passedOver(files: InputSummary['files']): string {
  const reasons = entries(files.passedOver).map(([reason, count]) => `${amount(count)} ${reason}`)
  return reasons.length === 0 ? '' : `passed over: ${terminalText(reasons.join(', '))}`
}

function recordParts({ matched, otherPrincipals, skipped }: InputSummary['records']): readonly string[] {
  const total = entries(skipped).reduce((sum, [, count]) => sum + count, 0)
  return [
    `${amount(matched)} matched`,
    otherPrincipals === 0 ? '' : `${amount(otherPrincipals)} by other principals`,
    total === 0 ? '' : `${amount(total)} skipped`,
  ]
}

/** A line with the most frequent reasons first. */
export function byReason(label: string, counts: Readonly<Record<string, number>>): readonly Line[] {
  const reasons = entries(counts).slice(0, reasonsShown)
  if (reasons.length === 0) return []
  return [[label, terminalText(reasons.map(([reason, count]) => `${amount(count)} ${reason}`).join(', '))]]
}

function entries(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/** Parts with something in them, joined by commas. */
export function sentence(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ')
}

/** Lines with their labels lined up. Every text is made safe for a terminal. */
export function printLines(lines: readonly Line[]): string {
  const width = lines.reduce((most, [label]) => Math.max(most, label.length), 0)
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${terminalText(text)}\n`).join('')
}
