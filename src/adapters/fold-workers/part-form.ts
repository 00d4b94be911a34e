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
import type { JsonObject } from '../../core/iam/json.js'
import type { DistinctGroup, FirstPart, GroupText } from './distinct-groups.js'

/**
 * How the parts of a whole are read without decoding them: all that differs is the value of one member of the request, or
 * nothing at all, and identifiers that AWS made. What is not in this form byte by byte is decoded.
 */
export interface PartForm {
  /** The member that each has its own value of. */
  readonly own: Fact['unbounded'][number] | undefined
  /** What stands before the value. */
  readonly head: Buffer
  /** Values that are the same in all of them. */
  readonly shared: Fact['unbounded']
  /** The lanes of what an identity begins with, up to the value, and what follows behind it. */
  readonly lanes: Lanes
  readonly rest: string
  /** Of all of them, if they have no value of their own. */
  readonly said: Fingerprint
}

/** The form of parts with a value of their own of the members `keys` alone, if what was prepared of one holds for all. */
export function formOf({ fact, made }: PreparedRecord, keys: readonly string[]): PartForm | undefined {
  if (fact === undefined || keys.length > 1) return undefined
  if (made !== undefined && made.identifiers.length + made.links.length > 0) return undefined
  // A value is not always what was logged.
  if (fact.unbounded.some((one) => 'canonical' in one)) return undefined
  const own = fact.unbounded.find(({ key }) => key === keys[0])
  if ((own === undefined) !== (keys.length === 0)) return undefined
  // What stands for the value cannot stand in a text beside it.
  const [before, rest] = own === undefined ? ['', ''] : aroundValue(fact, own)
  return {
    own,
    head: Buffer.from(own === undefined ? '' : `${JSON.stringify(own.key)}:"`),
    shared: fact.unbounded.filter((one) => one !== own),
    lanes: lanesOf(before, identityLanes(fact)),
    rest,
    said: valuesIdentity(identityLanes(fact), fact),
  }
}

/** What an identity says before and behind one value. */
function aroundValue(
  { unbounded, pending }: Pick<Fact, 'unbounded' | 'pending'>,
  own: Fact['unbounded'][number],
): readonly [string, string] {
  const at = unbounded.indexOf(own)
  const until = (value: string) =>
    valuesText({
      unbounded: [...unbounded.slice(0, at), { ...own, value }, ...unbounded.slice(at + 1)],
      pending,
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
export function readAlike(group: DistinctGroup, { prepared, form, teaches }: FirstPart): boolean {
  if (form === undefined) return false
  const { own, head, lanes, rest } = form
  const { bytes, from, to } = group.text
  let end = from
  if (own !== undefined) {
    if (!startsWith(bytes, from, to, head)) return false
    end = plainEnd(bytes, from + head.length, to)
    if (end === to || bytes[end] !== quote) return false
    end += 1
  }
  const extras = end === to ? none : extrasIn(group.text, own === undefined ? end : end + 1)
  if (extras === undefined || (end < to && own !== undefined && bytes[end] !== comma)) return false
  group.prepared = prepared
  if (own === undefined) group.said = form.said
  else {
    group.valueEnd = end - 1
    group.said = fingerprintAfter(lanesOfBytes(bytes, from + head.length, end - 1, lanes), rest)
  }
  group.session = extras.session
  if (teaches && extras.identifiers.length > 0) group.lessons = { identifiers: extras.identifiers, links: [] }
  return true
}

/** The value that a part has of its own. */
export function ownValue({ text, valueEnd }: DistinctGroup, { head }: PartForm): string {
  return text.bytes.toString('latin1', text.from + head.length, valueEnd)
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
}

const none: Extras = { identifiers: [], session: undefined }

/** From there on to the end; `undefined` if something else is there. */
function extrasIn({ bytes, to }: Pick<GroupText, 'bytes' | 'to'>, from: number): Extras | undefined {
  const identifiers: string[] = []
  let session: string | undefined
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
    else return undefined
    if (end + 1 === to) return { identifiers, session }
    if (bytes[end + 1] !== comma) return undefined
    at = end + 2
  }
}

/** What the kernel puts among the values has a name with a space, as no member has that is counted apart. */
function isMade(key: string): boolean {
  return key.startsWith('made ')
}

const sessionKey = 'the session'

/** The values of the request that are counted apart, and what else is in the text of a part, all decoded. */
export function partOf(object: JsonObject): Extras & { readonly own: JsonObject } {
  const all = Object.entries(object)
  const session = all.find(([key]) => key === sessionKey)?.[1]
  return {
    own: Object.fromEntries(all.filter(([key]) => !isMade(key) && key !== sessionKey)),
    identifiers: all.filter(([key]) => isMade(key)).map(([, value]) => value as string),
    session: session as string | undefined,
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
