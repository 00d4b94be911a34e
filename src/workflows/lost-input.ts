import type { SkipReason } from '../core/cloudtrail/skip-reasons.js'
import type { InputSummary, scopeReasons } from './input-summary.js'

/**
 * Reasons to skip a record that lose nothing: it was read and understood, and it is no use of a permission by a
 * caller. Every other reason means that something may be missing, which `--strict` does not accept.
 */
const harmless: ReadonlySet<string> = new Set<SkipReason | keyof typeof scopeReasons>([
  'before-retention',
  'outside-query',
  'duplicate',
  'other-session',
  'other-cluster',
  'digest-file',
  'event-notification',
  'insight',
  'aggregated-event',
  'service-event',
  'sign-in',
  'console-action',
  'network-activity',
  'service-call',
  'resource-owner-copy',
  'anonymous',
  'unsigned-federation',
])

/** How many records were not understood, so that a use of a permission may be among them. */
export function lostRecords(skipped: Readonly<Record<string, number>>): number {
  return Object.entries(skipped).reduce((sum, [reason, count]) => sum + (harmless.has(reason) ? 0 : count), 0)
}

/** Whether some input could not be read: a file was given up, or records in it were not understood. */
export function lostInput({ records, files }: InputSummary): boolean {
  return lostRecords(records.skipped) > 0 || files.skipped.length > 0
}
