import type { PreparedRecord } from '../../core/activity/access-activity.js'
import type { Fact } from '../../core/activity/activity.js'
import { identityLanes, valuesIdentity, valuesText } from '../../core/activity/fact.js'
import {
  type Fingerprint,
  fingerprintAfter,
  type Lanes,
  lanesOf,
  lanesOfBytes,
} from '../../core/activity/fingerprint.js'
import { givenIn, hasFormOfIdentifier, linksOf, type MadeLessons } from '../../core/activity/made.js'
import type { CloudTrailRecord } from '../../core/cloudtrail/record.js'
import { type JsonObject, member } from '../../core/iam/json.js'
import type { Decoded } from './frames.js'
import type { GroupText } from './group-text.js'

/**
 * How the parts of a whole are read without decoding them: all that differs is the value of one member of the request, or
 * nothing at all, and identifiers that AWS made. What is not in this form byte by byte is decoded.
 */
export interface PartForm {
  /** The member that each has its own value of, where its values are kept. */
  readonly own: Fact['unbounded'][number] | undefined
  /** The value of its own stands for a member that the request lacks. */
  readonly isPending: boolean
  /** What stands before the value; `undefined` if there is none. */
  readonly head: Buffer | undefined
  /** What each teaches by a link of its own; `undefined` if none has one. */
  readonly link: FormOfLink | undefined
  /** Values that are the same in all of them. */
  readonly shared: Fact['unbounded']
  /** The lanes of what an identity begins with, up to the value, and what follows behind it. */
  readonly lanes: Lanes
  readonly rest: string
  /** Of all of them, if they have no value of their own. */
  readonly said: Fingerprint
}

/** What was read of one part and is the same in others. */
export interface FirstPart {
  readonly prepared: PreparedRecord
  /** Whether identifiers that stand apart teach anything. */
  readonly teaches: boolean
  /** The form of parts that need not be decoded; `undefined` if each has to be. */
  readonly form: PartForm | undefined
  /** The message of all parts, if each has a session of its own in it. */
  readonly refusal: Refusal | undefined
}

/** What is read of a part. */
export interface PartReading {
  readonly text: GroupText
  /** What its records mean; `undefined` if the plain decoder would not take them for records. */
  prepared: PreparedRecord | undefined
  /**
   * Where the one value ends that it has of its own, if it is in the form of the first part of its whole and what was
   * prepared is of that one; else 0.
   */
  valueEnd: number
  /** Of whom AWS names as refused, if it is counted apart. */
  session: string | undefined
  /** What they teach of identifiers; `undefined` if nothing. */
  lessons: MadeLessons | undefined
  /** The identity of what they say; `undefined` if their events cannot be recognized. */
  said: Fingerprint | undefined
}

/** What an identifier that AWS made teaches, whatever it is. */
interface FormOfLink {
  readonly stands: string
  /** No such text is of AWS's making. */
  readonly given: ReadonlySet<string>
}

/** The form of parts that have `extras`, if what was prepared of one holds for all; `undefined` if each is to be decoded. */
export function formOf(
  { prepared: { fact, made }, record }: Decoded,
  { own: values, link }: Extras & { readonly own: JsonObject },
): PartForm | undefined {
  const [key, second] = Object.keys(values)
  if (fact === undefined || second !== undefined || (key !== undefined && link !== undefined))
    return undefined
  const linkForm = link === undefined ? undefined : formOfLink(made, link.value, record)
  if (linkForm === undefined && made !== undefined && learns(made)) return undefined
  // A value is not always what was logged.
  if (fact.unbounded.some((one) => 'canonical' in one)) return undefined
  const own = fact.unbounded.find((one) => one.key === key)
  const isPending = own === undefined && key !== undefined && isPendingAlone(fact, record, key)
  if (own === undefined && key !== undefined && !isPending) return undefined
  const [before, rest] = key === undefined ? ['', ''] : aroundValue(fact, own)
  return {
    own,
    isPending,
    head: key === undefined ? undefined : Buffer.from(`${JSON.stringify(key)}:"`),
    link: linkForm,
    shared: fact.unbounded.filter((one) => one !== own),
    lanes: lanesOf(before, identityLanes(fact)),
    rest,
    said: valuesIdentity(identityLanes(fact), fact),
  }
}

