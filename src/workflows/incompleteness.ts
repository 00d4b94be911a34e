import { sortedUnique } from '../core/iam/order.js'
import type { Report } from '../core/policy/report.js'
import { hiddenCalls } from '../core/reference/data-events.js'
import { lostRecords } from './lost-input.js'

/**
 * Why a policy may allow less than the principal needs in the services that the logs show it use, one sentence each; empty
 * if nothing is known to be missing: every event was mapped, every file and record was read, no data event of these
 * services can have been hidden, nothing was put together so that a request was lost, and the replay allows all.
 * This is what `isComplete` of the Access Analyzer API means here.
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GeneratedPolicyProperties.html
 */
export function incompleteness(
  { unmapped, permissions, files, records, verification }: Report,
  dataServices: ReadonlySet<string>,
  widened: readonly string[],
): readonly string[] {
  const lost = lostRecords(records.skipped)
  const unproven = verification.denied.length + verification.undecidable.length
  const used = sortedUnique(permissions.map(({ action }) => action.slice(0, action.indexOf(':'))))
  const hidden = used.filter((service) => hiddenCalls(service) !== undefined && !dataServices.has(service))
  return [
    ...(unmapped.length > 0 ? [`${unmapped.length} kinds of events could not be mapped to an action`] : []),
    ...(files.skipped.length > 0 ? [`${files.skipped.length} files could not be read to their end`] : []),
    ...(lost > 0 ? [`${lost} records could not be read`] : []),
    ...(hidden.length > 0 ? [`no data event of ${hidden.join(', ')} is in the logs`] : []),
    ...(unproven > 0 ? [`${unproven} permission checks are not proven by the replay`] : []),
    ...widened,
  ]
}
