import type { SkipReason } from '../core/cloudtrail/skip-reasons.js'
import type { InputSummary, scopeReasons } from '../workflows/input-summary.js'

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

/** Whether some input could not be read: a file was given up, or records in it were not understood. */
export function lostInput(input: InputSummary): boolean {
  const records = Object.entries(input.records.skipped).some(
    ([reason, count]) => count > 0 && !harmless.has(reason),
  )
  return records || input.files.skipped.length > 0
}
