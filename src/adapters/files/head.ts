/** The beginning of a stream of bytes, looked at without losing it. */
export interface Headed {
  /** At least the bytes asked for, fewer only if the stream is shorter. */
  readonly head: Buffer
  /** The whole stream, head included. */
  readonly all: AsyncGenerator<Buffer>
}

/**
 * Reads until `bytes` are there. A failure on the way is kept until `all` has given what came before it. Whoever takes
 * the result iterates `all` or returns it.
 */
export async function withHead(chunks: AsyncIterable<Buffer>, bytes: number): Promise<Headed> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first: Buffer[] = []
  let length = 0
  try {
    while (length < bytes) {
      const next = await iterator.next()
      if (next.done === true) break
      first.push(next.value)
      length += next.value.length
    }
  } catch (error) {
    return headed(first, { next: () => Promise.reject(error) })
  }
  return headed(first, iterator)
}

function headed(first: readonly Buffer[], rest: AsyncIterator<Buffer>): Headed {
  const head = first.length === 1 ? first[0]! : Buffer.concat(first)
  return { head, all: resumed(head, rest) }
}

async function* resumed(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** The same bytes in pieces of one size, so that what follows does not depend on how a pipe happened to deliver them. */
export async function* inPieces(chunks: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (; bytes.length >= size; bytes = bytes.subarray(size)) yield bytes.subarray(0, size)
    rest = bytes
  }
  if (rest.length > 0) yield rest
}
