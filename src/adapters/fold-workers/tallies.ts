import type { GroupEvents, OpenAccessActivity, PreparedRecord } from '../../core/activity/access-activity.js'
import type { Fact } from '../../core/activity/activity.js'
import { addTally, type Tally } from '../../core/activity/evidence.js'
import type { MadeLessons } from '../../core/activity/made.js'
import { leavesOf, openPrefixTree, type PrefixTree, tallyOfValue } from '../../core/activity/prefix-tree.js'
import type { DistinctGroup, SeenPlace } from './distinct-groups.js'
import { dayText, isoTime } from './iso-time.js'
import { sampleWords, tallyWords } from './kernel-files.js'
import { ownValue } from './part-form.js'
import { addToSum, evidenceOf, openSum, type Sum } from './sum.js'

/** Where tallies go. */
export interface TallySink {
  readonly activity: Pick<OpenAccessActivity, 'addEvents' | 'addSeen'>
  readonly byDay: boolean
}

/** What the groups come to that one record stands for. */
interface Gathered {
  /** Of all days together (by 0), or of each. */
  readonly shares: Map<number, Share>
  readonly learned: Map<
    number,
    { readonly identifiers: string[]; readonly links: (readonly [string, string])[] }
  >
  deliveries: number
}

interface Share {
  readonly sum: Sum
  /** By member of the request. */
  readonly values: Map<string, Values>
  /** The first in the order of the text, of those that are put together from parts. */
  message: string | undefined
  /** What stands for the member that a request lacks, of all. */
  readonly identifiers: string[]
}

/** The values of one member. A tally with one of them is found again once all are in the tree. */
interface Values {
  readonly member: Pick<Fact['unbounded'][number], 'key' | 'fixed'>
  readonly tree: PrefixTree
  readonly uses: { readonly text: string; readonly run: Run }[]
}

/** Tallies of one group, one behind the other: of all days, or of one. */
interface Run {
  readonly from: number
  readonly to: number
}

/** Puts what groups came to into the activity. */
export function addTallies(
  tallies: Uint32Array,
  groups: readonly DistinctGroup[],
  { activity, byDay }: TallySink,
): void {
  const gathered = new Map<PreparedRecord, Gathered>()
  const places = new Set<SeenPlace>()
  for (let from = 0; from < tallies.length; ) {
    const group = groups[tallies[from]!]!
    const run = { from, to: runEnd(tallies, from, byDay) }
    from = run.to
    if (group.prepared === undefined) continue
    gather(gatheredOf(gathered, group.prepared), group, tallies, run, byDay)
    if (group.place === undefined) continue
    places.add(group.place)
    see(group.place, tallies, run)
  }
  for (const [prepared, all] of gathered) activity.addEvents(prepared, eventsOf(all, tallies))
  for (const place of places) {
    activity.addSeen(place.sighted, daysOf(place))
    place.days.clear()
  }
}

function runEnd(tallies: Uint32Array, from: number, byDay: boolean): number {
  const number = tallies[from]
  let at = from
  do at += tallyWords + sampleWords * tallies[at + 6]!
  while (!byDay && at < tallies.length && tallies[at] === number)
  return at
}

function gatheredOf(all: Map<PreparedRecord, Gathered>, prepared: PreparedRecord): Gathered {
  const known = all.get(prepared)
  if (known !== undefined) return known
  const gathered: Gathered = { shares: new Map(), learned: new Map(), deliveries: 0 }
  all.set(prepared, gathered)
  return gathered
}

function gather(into: Gathered, group: DistinctGroup, tallies: Uint32Array, run: Run, byDay: boolean): void {
  const { lessons } = group
  let events = 0
  for (let at = run.from; at < run.to; at += tallyWords + sampleWords * tallies[at + 6]!) {
    events += tallies[at + 2]!
    into.deliveries += tallies[at + 5]!
    if (lessons !== undefined) learn(into.learned, tallies[at + 1]!, lessons)
  }
  // Where all was delivered before, there is nothing to count.
  if (events === 0) return
  const share = shareOf(into.shares, byDay ? tallies[run.from + 1]! : 0)
  addToSum(share.sum, tallies, run.from, run.to)
  noteValues(share, group, run)
  noteMessage(share, group)
}

