import { createGunzip, type Gunzip } from 'node:zlib'
import { UnreadableFile } from '../../workflows/ports.js'
import { inPieces, withHead } from './head.js'
import type { FileLimits } from './limits.js'
import { unreadable } from './unreadable.js'

/** Compressed bytes given to zlib at a time: no more than a thousand times as much can come out at once. */
const pieceSize = 16 * 1024
const outputSize = 256 * 1024

/** Whether bytes begin as gzip does. Source: RFC 1952, section 2.3.1. */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/**
 * The bytes, decompressed if they are gzip (told by the first two bytes, never by a name). Several members one after
 * another are read as one, zero padding after the last is ignored. Anything else after a member is refused as
 * `corrupt-gzip`, because it may be a damaged member with records in it.
 * Throws {@link UnreadableFile}: `truncated-gzip`, `corrupt-gzip`, `too-large`. What zlib hands out before that is given
 * first, the same every time; of a corrupt file its last part may be wrong, because the checksum comes at the end.
 */
export async function* decompressed(
  chunks: AsyncIterable<Buffer>,
  limits: FileLimits,
): AsyncGenerator<Buffer> {
  const { head, all } = await withHead(chunks, 2)
  if (isGzip(head)) yield* gunzipped(all, limits)
  else yield* all
}

async function* gunzipped(chunks: AsyncIterable<Buffer>, limits: FileLimits): AsyncGenerator<Buffer> {
  const member = new MemberReader(limits)
  try {
    for await (const piece of inPieces(chunks, pieceSize)) {
      await member.write(piece)
      yield* member.drain()
    }
    await member.end()
    yield* member.drain()
  } finally {
    member.close()
  }
}

/**
 * Drives zlib one piece at a time. Reading the stream by iteration would lose whatever zlib had put out
 * just before an error, and how much that is would depend on timing.
 */
class MemberReader {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: outputSize })
  readonly #limits: FileLimits
  #ready: Buffer[] = []
  #failure: unknown
  #wake: () => void = () => {}
  #in = 0
  #out = 0

  constructor(limits: FileLimits) {
    this.#limits = limits
    this.#gunzip.on('data', (bytes: Buffer) => this.#take(bytes))
    this.#gunzip.on('error', (error) => {
      this.#failure ??= error
    })
    this.#gunzip.on('close', () => this.#wake())
    this.#gunzip.on('end', () => this.#wake())
  }

  async write(piece: Buffer): Promise<void> {
    if (this.#gunzip.destroyed || this.#gunzip.readableEnded) return
    this.#in += piece.length
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#gunzip.write(piece, () => resolve())
    })
  }

  async end(): Promise<void> {
    if (this.#gunzip.destroyed || this.#gunzip.readableEnded) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#gunzip.end()
    })
  }

  /** What came out since the last call; then the error, if there was one. */
  *drain(): Generator<Buffer> {
    const ready = this.#ready
    this.#ready = []
    yield* ready
    if (this.#failure !== undefined) throw asUnreadable(this.#failure, this.#out)
  }

  close(): void {
    this.#gunzip.destroy()
  }

  #take(bytes: Buffer): void {
    if (this.#failure !== undefined) return
    this.#out += bytes.length
    const excess = this.#excess()
    if (excess === undefined) this.#ready.push(bytes)
    else {
      this.#failure = unreadable('too-large', excess)
      this.#gunzip.destroy()
    }
  }

  #excess(): string | undefined {
    const { decompressedBytes, ratio, ratioFreeBytes } = this.#limits
    if (this.#out > decompressedBytes) return `it decompresses to more than ${decompressedBytes} bytes`
    if (this.#out <= ratioFreeBytes || this.#out <= ratio * this.#in) return undefined
    return `it decompresses to more than ${ratio} times its size, as a decompression bomb does`
  }
}

function asUnreadable(failure: unknown, bytes: number): unknown {
  if (failure instanceof UnreadableFile) return failure
  const { code, message } = failure as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') {
    return unreadable('truncated-gzip', `the gzip data ends too early, after ${bytes} bytes of text`)
  }
  return unreadable('corrupt-gzip', `the gzip data is damaged after ${bytes} bytes of text (${message})`)
}
