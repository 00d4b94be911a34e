import { type Evidence, earliestSamples, type Sample } from '../../core/activity/evidence.js'
import { dayText, isoTime } from './iso-time.js'
import { sampleWords, tallyWords } from './kernel-files.js'

/** What tallies of the kernel come to together, in its numbers: seconds and days since 1970. */
export interface Sum {
  count: number
  first: number
  last: number
  readonly days: Map<number, number>
  samples: readonly Sample[]
  /** No sample that is later is kept. */
  latest: number
}

/** Of no tallies. */
export function openSum(): Sum {
  return { count: 0, first: 0xffff_ffff, last: 0, days: new Map(), samples: [], latest: 0xffff_ffff }
}

/** How many samples {@link earliestSamples} keeps. */
const samplesKept = 3

/** Adds the tallies from a place to another: the events of a group on some days. */
export function addToSum(sum: Sum, tallies: Uint32Array, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const [day, events] = [tallies[at + 1]!, tallies[at + 2]!]
    const end = at + tallyWords + sampleWords * tallies[at + 6]!
    if (events > 0) {
      sum.count += events
      sum.days.set(day, (sum.days.get(day) ?? 0) + events)
      if (tallies[at + 3]! < sum.first) sum.first = tallies[at + 3]!
      if (tallies[at + 4]! > sum.last) sum.last = tallies[at + 4]!
    }
    for (let sample = at + tallyWords; sample < end; sample += sampleWords)
      if (tallies[sample]! <= sum.latest) addSample(sum, tallies, sample)
    at = end
  }
}

function addSample(sum: Sum, tallies: Uint32Array, at: number): void {
  const bytes = Buffer.from(tallies.buffer, tallies.byteOffset + 4 * at + 8, tallies[at + 1])
  const sample = { time: isoTime(tallies[at]!), eventID: bytes.toString('latin1') }
  sum.samples = earliestSamples([...sum.samples, sample])
  if (sum.samples.length === samplesKept) sum.latest = Date.parse(sum.samples[samplesKept - 1]!.time) / 1000
}

/** The same as evidence. */
export function evidenceOf({ count, first, last, days, samples }: Sum): Evidence {
  return {
    count,
    first: isoTime(first),
    last: isoTime(last),
    days: new Map([...days].map(([day, events]) => [dayText(day), events])),
    samples,
  }
}
