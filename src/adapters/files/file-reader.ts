import { createReadStream } from 'node:fs'
import { UnreadableFile } from '../../workflows/ports.js'
import { decoded } from './decode-text.js'
import { decompressed } from './gunzip.js'
import type { FileLimits } from './limits.js'
import type { Listed } from './list.js'
import { load } from './load.js'
import { codeOf } from './path-text.js'
import { ReadAhead } from './read-ahead.js'
import { unreadable } from './unreadable.js'

const readSize = 256 * 1024

/** Reads listed files as text: small ones ahead of their turn, the others as they are consumed. */
export class FileReader {
  readonly #files: readonly Listed[]
  readonly #limits: FileLimits
  readonly #stdin: AsyncIterable<Buffer | string>
  readonly #small: ReadAhead<Awaited<ReturnType<typeof load>>>

  constructor(files: readonly Listed[], limits: FileLimits, stdin: AsyncIterable<Buffer | string>) {
    this.#files = files
    this.#limits = limits
    this.#stdin = stdin
    const loadAt = (index: number) => load(files[index]!.name, limits)
    this.#small = new ReadAhead(files.length, limits.readAheadFiles, loadAt, (index) => this.#isSmall(index))
  }

  /** Throws {@link UnreadableFile} for whatever goes wrong. */
  async *text(index: number): AsyncGenerator<string> {
    try {
      yield* decoded(this.#bytes(index))
    } catch (error) {
      if (error instanceof UnreadableFile) throw error
      throw unreadable('unreadable', `it cannot be read (${codeOf(error)})`)
    }
  }

  async *#bytes(index: number): AsyncGenerator<Buffer> {
    const file = this.#files[index]!
    if (file.kind === 'unreadable') throw unreadable('unreadable', file.detail)
    if (this.#isSmall(index)) yield* this.#loadedBytes(index)
    else if (file.name === '-') yield* decompressed(asBuffers(this.#stdin), this.#limits)
    else yield* decompressed(createReadStream(file.name, { highWaterMark: readSize }), this.#limits)
  }

  async *#loadedBytes(index: number): AsyncGenerator<Buffer> {
    const loaded = await this.#small.take(index)
    if (loaded.kind === 'failed') throw loaded.error
    if (loaded.kind === 'plain') yield loaded.bytes
    else yield* decompressed(asBuffers([loaded.bytes]), this.#limits)
  }

  #isSmall(index: number): boolean {
    const file = this.#files[index]
    return file?.kind === 'file' && file.bytes < this.#limits.readAheadDiskBytes
  }
}

async function* asBuffers(chunks: AsyncIterable<Buffer | string> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}
