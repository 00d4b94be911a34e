import { type Decoded, openDecoder } from '../../src/core/cloudtrail/decode.js'
import type { DecodeLimits } from '../../src/core/cloudtrail/limits.js'

/** Everything that a text in these pieces decodes to. */
export function decodePieces(pieces: Iterable<string>, limits?: DecodeLimits): Decoded[] {
  const decoder = openDecoder(limits)
  const decoded: Decoded[] = []
  for (const piece of pieces) decoded.push(...decoder.push(piece))
  decoded.push(...decoder.end())
  return decoded
}

export function decodeText(text: string, limits?: DecodeLimits): Decoded[] {
  return decodePieces([text], limits)
}

/** `record:PutObject`, `skipped:insight`, `broken:truncated`: a decode in one glance. */
export function summaryOf(decoded: readonly Decoded[]): string[] {
  return decoded.map((each) => `${each.kind}:${each.kind === 'record' ? each.record.eventName : each.reason}`)
}

/** How often each kind and reason came. */
export function countsOf(decoded: readonly Decoded[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of decoded) {
    const key = each.kind === 'record' ? 'record' : `${each.kind}:${each.reason}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
