import { type OpenAccessActivity, prepareRecord } from '../../core/activity/access-activity.js'
import { fingerprintOfBytes } from '../../core/activity/fingerprint.js'
import type { Seen } from '../../core/activity/seen.js'
import { openDecoder } from '../../core/cloudtrail/decode.js'
import type { CloudTrailRecord } from '../../core/cloudtrail/record.js'
import type { DistinctGroup, DistinctGroups } from './distinct-groups.js'
import type { Question } from './frames.js'
import { eventWords, type FileFold } from './messages.js'
import type { StartEvents } from './start-events.js'

/** What a run folds into, and what it recognizes events by. */
export interface Folding {
  readonly question: Question
  readonly distinct: DistinctGroups
  readonly activity: Pick<OpenAccessActivity, 'add' | 'addEvents' | 'addSeen'>
  readonly seen: Seen
  /** `undefined` if nobody asks when runtimes started. */
  readonly starts?: StartEvents | undefined
}

/** Bytes of an event before its text. */
const headOfEvent = 16

/** With the space before it: see `eventIdentity`. */
const lengthOfTime = 21

/**
 * Notes which events of a file were there before, and adds the records that no group has. False, and nothing noted, if
 * the file has an element that the plain decoder would not take for a record.
 */
export function judge(
  { events, odd }: Extract<FileFold, { kind: 'folded' }>,
  groups: readonly DistinctGroup[],
  { question, distinct, activity, seen, starts }: Folding,
): boolean {
  const records = oddRecords(odd)
  if (records === undefined) return false
  for (let at = 0; at < events.length; at += eventWords) {
    const group = groups[events[at]!]!
    if (!group.isRead) distinct.read(group)
    if (group.prepared === undefined) return false
  }
  const bytes = new Uint8Array(events.buffer, events.byteOffset, events.byteLength)
  for (let at = 0; at < events.length; at += eventWords) {
    const { said } = groups[events[at]!]!
    if (said === undefined) continue
    const from = 4 * at + headOfEvent
    const event = fingerprintOfBytes(bytes, from, from + events[at + 2]! + lengthOfTime, said)
    if (!seen.add(event, '')) events[at + 3] = 1
  }
  for (const record of records) {
    const prepared = prepareRecord(record, question)
    activity.add(prepared)
    starts?.learnRecord(record, prepared)
  }
  return true
}

/** Records that a kernel left to the plain decoder, each as it stands; `undefined` if one of them is none. */
function oddRecords(texts: readonly string[]): readonly CloudTrailRecord[] | undefined {
  const records: CloudTrailRecord[] = []
  for (const text of texts) {
    const decoder = openDecoder()
    for (const one of [...decoder.push(`{"Records":[${text}]}`), ...decoder.end()]) {
      if (one.kind !== 'record') return undefined
      records.push(one.record)
    }
  }
  return records
}
