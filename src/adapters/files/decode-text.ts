import { withHead } from './head.js'
import { unreadable } from './unreadable.js'

const headLength = 1024

/** First bytes of formats that people keep beside logs. */
const formats: readonly { readonly magic: readonly number[]; readonly name: string }[] = [
  { magic: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive' },
  { magic: [0x50, 0x41, 0x52, 0x31], name: 'Parquet' },
  { magic: [0x4f, 0x52, 0x43, 0x0a], name: 'ORC' },
  { magic: [0x4f, 0x62, 0x6a, 0x01], name: 'Avro' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'Zstandard data' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2 data' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'xz data' },
  { magic: [0x1f, 0x8b], name: 'gzip data inside gzip data' },
]

/**
 * Bytes as text: UTF-8, or UTF-16 of either byte order if a byte order mark says so (PowerShell's `>` writes that). The
 * mark itself is left out. Invalid sequences become U+FFFD. Throws an `UnreadableFile` (`not-text`) when
 * the first kilobyte is clearly binary.
 */
export async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const { head, all } = await withHead(chunks, headLength)
  const encoding = encodingOf(head)
  const binary = encoding === 'utf-8' ? binaryFormat(head.subarray(0, headLength)) : undefined
  if (binary !== undefined) {
    await all.return(undefined)
    throw unreadable('not-text', `it is not text: it looks like ${binary}`)
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of all) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const last = decoder.decode()
  if (last !== '') yield last
}

function encodingOf(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function binaryFormat(head: Buffer): string | undefined {
  const known = formats.find(({ magic }) => magic.every((byte, at) => head[at] === byte))
  if (known !== undefined) return known.name
  if (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[3] === 0)
    return 'UTF-16 without a byte order mark'
  let controls = 0
  for (let at = 0; at < head.length; at++) if (isControl(head, at)) controls++
  return controls * 20 > head.length ? 'binary data' : undefined
}

/** Control characters other than tab, line feed, form feed, carriage return and escape. */
function isControl(bytes: Buffer, at: number): boolean {
  const byte = bytes[at]!
  return byte < 9 || byte === 0x0b || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)
}
