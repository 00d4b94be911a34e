import type { GroupEvents, OpenAccessActivity, PreparedRecord } from '../../core/activity/access-activity.js'
import { type Evidence, joinAllEvidence, type Sample } from '../../core/activity/evidence.js'
import type { DistinctGroup, SeenPlace } from './distinct-groups.js'
import { dayText, isoTime } from './iso-time.js'
import { sampleWords, tallyWords } from './kernel-files.js'

/** Where tallies go. */
export interface TallySink {
  readonly activity: Pick<OpenAccessActivity, 'addEvents' | 'addSeen'>
  readonly byDay: boolean
}

/** What the groups come to that one record stands for. */
interface Gathered {
  readonly evidence: Evidence[]
  readonly learned: GroupEvents['learned'][number][]
  readonly values: GroupEvents['values'][number][]
  deliveries: number
}

/** Puts what groups came to into the activity. */
export function addTallies(
  tallies: Uint32Array,
  groups: readonly DistinctGroup[],
  { activity, byDay }: TallySink,
): void {
  const bytes = Buffer.from(tallies.buffer, tallies.byteOffset, tallies.byteLength)
  const gathered = new Map<PreparedRecord, Gathered>()
  const places = new Set<SeenPlace>()
  for (let at = 0; at < tallies.length; ) {
    const group = groups[tallies[at]!]!
    const end = endOf(tallies, at)
    if (group.prepared !== undefined) {
      gather(gatheredOf(gathered, group.prepared), group, evidenceIn({ tallies, bytes, at, end }, byDay), {
        tallies,
        at,
        end,
      })
      if (group.place !== undefined) places.add(see(group.place, tallies, at, end))
    }
    at = end
  }
  for (const [prepared, { evidence, ...others }] of gathered) {
    const joined = byDay || evidence.length < 2 ? evidence : [joinAllEvidence(evidence)]
    activity.addEvents(prepared, { ...others, evidence: joined })
  }
  for (const place of places) {
    activity.addSeen(place.sighted, daysOf(place))
    place.days.clear()
  }
}

interface Run {
  readonly tallies: Uint32Array
  readonly at: number
  /** Behind the last tally of the group. */
  readonly end: number
}

function endOf(tallies: Uint32Array, from: number): number {
  const number = tallies[from]
  let at = from
  while (at < tallies.length && tallies[at] === number) at += tallyWords + sampleWords * tallies[at + 6]!
  return at
}

function gatheredOf(all: Map<PreparedRecord, Gathered>, prepared: PreparedRecord): Gathered {
  const known = all.get(prepared)
  if (known !== undefined) return known
  const gathered: Gathered = { evidence: [], learned: [], values: [], deliveries: 0 }
  all.set(prepared, gathered)
  return gathered
}

function gather(
  into: Gathered,
  { prepared, values, lessons }: DistinctGroup,
  evidence: readonly Evidence[],
  { tallies, at: from, end }: Run,
): void {
  for (let at = from; at < end; at += tallyWords + sampleWords * tallies[at + 6]!) {
    into.deliveries += tallies[at + 5]!
    if (lessons !== undefined) into.learned.push({ day: dayText(tallies[at + 1]!), lessons })
  }
  const unbounded = values ?? prepared?.fact?.unbounded ?? []
  for (const one of evidence) {
    into.evidence.push(one)
    if (unbounded.length > 0) into.values.push({ unbounded, evidence: one })
  }
}

/** Of all days of a group together, or of each; of days on which all was delivered before, none. */
function evidenceIn({ tallies, bytes, at: from, end }: Run & { bytes: Buffer }, byDay: boolean): Evidence[] {
  const all: Evidence[] = []
  let [count, first, last] = [0, Number.POSITIVE_INFINITY, 0]
  let [days, samples] = [new Map<string, number>(), [] as Sample[]]
  for (let at = from; at < end; ) {
    const kept = tallies[at + 6]!
    const events = tallies[at + 2]!
    if (events > 0) {
      count += events
      first = Math.min(first, tallies[at + 3]!)
      last = Math.max(last, tallies[at + 4]!)
      days.set(dayText(tallies[at + 1]!), events)
      readSamples(samples, tallies, bytes, at + tallyWords, kept)
    }
    at += tallyWords + sampleWords * kept
    if (count > 0 && (byDay || at === end)) {
      all.push({ count, first: isoTime(first), last: isoTime(last), days, samples })
      ;[count, first, last, days, samples] = [0, Number.POSITIVE_INFINITY, 0, new Map(), []]
    }
  }
  return all
}

function readSamples(into: Sample[], tallies: Uint32Array, bytes: Buffer, from: number, kept: number): void {
  for (let at = from; at < from + sampleWords * kept; at += sampleWords) {
    const eventID = bytes.toString('latin1', 4 * at + 8, 4 * at + 8 + tallies[at + 1]!)
    into.push({ time: isoTime(tallies[at]!), eventID })
  }
}

function see(place: SeenPlace, tallies: Uint32Array, from: number, end: number): SeenPlace {
  for (let at = from; at < end; at += tallyWords + sampleWords * tallies[at + 6]!) {
    const day = place.days.get(tallies[at + 1]!)
    const [events, first, last] = [tallies[at + 2]!, tallies[at + 3]!, tallies[at + 4]!]
    const deliveries = tallies[at + 5]!
    if (day === undefined) place.days.set(tallies[at + 1]!, { events, deliveries, first, last })
    else {
      day.events += events
      day.deliveries += deliveries
      if (first < day.first) day.first = first
      if (last > day.last) day.last = last
    }
  }
  return place
}

function* daysOf({ days }: SeenPlace) {
  for (const [day, { events, deliveries, first, last }] of days)
    yield { day: dayText(day), first: isoTime(first), last: isoTime(last), events, deliveries }
}
