import { type PreparedRecord, preparedPlace, prepareRecord } from '../../core/activity/access-activity.js'
import { fingerprintOfBytes } from '../../core/activity/fingerprint.js'
import { openDecoder } from '../../core/cloudtrail/decode.js'
import type { CloudTrailRecord } from '../../core/cloudtrail/record.js'
import type { FoldedEvents, FoldTarget, LoadedSeen } from '../../workflows/ports.js'
import type { DistinctGroup, DistinctGroups } from './distinct-groups.js'
import type { Question } from './frames.js'
import { dayText, isoTime } from './iso-time.js'
import { eventWords, type FileFold } from './messages.js'
import type { StartEvents } from './start-events.js'

/** What a run folds into, and what it recognizes events by. */
export interface Folding {
  readonly question: Question
  readonly distinct: DistinctGroups
  readonly activity: FoldTarget
  readonly seen: LoadedSeen
  /** `undefined` if nobody asks when runtimes started. */
  readonly starts?: StartEvents | undefined
  /** Nothing is learned of records outside of the period. */
  readonly dropsOutside: boolean
}

/** A file all of whose records mean something. Nothing of it is noted yet. */
export interface Understood {
  /** {@link eventWords} for each event, and the groups by their numbers. */
  readonly events: Uint32Array
  readonly groups: readonly DistinctGroup[]
  readonly odd: readonly { readonly record: CloudTrailRecord; readonly prepared: PreparedRecord }[]
  /** Where its events are remembered, if places have to be loaded; otherwise none. */
  readonly places: ReadonlySet<string>
}

/** Bytes of an event before its text. */
const headOfEvent = 16

/** With the space before it: see `eventIdentity`. */
const lengthOfTime = 21

/** Reads what is new in a file; `undefined` if it has an element that the plain decoder would not take for a record. */
export function understand(
  { events, odd }: Extract<FileFold, { kind: 'folded' }>,
  groups: readonly DistinctGroup[],
  { question, distinct, seen }: Folding,
): Understood | undefined {
  const records = oddRecords(odd)
  if (records === undefined) return undefined
  for (let at = 0; at < events.length; at += eventWords) {
    const group = groups[events[at]!]!
    if (!group.isRead) distinct.read(group)
    if (group.prepared === undefined) return undefined
  }
  const own = records.map((record) => ({ record, prepared: prepareRecord(record, question) }))
  const places = seen.load === undefined ? new Set<string>() : placesOf(events, groups, own)
  return { events, groups, odd: own, places }
}

/**
 * Notes which events of a file were there before, and adds the records that no group has. Gives the events that count,
 * and what they come to.
 */
export function judge(
  { events, groups, odd, places }: Understood,
  { activity, seen, starts, dropsOutside }: Folding,
): { readonly counts: Uint32Array; readonly events: FoldedEvents } {
  const bytes = new Uint8Array(events.buffer, events.byteOffset, events.byteLength)
  const placeIn = places.size === 0 ? () => '' : openPlaces()
  const tally = openEvents()
  let end = 0
  for (let at = 0; at < events.length; at += eventWords) {
    const group = groups[events[at]!]!
    if (dropsOutside && group.outside) {
      tally.drop()
      continue
    }
    if (end !== at) events.copyWithin(end, at, at + eventWords)
    const from = 4 * end + headOfEvent
    if (group.said !== undefined) {
      const event = fingerprintOfBytes(bytes, from, from + events[end + 2]! + lengthOfTime, group.said)
      const isNew = seen.add(event, placeIn(group, dayOf(events[end + 1]!)))
      if (!isNew) events[end + 3] = 1
      tally.add(events[end + 1]!, isNew)
    }
    end += eventWords
  }
  for (const { record, prepared } of odd) {
    activity.add(prepared)
    starts?.learnRecord(record, prepared)
  }
  return { counts: end === events.length ? events : events.slice(0, end), events: tally.events() }
}

const dayOf = (seconds: number) => Math.floor(seconds / 86_400)

function placesOf(
  events: Uint32Array,
  groups: readonly DistinctGroup[],
  odd: Understood['odd'],
): ReadonlySet<string> {
  const places = new Set<string>()
  const placeIn = openPlaces()
  for (let at = 0; at < events.length; at += eventWords)
    places.add(placeIn(groups[events[at]!]!, dayOf(events[at + 1]!)))
  for (const { prepared } of odd) places.add(preparedPlace(prepared) ?? '')
  places.delete('')
  return places
}

/** Where events of a group are remembered on a day; nowhere if they are in no scope. Most of a file are of one day. */
function openPlaces(): (group: DistinctGroup, day: number) => string {
  const known = new Map<DistinctGroup, { day: number; place: string }>()
  return (group, day) => {
    const last = known.get(group)
    if (last?.day === day) return last.place
    const place = preparedPlace(group.prepared!, dayText(day)) ?? ''
    known.set(group, { day, place })
    return place
  }
}

function openEvents() {
  let [fresh, again, dropped] = [0, 0, 0]
  let [first, last, day] = [Number.POSITIVE_INFINITY, 0, -1]
  const days = new Set<string>()
  return {
    drop() {
      dropped += 1
    },
    add(seconds: number, isNew: boolean) {
      if (!isNew) {
        again += 1
        return
      }
      fresh += 1
      if (seconds < first) first = seconds
      if (seconds > last) last = seconds
      if (dayOf(seconds) === day) return
      day = dayOf(seconds)
      days.add(dayText(day))
    },
    events: (): FoldedEvents => ({
      ...{ fresh, again, dropped, days },
      first: fresh === 0 ? undefined : isoTime(first),
      last: fresh === 0 ? undefined : isoTime(last),
    }),
  }
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
