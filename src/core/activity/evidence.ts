import { byCodeUnit } from '../iam/order.js'

/** Facts from records that show a use. Times are ISO 8601 UTC, days `YYYY-MM-DD`. */
export interface Evidence {
  /** Calls, each event counted once however often it was delivered. */
  readonly count: number
  readonly first: string
  readonly last: string
  readonly days: ReadonlyMap<string, number>
  /** The earliest few events, so that the choice does not depend on the order of files. */
  readonly samples: readonly Sample[]
}

/** An event that shows the use, for whoever wants to look it up. */
export interface Sample {
  readonly time: string
  readonly eventID: string
}

const samplesKept = 3

/** Evidence of one call. */
export function evidenceOf(time: string, eventID: string | undefined): Evidence {
  const samples = eventID === undefined ? [] : [{ time, eventID }]
  return { count: 1, first: time, last: time, days: new Map([[time.slice(0, 10), 1]]), samples }
}

/** Evidence of both together. Associative and commutative: the order of records never shows. */
export function joinEvidence(a: Evidence, b: Evidence): Evidence {
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a
  const days = new Map(a.days)
  for (const [day, count] of b.days) days.set(day, (days.get(day) ?? 0) + count)
  return {
    count: a.count + b.count,
    first: byCodeUnit(a.first, b.first) < 0 ? a.first : b.first,
    last: byCodeUnit(a.last, b.last) > 0 ? a.last : b.last,
    days,
    samples: earliestSamples([...a.samples, ...b.samples]),
  }
}

/** The samples that are kept of many. Of an eventID that was used again, the earliest time. */
export function earliestSamples(samples: readonly Sample[]): Sample[] {
  const byId = new Map<string, Sample>()
  for (const sample of samples) {
    const known = byId.get(sample.eventID)
    if (known === undefined || sample.time < known.time) byId.set(sample.eventID, sample)
  }
  return [...byId.values()]
    .sort((a, b) => byCodeUnit(a.time, b.time) || byCodeUnit(a.eventID, b.eventID))
    .slice(0, samplesKept)
}

/** Evidence in the making: the fold adds millions of calls to it without a new object for each. */
export interface Tally {
  count: number
  first: string
  last: string
  readonly days: Map<string, number>
  samples: Sample[]
}

/** A tally of no calls. */
export function openTally(): Tally {
  return { count: 0, first: '', last: '', days: new Map(), samples: [] }
}

/** Adds one call; equal to joining {@link evidenceOf} it. */
export function addCall(tally: Tally, time: string, eventID: string | undefined): void {
  if (tally.count === 0 || time < tally.first) tally.first = time
  if (tally.count === 0 || time > tally.last) tally.last = time
  tally.count += 1
  const day = time.slice(0, 10)
  tally.days.set(day, (tally.days.get(day) ?? 0) + 1)
  const latest = tally.samples.at(-1)
  if (eventID !== undefined && (tally.samples.length < samplesKept || time <= (latest?.time ?? ''))) {
    tally.samples = earliestSamples([...tally.samples, { time, eventID }])
  }
}

/** Adds all calls of another tally; equal to joining them. */
export function addTally(tally: Tally, other: Evidence): void {
  if (other.count === 0) return
  if (tally.count === 0 || byCodeUnit(other.first, tally.first) < 0) tally.first = other.first
  if (tally.count === 0 || byCodeUnit(other.last, tally.last) > 0) tally.last = other.last
  tally.count += other.count
  for (const [day, count] of other.days) tally.days.set(day, (tally.days.get(day) ?? 0) + count)
  addSamples(tally, other.samples)
}

/** None of samples that are later than all that are kept would be. */
function addSamples(tally: Tally, samples: readonly Sample[]): void {
  const latest = tally.samples.at(-1)?.time ?? ''
  const some = tally.samples.length < samplesKept ? samples : samples.filter(({ time }) => time <= latest)
  if (some.length > 0) tally.samples = earliestSamples([...tally.samples, ...some])
}