function learns({ identifiers, links }: MadeLessons): boolean {
  return identifiers.length + links.length > 0
}

/** Of a link that teaches that the identifier was made, and what it stands for, and nothing else. */
function formOfLink(
  made: MadeLessons | undefined,
  identifier: string,
  record: CloudTrailRecord,
): FormOfLink | undefined {
  const [link] = made?.links ?? []
  if (made?.links.length !== 1 || made.identifiers.length !== 1 || link === undefined) return undefined
  if (link[0] !== identifier || made.identifiers[0] !== identifier) return undefined
  return { stands: link[1], given: givenIn(record) }
}

/** Whether a member of the request is nowhere else in the fact than among what stands for another. */
function isPendingAlone({ pending, activity }: Fact, record: CloudTrailRecord, key: string): boolean {
  const isLink = linksOf(record).some(({ identifier }) => identifier === key)
  const isElsewhere = member(activity.call.request, key) !== undefined
  return isLink && !isElsewhere && pending?.identifier === member(record.requestParameters, key)
}

/** What an identity says before and behind one value: that of a member, or what stands for one. */
function aroundValue(
  { unbounded, pending }: Pick<Fact, 'unbounded' | 'pending'>,
  own: Fact['unbounded'][number] | undefined,
): readonly [string, string] {
  const until = (value: string) =>
    valuesText({
      unbounded: unbounded.map((one) => (one === own ? { ...one, value } : one)),
      pending: own === undefined && pending !== undefined ? { ...pending, identifier: value } : pending,
    })
  const [a, b] = [until('a'), until('b')]
  let same = 0
  while (a[same] === b[same]) same += 1
  return [a.slice(0, same), a.slice(same + 1)]
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a

/** Reads a part that has the form of the first one; false, and nothing is read, if it has another. */
export function readAlike(group: PartReading, { prepared, form, teaches }: FirstPart): boolean {
  if (form === undefined) return false
  const { text } = group
  const valueEnd = form.head === undefined ? text.from : ownEnd(text, form.head, form.isPending)
  if (valueEnd === -1) return false
  // Behind the quote, and behind the comma if there is more.
  const end = form.head === undefined ? text.from : valueEnd + 1
  const extras = end === text.to ? none : extrasIn(text, form.head === undefined ? end : end + 1)
  if (extras === undefined || !fits(extras, form)) return false
  group.prepared = prepared
  group.session = extras.session
  if (form.head === undefined) group.said = form.said
  else {
    group.valueEnd = valueEnd
    const lanes = lanesOfBytes(text.bytes, text.from + form.head.length, valueEnd, form.lanes)
    group.said = fingerprintAfter(lanes, form.rest)
  }
  group.lessons = lessonsOf(extras, form, teaches)
  return true
}

/** Where the value of its own ends, with a quote; -1 if the text does not begin with one that is plain. */
function ownEnd({ bytes, from, to }: GroupText, head: Buffer, isPending: boolean): number {
  if (!startsWith(bytes, from, to, head)) return -1
  const start = from + head.length
  // What is an ARN may be read as more than it stands for.
  if (isPending && startsWith(bytes, start, to, arnHead)) return -1
  const end = plainEnd(bytes, start, to)
  if (end === to || bytes[end] !== quote) return -1
  return end + 1 === to || bytes[end + 1] === comma ? end : -1
}

const arnHead = Buffer.from('arn:')

function fits({ link }: Extras, form: PartForm): boolean {
  if (form.link === undefined || link === undefined) return form.link === undefined && link === undefined
  return hasFormOfIdentifier(link.value) && !form.link.given.has(link.value)
}

function lessonsOf({ identifiers, link }: Extras, form: PartForm, teaches: boolean): MadeLessons | undefined {
  const apart = teaches ? identifiers : []
  if (form.link !== undefined && link !== undefined)
    return { identifiers: [link.value, ...apart], links: [[link.value, form.link.stands]] }
  return apart.length === 0 ? undefined : { identifiers: apart, links: [] }
}

/** The value that a part has of its own. */
export function ownValue(
  { text, valueEnd }: Pick<PartReading, 'text' | 'valueEnd'>,
  { head }: PartForm,
): string {
  return text.bytes.toString('latin1', text.from + (head?.length ?? 0), valueEnd)
}

function startsWith(bytes: Buffer, from: number, to: number, head: Buffer): boolean {
  if (to - from < head.length) return false
  for (let at = 0; at < head.length; at += 1) if (bytes[from + at] !== head[at]) return false
  return true
}

/** Where a text ends that is written as `JSON.stringify` would: the first byte that is not of one. */
function plainEnd(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to) {
    const code = bytes[at]!
    if (code < 0x20 || code > 0x7e || code === quote || code === 0x5c) return at
    at += 1
  }
  return to
}

