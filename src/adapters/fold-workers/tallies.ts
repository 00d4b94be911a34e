import type { GroupEvents, OpenAccessActivity, PreparedRecord } from '../../core/activity/access-activity.js'
import type { Fact } from '../../core/activity/activity.js'
import { addTally, type Tally } from '../../core/activity/evidence.js'
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
  readonly texts: string[]
  /** Where the tally of each lies. */
  readonly places: number[]
}

/** Puts what groups came to into the activity. */
export function addTallies(
  tallies: Uint32Array,
  groups: readonly DistinctGroup[],
  { activity, byDay }: TallySink,
): void {
  const gathered = new Map<PreparedRecord, Gathered>()
  const places = new Set<SeenPlace>()
  for (let at = 0; at < tallies.length; at += tallyWords + sampleWords * tallies[at + 6]!) {
    const group = groups[tallies[at]!]!
    if (group.prepared === undefined) continue
    gather(gatheredOf(gathered, group.prepared), group, tallies, at, byDay)
    if (group.place !== undefined) places.add(see(group.place, tallies, at))
  }
  for (const [prepared, all] of gathered) activity.addEvents(prepared, eventsOf(all, tallies))
  for (const place of places) {
    activity.addSeen(place.sighted, daysOf(place))
    place.days.clear()
  }
}

function gatheredOf(all: Map<PreparedRecord, Gathered>, prepared: PreparedRecord): Gathered {
  const known = all.get(prepared)
  if (known !== undefined) return known
  const gathered: Gathered = { shares: new Map(), learned: new Map(), deliveries: 0 }
  all.set(prepared, gathered)
  return gathered
}

function gather(
  into: Gathered,
  group: DistinctGroup,
  tallies: Uint32Array,
  at: number,
  byDay: boolean,
): void {
  const day = tallies[at + 1]!
  into.deliveries += tallies[at + 5]!
  if (group.lessons !== undefined) {
    const learned = into.learned.get(day) ?? { identifiers: [], links: [] }
    into.learned.set(day, learned)
    learned.identifiers.push(...group.lessons.identifiers)
    learned.links.push(...group.lessons.links)
  }
  // On a day on which all was delivered before, there is nothing to count.
  if (tallies[at + 2] === 0) return
  const share = shareOf(into.shares, byDay ? day : 0)
  addToSum(share.sum, tallies, at)
  noteValues(share, group, at)
  noteMessage(share, group)
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

function noteValues(share: Share, group: DistinctGroup, at: number): void {
  const { prepared, whole, valueEnd } = group
  const form = valueEnd === 0 ? undefined : whole?.firstPart?.form
  if (form?.isPending === true) share.identifiers.push(ownValue(group, form))
  else if (prepared?.fact?.pending !== undefined) share.identifiers.push(prepared.fact.pending.identifier)
  if (form?.own !== undefined) noteValue(share, form.own, ownValue(group, form), at)
  for (const one of form?.shared ?? prepared?.fact?.unbounded ?? []) noteValue(share, one, one.value, at)
}

function noteValue({ values }: Share, { key, fixed }: Values['member'], text: string, at: number): void {
  const known = values.get(key) ?? {
    member: { key, fixed },
    tree: openPrefixTree(fixed),
    texts: [],
    places: [],
  }
  values.set(key, known)
  known.texts.push(text)
  known.places.push(at)
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

function filled({ tree, texts, places }: Values, tallies: Uint32Array): PrefixTree {
  const sums = new Map<Tally, Sum>()
  for (const [index, text] of texts.entries()) {
    const tally = tallyOfValue(tree, text)
    const sum = sums.get(tally) ?? openSum()
    sums.set(tally, sum)
    addToSum(sum, tallies, places[index]!)
  }
  for (const [tally, sum] of sums) addTally(tally, evidenceOf(sum))
  return tree
}

function see(place: SeenPlace, tallies: Uint32Array, at: number): SeenPlace {
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
  return place
}

function* daysOf({ days }: SeenPlace) {
  for (const [day, { events, deliveries, first, last }] of days)
    yield { day: dayText(day), first: isoTime(first), last: isoTime(last), events, deliveries }
}
