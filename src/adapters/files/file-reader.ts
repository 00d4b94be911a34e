import { createReadStream } from 'node:fs'
import { LeastwiseError, UnreadableFile } from '../../workflows/ports.js'
import { decoded } from './decode-text.js'
import { decompressed } from './gunzip.js'
import type { FileLimits } from './limits.js'
import type { Listed } from './list.js'
import { asBuffer, type Loadable, load } from './load.js'
import { codeOf } from './path-text.js'
import { ReadAhead } from './read-ahead.js'
import { unreadable } from './unreadable.js'

const readSize = 256 * 1024

/** Reads listed files as text: small ones ahead of their turn, the others as they are consumed. */
export class FileReader {
  readonly #files: readonly Listed[]
  readonly #limits: FileLimits
  readonly #stdin: AsyncIterable<Buffer | string>
  readonly #omitted = new Set<number>()
  readonly #small: ReadAhead<Awaited<ReturnType<typeof load>>>

  constructor(files: readonly Listed[], limits: FileLimits, stdin: AsyncIterable<Buffer | string>) {
    this.#files = files
    this.#limits = limits
    this.#stdin = stdin
    const loadAt = (index: number) => load(files[index] as Loadable, limits)
    this.#small = new ReadAhead(files.length, loadAt, (index) =>
      this.#omitted.has(index) ? undefined : this.#weight(index),
    )
  }

  /** Throws {@link UnreadableFile} for whatever goes wrong. */
  async *text(index: number): AsyncGenerator<string> {
    try {
      yield* decoded(this.#bytes(index))
    } catch (error) {
      if (error instanceof UnreadableFile || error instanceof LeastwiseError) throw error
      throw unreadable('unreadable', `it cannot be read (${codeOf(error)})`)
    }
  }

  /** Never loads this one ahead. */
  omit(index: number): void {
    this.#omitted.add(index)
  }

  async *#bytes(index: number): AsyncGenerator<Buffer> {
    const file = this.#files[index]!
    if (file.kind === 'unreadable') throw unreadable('unreadable', file.detail)
    if (this.#weight(index) !== undefined) yield* this.#loadedBytes(index)
    else if (file.kind === 'object') yield* decompressed(asBuffers(file.object.open()), this.#limits)
    else if (file.name === '-') yield* decompressed(asBuffers(this.#stdin), this.#limits)
    else yield* decompressed(createReadStream(file.name, { highWaterMark: readSize }), this.#limits)
  }

  async *#loadedBytes(index: number): AsyncGenerator<Buffer> {
    const loaded = await this.#small.take(index)
    if (loaded.kind === 'failed') throw loaded.error
    if (loaded.kind === 'plain') yield loaded.bytes
    else yield* decompressed(asBuffers([loaded.bytes]), this.#limits)
  }

  /** What a small file takes of the room for reading ahead; `undefined` of one that is not small. */
  #weight(index: number): number | undefined {
    const file = this.#files[index]
    const { readAheadDiskBytes, readAheadFiles, readAheadObjects, readAheadObjectBytes } = this.#limits
    if (file === undefined || file.kind === 'pipe' || file.kind === 'unreadable') return undefined
    if (file.bytes >= readAheadDiskBytes) return undefined
    if (file.kind === 'file') return 1 / readAheadFiles
    return Math.max(1 / readAheadObjects, file.bytes / readAheadObjectBytes)
  }
}

type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Buffer>

/** The same bytes as buffers, without copying; text as UTF-8. */
export async function* asBuffers(chunks: Chunks): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : asBuffer(chunk)
}