/** What else stands in the text of a part, behind a value of its own: see src/kernel/assembly/output.ts. */
export interface Extras {
  /** That AWS made. */
  readonly identifiers: readonly string[]
  /** Of whom AWS names as refused. */
  readonly session: string | undefined
  /** An identifier in the answer that will stand for a member of the request, by the key that it has there. */
  readonly link: { readonly key: string; readonly value: string } | undefined
}

const none: Extras = { identifiers: [], session: undefined, link: undefined }

/** From there on to the end; `undefined` if something else is there. */
function extrasIn({ bytes, to }: Pick<GroupText, 'bytes' | 'to'>, from: number): Extras | undefined {
  const identifiers: string[] = []
  let session: string | undefined
  let link: Extras['link']
  let at = from
  for (;;) {
    const name = plainEnd(bytes, at + 1, to)
    const end = plainEnd(bytes, name + 3, to)
    if (end >= to || bytes[at] !== quote || bytes[name] !== quote || bytes[name + 2] !== quote)
      return undefined
    if (bytes[end] !== quote || bytes[name + 1] !== colon) return undefined
    const key = bytes.toString('latin1', at + 1, name)
    const value = bytes.toString('latin1', name + 3, end)
    if (isMade(key)) identifiers.push(value)
    else if (key === sessionKey) session = value
    else if (key.startsWith(linkKey) && link === undefined) link = { key: key.slice(linkKey.length), value }
    else return undefined
    if (end + 1 === to) return { identifiers, session, link }
    if (bytes[end + 1] !== comma) return undefined
    at = end + 2
  }
}

/** What the kernel puts among the values has a name with a space, as no member has that is counted apart. */
function isMade(key: string): boolean {
  return key.startsWith('made ')
}

const sessionKey = 'the session'
const linkKey = 'the link '

/** The values of the request that are counted apart, and what else is in the text of a part, all decoded. */
export function partOf(object: JsonObject): Extras & { readonly own: JsonObject } {
  const all = Object.entries(object)
  const link = all.find(([key]) => key.startsWith(linkKey))
  const isOwn = ([key]: (typeof all)[number]) =>
    !isMade(key) && key !== sessionKey && !key.startsWith(linkKey)
  return {
    own: Object.fromEntries(all.filter(isOwn)),
    identifiers: all.filter(([key]) => isMade(key)).map(([, value]) => value as string),
    session: object[sessionKey] as string | undefined,
    link: link && { key: link[0].slice(linkKey.length), value: link[1] as string },
  }
}

/** A message that says who was refused, around the name of the session. */
export interface Refusal {
  readonly before: string
  readonly after: string
}

/** The message of a whole in which the kernel replaced the session by its class: see `writeRefusal`. */
export function refusalOf(message: string | undefined, arn: string | undefined): Refusal | undefined {
  const user = `User: ${arn}`
  if (arn === undefined || message?.startsWith(user) !== true) return undefined
  return { before: user.slice(0, user.lastIndexOf('/') + 1), after: message.slice(user.length) }
}
