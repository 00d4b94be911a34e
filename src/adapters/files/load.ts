import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { isGzip } from './gunzip.js'
import type { FileLimits } from './limits.js'

/** A small file, read before its turn. */
export type Loaded =
  /** Decompressed in full and without fault: nothing is left but to decode it. */
  | { readonly kind: 'plain'; readonly bytes: Buffer }
  /** As on disk: too large to decompress ahead, or faulty, which is for the turn of the file to tell. */
  | { readonly kind: 'as-stored'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly error: unknown }

const inflate = promisify(gunzip)

/** Reads a file and decompresses it if that stays within the limits. Never rejects. */
export async function load(path: string, limits: FileLimits): Promise<Loaded> {
  try {
    const bytes = await readFile(path)
    return isGzip(bytes) ? await inflated(bytes, limits) : { kind: 'as-stored', bytes }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

async function inflated(bytes: Buffer, limits: FileLimits): Promise<Loaded> {
  const most = Math.min(limits.readAheadBytes, limits.decompressedBytes, limits.ratioFreeBytes)
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
