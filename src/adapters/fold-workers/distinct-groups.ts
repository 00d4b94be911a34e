import { preparedIdentity } from '../../core/activity/access-activity.js'
import { type MadeLessons, teachesIdentifiers } from '../../core/activity/made.js'
import type { Sighted } from '../../core/activity/sightings.js'
import { type Json, type JsonObject, member } from '../../core/iam/json.js'
import { decodedObject, type Frames, openFrames, type Question } from './frames.js'
import { type GroupText, textOf } from './group-text.js'
import type { NewGroups } from './messages.js'
import { type FirstPart, formOf, type PartReading, partOf, readAlike, refusalOf } from './part-form.js'

/**
 * Records that differ in nothing that is asked for, whatever files they came from. Its text is read when it is first asked
 * for: see {@link readGroup}.
 */
export interface DistinctGroup extends PartReading {
  /** The group whose values are counted apart, of which this is one with values of its own. */
  readonly whole: DistinctGroup | undefined
  /** Of the period. */
  readonly outside: boolean
  isRead: boolean
  place: SeenPlace | undefined
  /** Of a whole: the first of its parts that was read. It may have events itself, where nothing stands apart. */
  firstPart: (FirstPart & { place: SeenPlace | undefined }) | undefined
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
const mostText = 16 << 20

/** No groups yet. `timeOf` gives a time in the period, or one outside of it. */
export function openDistinctGroups(question: Question, timeOf: (outside: boolean) => string): DistinctGroups {
  let byText = new Map<string, DistinctGroup>()
  let placeOf = openPlaces()
  const frames = openFrames()
  let characters = 0

  /** Parts are cheap to read, and as many as there are values: only wholes are looked for. */
  function wholeOf(text: GroupText, outside: boolean): DistinctGroup {
    const said = text.bytes.toString('latin1', text.from, text.to)
    // Of one text, records outside of the period are another group.
    const key = outside ? `-${said}` : said
    const known = byText.get(key)
    if (known !== undefined) return known
    const group = unread(text, outside, undefined)
    byText.set(key, group)
    characters += key.length
    return group
  }

  return {
    add(known, { words, text }) {
      const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
      for (let [at, from] = [0, 0]; at < words.length; at += 3) {
        const to = from + words[at]!
        const whole = words[at + 1] === 0 ? undefined : known[words[at + 1]! - 1]
        const outside = words[at + 2] !== 0
        const found = { bytes, from, to }
        known.push(whole === undefined ? wholeOf(found, outside) : unread(found, outside, whole))
        from = to
      }
      if (characters < mostText) return
      ;[byText, placeOf, characters] = [new Map(), openPlaces(), 0]
      frames.clear()
    },
    read(group) {
      if (group.isRead) return
      group.isRead = true
      readGroup(group, timeOf(group.outside), question, frames)
      const { prepared, whole } = group
      if (prepared?.sighted === undefined) return
      const first = prepared === whole?.firstPart?.prepared ? whole.firstPart : undefined
      group.place = first?.place ?? placeOf(prepared.sighted)
      if (first !== undefined) first.place = group.place
    },
  }
}

/** Finds the groups that are the same at a glance. What is prepared of many is often sighted as one. */
function openPlaces(): (sighted: Sighted) => SeenPlace {
  const places = new Map<string, SeenPlace>()
  const known = new Map<Sighted, SeenPlace>()

  function newPlace({ arn, region, account, eventSource, meaning, data }: Sighted): SeenPlace {
    const key = JSON.stringify([arn, region, account, eventSource, meaning, data])
    const place = places.get(key) ?? {
      sighted: { arn, time: '', region, account, eventSource, eventName: '', meaning, data },
      days: new Map(),
    }
    places.set(key, place)
    return place
  }

  return (sighted) => {
    const place = known.get(sighted) ?? newPlace(sighted)
    known.set(sighted, place)
    return place
  }
}

function unread(text: GroupText, outside: boolean, whole: DistinctGroup | undefined): DistinctGroup {
  return {
    text,
    whole,
    outside,
    isRead: false,
    prepared: undefined,
    valueEnd: 0,
    session: undefined,
    lessons: undefined,
    said: undefined,
    place: undefined,
    firstPart: undefined,
  }
}

function readGroup(group: DistinctGroup, time: string, question: Question, frames: Frames): void {
  const { whole, text } = group
  if (whole === undefined) group.prepared = frames.decode(text, time, question)?.prepared
  else {
    const first = whole.firstPart
    if (first !== undefined && readAlike(group, first)) return
    readPart(group, whole, time, question)
  }
  const { prepared } = group
  if (prepared === undefined) return
  const { made } = prepared
  if (made !== undefined && learns(made)) group.lessons = joined(made, group.lessons)
  group.said = preparedIdentity(prepared)
}

function joined(made: MadeLessons, apart: MadeLessons | undefined): MadeLessons {
  if (apart === undefined) return made
  return { identifiers: [...made.identifiers, ...apart.identifiers], links: made.links }
}

function parsed(text: string): JsonObject {
  return JSON.parse(text) as JsonObject
}

/** The record of a group with values of its own, decoded as a whole; the first that is read shows the form of others. */
function readPart(group: DistinctGroup, whole: DistinctGroup, time: string, question: Question): void {
  const part = partOf(parsed(`{${textOf(group.text)}}`))
  const decoded = decodedObject(withPart(parsed(textOf(whole.text)), part), time, question)
  if (decoded === undefined) return
  const { prepared, record } = decoded
  const teaches = prepared.made !== undefined && teachesIdentifiers(record)
  const { session, identifiers } = part
  const { fact } = prepared
  const refusal = session === undefined ? undefined : refusalOf(fact?.message, record.userIdentity.arn)
  // A message that cannot be put together again is for the plain decoder, and with it the file.
  if (session !== undefined && refusal === undefined && fact?.message !== undefined) return
  whole.firstPart ??= { prepared, teaches, form: formOf(decoded, part), refusal, place: undefined }
  group.prepared = prepared
  group.session = session
  if (teaches && identifiers.length > 0) group.lessons = { identifiers, links: [] }
}

/** What stands apart, put back where it was. */
function withPart(object: JsonObject, { own, link }: ReturnType<typeof partOf>): JsonObject {
  const asked = Object.keys(own).length === 0 ? {} : { requestParameters: own }
  const answered = link === undefined ? {} : { responseElements: { [link.key]: link.value } }
  const added = Object.entries({ ...asked, ...answered }).map(([key, values]) => [
    key,
    { ...(member(object, key) as JsonObject), ...values } as unknown as Json,
  ])
  return { ...object, ...Object.fromEntries(added) }
}

function learns(made: MadeLessons): boolean {
  return made.identifiers.length + made.links.length > 0
}
