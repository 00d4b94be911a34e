import type { Readable } from 'node:stream'
import type { Head, S3Connection } from './connection.js'
import { Changed, Interrupted } from './failure.js'
import type { ListedObject } from './listing.js'
import { patiently } from './retry.js'
import { watchStall } from './stall.js'

/** A part of an object, in pieces as they came. */
export interface Part {
  readonly pieces: readonly Uint8Array[]
  /** What the last answer said of the object. */
  readonly head: Head
}

/**
 * A part of an object in memory. When an answer ends too early or stands still, the next request asks for the rest only.
 * `told` hears how many bytes there are. Throws what S3 answered last, {@link Interrupted} or {@link Changed}.
 */
export async function readPart(
  connection: S3Connection,
  object: ListedObject,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
  told: (bytes: number) => void,
): Promise<Part> {
  const pieces: Uint8Array[] = []
  let at = from
  const keep = (piece: Uint8Array) => {
    pieces.push(piece)
    at += piece.length
    told(at - from)
  }
  const ask = async (): Promise<Head> => {
    const isWhole = at === 0 && to === object.bytes
    const range = isWhole ? undefined : { from: at, to }
    const answer = await connection.get(object.bucket, object.key, { range, etag: object.etag }, signal)
    const body = answer.Body as unknown as Readable
    const skip = answer.ContentRange === undefined ? at : 0
    const size = sizeIn(answer)
    if (size !== undefined && size !== object.bytes) {
      body.destroy()
      throw new Changed(`it has ${size} bytes, not ${object.bytes}`)
    }
    await receive(body, { skip, most: to - at }, connection.patience.stall, signal, keep)
    if (at < to) throw new Interrupted(`the answer ended ${to - at} bytes too early`)
    return answer
  }
  const head = await patiently(ask, connection.patience, signal, () => at)
  return { pieces, head }
}

/** The size of the whole object, by the answer to a whole or a ranged request; `undefined` if it does not say. */
function sizeIn(answer: { ContentRange?: string | undefined; ContentLength?: number | undefined }) {
  const total = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1]
  return total === undefined ? answer.ContentLength : Number(total)
}

/**
 * Takes what comes, at once, so that nothing that arrived is lost when the connection breaks: that is why this listens for
 * events and does not iterate. A server that ignores ranges sends the beginning again, which is skipped.
 */
function receive(
  body: Readable,
  { skip, most }: { readonly skip: number; readonly most: number },
  stall: number,
  signal: AbortSignal,
  keep: (piece: Uint8Array) => void,
): Promise<void> {
  return new Promise((done, failed) => {
    let [skipped, taken] = [0, 0]
    const watch = watchStall(stall, () => body.destroy(new Interrupted(`no byte within ${stall / 1000} s`)))
    const stop = () => body.destroy(new Interrupted('no longer wanted'))
    const end = (error?: unknown) => {
      watch.stop()
      signal.removeEventListener('abort', stop)
      if (error === undefined) done()
      else failed(error)
    }
    signal.addEventListener('abort', stop, { once: true })
    body.on('data', (chunk: Buffer) => {
      watch.moved()
      const rest = chunk.subarray(Math.min(chunk.length, skip - skipped))
      skipped += chunk.length - rest.length
      const wanted = rest.subarray(0, most - taken)
      taken += wanted.length
      if (wanted.length > 0) keep(wanted)
    })
    body.on('end', () => end())
    body.on('error', (error) => end(error))
    body.on('close', () => end())
  })
}
