import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { StoredObject } from '../../workflows/ports.js'
import { isGzip } from './gunzip.js'
import type { FileLimits } from './limits.js'
import type { Listed } from './list.js'

/** What can be loaded before its turn. */
export type Loadable = Extract<Listed, { kind: 'file' | 'object' }>

/** A small file, read before its turn. */
export type Loaded =
  /** Decompressed in full and without fault: nothing is left but to decode it. */
  | { readonly kind: 'plain'; readonly bytes: Buffer }
  /** As on disk: too large to decompress ahead, or faulty, which is for the turn of the file to tell. */
  | { readonly kind: 'as-stored'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly error: unknown }

const inflate = promisify(gunzip)

/** Reads a file or object and decompresses it if that stays within the limits. Never rejects. */
export async function load(file: Loadable, limits: FileLimits): Promise<Loaded> {
  try {
    const bytes = await (file.kind === 'file' ? readFile(file.name) : contentsOf(file.object))
    const most = file.kind === 'file' ? limits.readAheadBytes : limits.readAheadObjectText
    return isGzip(bytes) ? await inflated(bytes, limits, most) : { kind: 'as-stored', bytes }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

async function contentsOf(object: StoredObject): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of object.open()) pieces.push(piece)
  return pieces.length === 1 ? asBuffer(pieces[0]!) : Buffer.concat(pieces)
}

/** The same bytes, not a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

async function inflated(bytes: Buffer, limits: FileLimits, held: number): Promise<Loaded> {
  const most = Math.min(held, limits.decompressedBytes, limits.ratioFreeBytes)
  if (statedSize(bytes) > most) return { kind: 'as-stored', bytes }
  try {
    return { kind: 'plain', bytes: await inflate(bytes, { maxOutputLength: most, chunkSize: 256 * 1024 }) }
  } catch {
    return { kind: 'as-stored', bytes }
  }
}

/** What the last member says its size is (RFC 1952: ISIZE). Only a hint: it may lie, and there may be other members. */
function statedSize(bytes: Buffer): number {
  return bytes.length < 18 ? 0 : bytes.readUInt32LE(bytes.length - 4)
}
