import { LeastwiseError, UnreadableFile } from '../../workflows/ports.js'
import { type ChecksumTest, checksumTest } from './checksum.js'
import type { Head, S3Connection } from './connection.js'
import { describe } from './describe.js'
import { failureOf } from './failure.js'
import type { ListedObject } from './listing.js'
import { type Part, readPart } from './object-part.js'
import { objectError } from './refusal.js'

/** How an object is divided. */
export interface Division {
  readonly partBytes: number
  /** Parts fetched or held at the same time. */
  readonly parallelParts: number
}

/**
 * The contents of an object as it was when listed. A small one is fetched whole, a large one in parts that are fetched in
 * parallel and given in order; no more than `parallelParts` are held, and a new one is begun when one was taken. What was
 * received is never fetched again, except once more as a whole when a small object's checksum is wrong. `described` is told
 * what S3 says of the object.
 */
export async function* objectBody(
  connection: S3Connection,
  object: ListedObject,
  division: Division,
  described: (head: Head) => void,
): AsyncGenerator<Uint8Array> {
  const stop = new AbortController()
  try {
    if (object.bytes <= division.partBytes) yield* small(connection, object, described, stop.signal)
    else yield* large(connection, object, division, described, stop.signal)
  } finally {
    stop.abort()
  }
}

const wholeTries = 2

async function* small(
  connection: S3Connection,
  object: ListedObject,
  described: (head: Head) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let algorithm = ''
  for (let tries = 0; tries < wholeTries; tries++) {
    const { pieces, head } = await part(connection, object, 0, object.bytes, signal)
    described(head)
    const test = checksumTest(head)
    for (const piece of pieces) test?.update(piece)
    if (test === undefined || (await test.matches())) {
      yield* pieces
      return
    }
    algorithm = test.algorithm
  }
  throw wrongChecksum(algorithm)
}

async function* large(
  connection: S3Connection,
  object: ListedObject,
  { partBytes, parallelParts }: Division,
  described: (head: Head) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const fetching: Promise<Part>[] = []
  let next = 0
  const begin = () => {
    if (next >= object.bytes) return
    const to = Math.min(next + partBytes, object.bytes)
    const one = part(connection, object, next, to, signal)
    // Its turn comes later; until then its failure is nobody's.
    one.catch(() => {})
    fetching.push(one)
    next = to
  }
  for (let count = 0; count < parallelParts; count++) begin()
  let test: ChecksumTest | undefined
  for (let first = true; fetching.length > 0; first = false) {
    const { pieces } = await fetching.shift()!
    if (first) test = await wholeTest(connection, object, described)
    for (const piece of pieces) {
      test?.update(piece)
      yield piece
    }
    begin()
  }
  if (test !== undefined && !(await test.matches())) throw wrongChecksum(test.algorithm)
}

/** Of a part S3 does not say the checksum of the whole. Nothing is lost if it cannot be had: gzip has one of its own. */
async function wholeTest(
  connection: S3Connection,
  object: ListedObject,
  described: (head: Head) => void,
): Promise<ChecksumTest | undefined> {
  const head = await describe(connection, object).catch(() => undefined)
  if (head === undefined) return undefined
  described(head)
  return checksumTest(head)
}

async function part(
  connection: S3Connection,
  object: ListedObject,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Part> {
  const progress = { had: 0, of: to - from }
  try {
    return await readPart(connection, object, { from, to }, signal, (had) => {
      progress.had = had
    })
  } catch (error) {
    if (error instanceof LeastwiseError || error instanceof UnreadableFile) throw error
    throw objectError(failureOf(error), connection.patience.attempts, progress)
  }
}

function wrongChecksum(algorithm: string): UnreadableFile {
  return new UnreadableFile('checksum', `its ${algorithm} is not what S3 says it is`)
}