function learn(learned: Gathered['learned'], day: number, { identifiers, links }: MadeLessons): void {
  const known = learned.get(day) ?? { identifiers: [], links: [] }
  learned.set(day, known)
  known.identifiers.push(...identifiers)
  known.links.push(...links)
}

function noteMessage(share: Share, { whole, session }: DistinctGroup): void {
  const refusal = whole?.firstPart?.refusal
  if (refusal === undefined || session === undefined) return
  const message = `${refusal.before}${session}${refusal.after}`
  if (share.message === undefined || message < share.message) share.message = message
}

function shareOf(shares: Map<number, Share>, day: number): Share {
  const known = shares.get(day)
  if (known !== undefined) return known
  const share: Share = { sum: openSum(), values: new Map(), message: undefined, identifiers: [] }
  shares.set(day, share)
  return share
}

function noteValues(share: Share, group: DistinctGroup, run: Run): void {
  const { prepared, whole, valueEnd } = group
  const form = valueEnd === 0 ? undefined : whole?.firstPart?.form
  if (form?.isPending === true) share.identifiers.push(ownValue(group, form))
  else if (prepared?.fact?.pending !== undefined) share.identifiers.push(prepared.fact.pending.identifier)
  if (form?.own !== undefined) noteValue(share, form.own, ownValue(group, form), run)
  for (const one of form?.shared ?? prepared?.fact?.unbounded ?? []) noteValue(share, one, one.value, run)
}

function noteValue({ values }: Share, { key, fixed }: Values['member'], text: string, run: Run): void {
  const known = values.get(key) ?? { member: { key, fixed }, tree: openPrefixTree(fixed), uses: [] }
  values.set(key, known)
  known.uses.push({ text, run })
  tallyOfValue(known.tree, text)
}

function eventsOf({ shares, learned, deliveries }: Gathered, tallies: Uint32Array): GroupEvents {
  const all = [...shares.values()]
  return {
    evidence: all.map(({ sum }) => evidenceOf(sum)),
    details: all.map(({ message, identifiers }) => ({
      message,
      identifiers: identifiers.length === 0 ? undefined : identifiers,
    })),
    learned: [...learned].map(([day, lessons]) => ({ day: dayText(day), lessons })),
    deliveries,
    values: all.flatMap(({ values }) =>
      [...values.values()].map((one) => ({ member: one.member, leaves: leavesOf(filled(one, tallies)) })),
    ),
  }
}

function filled({ tree, uses }: Values, tallies: Uint32Array): PrefixTree {
  const sums = new Map<Tally, Sum>()
  for (const { text, run } of uses) {
    const tally = tallyOfValue(tree, text)
    const sum = sums.get(tally) ?? openSum()
    sums.set(tally, sum)
    addToSum(sum, tallies, run.from, run.to)
  }
  for (const [tally, sum] of sums) addTally(tally, evidenceOf(sum))
  return tree
}

function see({ days }: SeenPlace, tallies: Uint32Array, { from, to }: Run): void {
  for (let at = from; at < to; at += tallyWords + sampleWords * tallies[at + 6]!) {
    const [events, first, last] = [tallies[at + 2]!, tallies[at + 7]!, tallies[at + 8]!]
    const deliveries = tallies[at + 5]!
    const day = days.get(tallies[at + 1]!)
    if (day === undefined) days.set(tallies[at + 1]!, { events, deliveries, first, last })
    else {
      day.events += events
      day.deliveries += deliveries
      if (first < day.first) day.first = first
      if (last > day.last) day.last = last
    }
  }
}

function* daysOf({ days }: SeenPlace) {
  for (const [day, { events, deliveries, first, last }] of days)
    yield { day: dayText(day), first: isoTime(first), last: isoTime(last), events, deliveries }
}
