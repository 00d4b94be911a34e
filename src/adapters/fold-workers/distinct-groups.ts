import {
  type FoldQuestion,
  type PreparedRecord,
  preparedIdentity,
  prepareRecord,
} from '../../core/activity/access-activity.js'
import type { Fact } from '../../core/activity/activity.js'
import { identityLanes, valuesIdentity } from '../../core/activity/fact.js'
import type { Fingerprint, Lanes } from '../../core/activity/fingerprint.js'
import { type MadeLessons, teachesIdentifiers } from '../../core/activity/made.js'
import type { Sighted } from '../../core/activity/sightings.js'
import { defaultLimits } from '../../core/cloudtrail/limits.js'
import { unwrap } from '../../core/cloudtrail/unwrap.js'
import type { Json, JsonObject } from '../../core/iam/json.js'
import type { NewGroups } from './messages.js'

/** What the fold asks, without what recognizes events. */
export type Question = Partial<Omit<FoldQuestion, 'seen'>>

/**
 * Records that differ in nothing that is asked for, whatever files and threads they came from. Its text is read when it is
 * first asked for: see {@link readGroup}.
 */
export interface DistinctGroup {
  readonly text: string
  /** The group whose values are counted apart, of which this is one with values of its own. */
  readonly whole: DistinctGroup | undefined
  /** Of the period. */
  readonly outside: boolean
  isRead: boolean
  /** What its records mean; `undefined` if the plain decoder would not take them for records. */
  prepared: PreparedRecord | undefined
  /** The values in place of those of what was prepared, where nothing else differs. */
  values: Fact['unbounded'] | undefined
  /** What they teach of identifiers; `undefined` if nothing. */
  lessons: MadeLessons | undefined
  /** The identity of what they say; `undefined` if their events cannot be recognized. */
  said: Fingerprint | undefined
  place: SeenPlace | undefined
  /** Of a whole: the first of its parts that was read. It may have events itself, where nothing stands apart. */
  firstPart: FirstPart | undefined
}

interface FirstPart {
  readonly prepared: PreparedRecord
  /** Whether identifiers that stand apart teach anything. */
  readonly teaches: boolean
  place: SeenPlace | undefined
  /** Of the identities of all of them that have values alone of their own. */
  lanes: Lanes | undefined
}

/** Groups that are the same at a glance. */
export interface SeenPlace {
  readonly sighted: Sighted
  /** By days since 1970. */
  readonly days: Map<number, { events: number; deliveries: number; first: number; last: number }>
}

/** The groups of all threads. */
export interface DistinctGroups {
  /** Adds new groups of a thread behind those that it had. */
  add(known: DistinctGroup[], groups: NewGroups): void
  /** Reads a group, once. */
  read(group: DistinctGroup): void
}

/** Characters of texts beyond which groups are no more looked for among those of other threads. */
const mostText = 64 << 20

/** No groups yet. `timeOf` gives a time in the period, or one outside of it. */
export function openDistinctGroups(question: Question, timeOf: (outside: boolean) => string): DistinctGroups {
  let byText = new Map<string, DistinctGroup>()
  let parts = new Map<DistinctGroup, Map<string, DistinctGroup>>()
  let places = new Map<string, SeenPlace>()
  let characters = 0

  function groupOf(text: string, outside: boolean, whole: DistinctGroup | undefined): DistinctGroup {
    const among = whole === undefined ? byText : (parts.get(whole) ?? new Map<string, DistinctGroup>())
    if (whole !== undefined) parts.set(whole, among)
    // Of one text, records outside of the period are another group.
    const key = outside ? `-${text}` : text
    const known = among.get(key)
    if (known !== undefined) return known
    const group = unread(text, outside, whole)
    among.set(key, group)
    characters += text.length
    return group
  }

  function placeOf({ arn, region, account, eventSource, meaning, data }: Sighted): SeenPlace {
    const key = JSON.stringify([arn, region, account, eventSource, meaning, data])
    const place = places.get(key) ?? {
      sighted: { arn, time: '', region, account, eventSource, eventName: '', meaning, data },
      days: new Map(),
    }
    places.set(key, place)
    return place
  }

  return {
    add(known, { words, text }) {
      const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
      for (let [at, from] = [0, 0]; at < words.length; at += 3) {
        const end = from + words[at]!
        const whole = words[at + 1] === 0 ? undefined : known[words[at + 1]! - 1]
        known.push(groupOf(bytes.toString('latin1', from, end), words[at + 2] !== 0, whole))
        from = end
      }
      if (characters < mostText) return
      ;[byText, parts, places, characters] = [new Map(), new Map(), new Map(), 0]
    },
    read(group) {
      if (group.isRead) return
      group.isRead = true
      readGroup(group, timeOf(group.outside), question)
      const { prepared, whole } = group
      if (prepared?.sighted === undefined) return
      const first = prepared === whole?.firstPart?.prepared ? whole.firstPart : undefined
      group.place = first?.place ?? placeOf(prepared.sighted)
      if (first !== undefined) first.place = group.place
    },
  }
}

