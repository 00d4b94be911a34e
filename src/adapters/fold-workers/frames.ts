import {
  type FoldQuestion,
  type PreparedRecord,
  preparedLike,
  prepareRecord,
} from '../../core/activity/access-activity.js'
import { defaultLimits } from '../../core/cloudtrail/limits.js'
import type { CloudTrailRecord } from '../../core/cloudtrail/record.js'
import { unwrap } from '../../core/cloudtrail/unwrap.js'
import { asObject, asText, type Json, type JsonObject } from '../../core/iam/json.js'
import { type GroupText, textOf } from './group-text.js'

/** What the fold asks, without what recognizes events. */
export type Question = Partial<Omit<FoldQuestion, 'seen'>>

/** A record with what it means. */
export interface Decoded {
  readonly record: CloudTrailRecord
  readonly prepared: PreparedRecord
}

/**
 * Decodes records of which many differ in request, response and error message alone: all else, the frame, is read once
 * for all of them.
 */
export interface Frames {
  /** `undefined` if the plain decoder would not take the text for a record. */
  decode(text: GroupText, time: string, question: Question): Decoded | undefined
  /** Forgets all. */
  clear(): void
}

/** No frames yet. */
export function openFrames(): Frames {
  const frames = new Map<string, Decoded>()
  return {
    decode(text, time, question) {
      const parts = partsOf(text)
      if (parts === undefined) return decodedWhole(textOf(text), time, question)
      const key = `${time} ${parts.frame}`
      const known = frames.get(key)
      if (known !== undefined) return decodedLike(known, parts)
      const decoded = decodedWhole(textOf(text), time, question)
      if (decoded !== undefined) frames.set(key, decoded)
      return decoded
    },
    clear: () => frames.clear(),
  }
}

function decodedWhole(text: string, time: string, question: Question): Decoded | undefined {
  return decodedObject(JSON.parse(text) as JsonObject, time, question)
}

/** What a record means that lacks time and eventID; `undefined` if the plain decoder would not take it for one. */
export function decodedObject(object: JsonObject, time: string, question: Question): Decoded | undefined {
  const found = unwrap({ ...object, eventTime: time, eventID: 'of-the-group' }, defaultLimits)
  const [one] = found
  if (found.length !== 1 || one?.kind !== 'record') return undefined
  return { record: one.record, prepared: prepareRecord(one.record, question) }
}

function decodedLike(known: Decoded, { request, response, message }: Parts): Decoded {
  const record = {
    ...known.record,
    requestParameters: asObject(parsedText(request)),
    responseElements: asObject(parsedText(response)),
    errorMessage: asText(parsedText(message)),
  }
  return { record, prepared: preparedLike(record, known.prepared) }
}

function parsedText(text: GroupText | undefined): Json | undefined {
  return text === undefined ? undefined : (JSON.parse(textOf(text)) as Json)
}

interface Parts {
  readonly frame: string
  readonly request: GroupText | undefined
  readonly response: GroupText | undefined
  readonly message: GroupText | undefined
}

const names = { request: 'requestParameters', response: 'responseElements', message: 'errorMessage' } as const
const [quote, backslash, colon, comma, open, close] = [0x22, 0x5c, 0x3a, 0x2c, 0x7b, 0x7d]

/**
 * Takes a text that the kernel wrote apart; `undefined` where something is not as usual. It is JSON, and has no member twice.
 */
function partsOf({ bytes, from, to }: GroupText): Parts | undefined {
  const found: { -readonly [name in keyof typeof names]: GroupText | undefined } = {
    request: undefined,
    response: undefined,
    message: undefined,
  }
  let frame = ''
  let kept = from
  for (let at = from + 1; at < to - 1; ) {
    const keyEnd = stringEnd(bytes, at + 1, to)
    if (bytes[at] !== quote || bytes[keyEnd + 1] !== colon) return undefined
    const value = keyEnd + 2
    const end = valueEnd(bytes, value, to)
    const name = nameAt(bytes, at + 1, keyEnd)
    if (name !== undefined) {
      // A string may be an object in JSON once more.
      if (name !== 'message' && bytes[value] !== open && bytes[value] !== 0x6e) return undefined
      frame += bytes.toString('latin1', kept, value)
      kept = end
      found[name] = { bytes, from: value, to: end }
    }
    if (end < to - 1 && bytes[end] !== comma) return undefined
    at = end + 1
  }
  return { ...found, frame: frame + bytes.toString('latin1', kept, to) }
}

function nameAt(bytes: Buffer, from: number, to: number): keyof typeof names | undefined {
  const length = to - from
  // `requestParameters`, `responseElements`, `errorMessage`: told apart by their lengths, then compared.
  const name = length === 17 ? 'request' : length === 16 ? 'response' : length === 12 ? 'message' : undefined
  if (name === undefined || bytes.toString('latin1', from, to) !== names[name]) return undefined
  return name
}

/** From behind the opening quote to the closing one. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

/** Behind a value: what ends it is a comma or brace outside of it. */
function valueEnd(bytes: Buffer, from: number, to: number): number {
  let depth = 0
  for (let at = from; at < to; at += 1) {
    const code = bytes[at]!
    if (code === quote) at = stringEnd(bytes, at + 1, to)
    else if (code === open || code === 0x5b) depth += 1
    else if (depth > 0 && (code === close || code === 0x5d)) depth -= 1
    else if (depth === 0 && (code === comma || code === close)) return at
  }
  return to
}