function unread(text: string, outside: boolean, whole: DistinctGroup | undefined): DistinctGroup {
  return {
    text,
    whole,
    outside,
    isRead: false,
    prepared: undefined,
    values: undefined,
    lessons: undefined,
    said: undefined,
    place: undefined,
    firstPart: undefined,
  }
}

function readGroup(group: DistinctGroup, time: string, question: Question): void {
  const { whole, text } = group
  if (whole === undefined) group.prepared = recordOf(parsed(text), time, question)?.prepared
  else readPart(group, whole, time, question)
  const { prepared, values } = group
  if (prepared === undefined) return
  const { fact, made } = prepared
  if (made !== undefined && learns(made)) group.lessons = joined(made, group.lessons)
  group.said =
    fact === undefined || values === undefined
      ? preparedIdentity(prepared)
      : valuesIdentity(lanesOf(whole?.firstPart, fact), { ...fact, unbounded: values })
}

/** Whoever has values of its own is like the first part. */
function lanesOf(first: FirstPart | undefined, fact: Fact): Lanes {
  const lanes = first?.lanes ?? identityLanes(fact)
  if (first !== undefined) first.lanes = lanes
  return lanes
}

function joined(made: MadeLessons, apart: MadeLessons | undefined): MadeLessons {
  if (apart === undefined) return made
  return { identifiers: [...made.identifiers, ...apart.identifiers], links: made.links }
}

/** Texts are kept a character for each byte, for they are compared more often than read. */
function parsed(text: string): JsonObject {
  return JSON.parse(Buffer.from(text, 'latin1').toString()) as JsonObject
}

function recordOf(object: JsonObject, time: string, question: Question): FirstPart | undefined {
  const found = unwrap({ ...object, eventTime: time, eventID: 'of-the-group' }, defaultLimits)
  const [one] = found
  if (found.length !== 1 || one?.kind !== 'record') return undefined
  const prepared = prepareRecord(one.record, question)
  return {
    prepared,
    place: undefined,
    lanes: undefined,
    teaches: prepared.made !== undefined && teachesIdentifiers(one.record),
  }
}

/**
 * The record of a group with values of its own; what they do not touch is the same as in the first one read.
 */
function readPart(group: DistinctGroup, whole: DistinctGroup, time: string, question: Question): void {
  const { own, identifiers } = partsOf(group.text)
  whole.firstPart ??= recordWith(whole, own, time, question)
  const first = whole.firstPart
  if (first === undefined) return
  group.values = valuesIn(first.prepared, own)
  group.prepared =
    group.values === undefined ? recordWith(whole, own, time, question)?.prepared : first.prepared
  if (first.teaches && identifiers.length > 0) group.lessons = { identifiers, links: [] }
}

function recordWith(
  whole: DistinctGroup,
  own: JsonObject,
  time: string,
  question: Question,
): FirstPart | undefined {
  const object = parsed(whole.text)
  if (Object.keys(own).length === 0) return recordOf(object, time, question)
  const request = { ...(object['requestParameters'] as JsonObject), ...own }
  return recordOf({ ...object, requestParameters: request as unknown as Json }, time, question)
}

/** The values of the request that are counted apart, and identifiers that AWS made: see `copyMade` in src/kernel. */
function partsOf(text: string): { readonly own: JsonObject; readonly identifiers: readonly string[] } {
  const all = Object.entries(parsed(`{${text}}`))
  const isMade = ([key]: (typeof all)[number]) => key.startsWith('made ')
  const identifiers = all.filter(isMade).map(([, value]) => value as string)
  return { own: Object.fromEntries(all.filter((one) => !isMade(one))), identifiers }
}

function learns(made: MadeLessons | undefined): boolean {
  return made !== undefined && made.identifiers.length + made.links.length > 0
}

/** The values in place of those of a record, where nothing else can depend on them; none if it has no use for any. */
function valuesIn({ fact, made, sighted }: PreparedRecord, own: JsonObject): Fact['unbounded'] | undefined {
  if (sighted === undefined || (fact === undefined && made === undefined)) return []
  const keys = Object.keys(own)
  if (keys.length === 0 && fact !== undefined && !learns(made)) return fact.unbounded
  if (fact === undefined || learns(made)) return undefined
  const taken = fact.unbounded.filter(({ key }) => keys.includes(key))
  if (taken.length !== keys.length || fact.unbounded.some((one) => 'canonical' in one)) return undefined
  // Others are carried by members that are the same in all of them.
  return fact.unbounded.map((one) => (taken.includes(one) ? { ...one, value: own[one.key] as string } : one))
}
