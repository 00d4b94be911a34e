import { expect } from 'vitest'
import { type Decoded, openDecoder } from '../../src/core/cloudtrail/decode.js'
import type { DecodeLimits } from '../../src/core/cloudtrail/limits.js'
import type { CloudTrailRecord } from '../../src/core/cloudtrail/record.js'
import type { JsonObject } from '../../src/core/iam/json.js'

/** Everything that a text in these pieces decodes to. */
export function decodePieces(pieces: Iterable<string>, limits?: DecodeLimits): Decoded[] {
  const decoder = openDecoder(limits)
  const decoded: Decoded[] = []
  // One by one: a spread of very many would overflow the stack.
  for (const piece of pieces) for (const each of decoder.push(piece)) decoded.push(each)
  for (const each of decoder.end()) decoded.push(each)
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

const alice = { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/Alice', accountId: '111122223333' }

/** A call by Alice as a log file holds it, with these members besides or instead. */
export function logged(eventName: string, members: JsonObject = {}): JsonObject {
  const call = { eventTime: '2024-01-02T03:04:05Z', eventSource: 's3.amazonaws.com', eventName }
  return { eventVersion: '1.08', userIdentity: alice, ...call, ...members }
}

/** The one record in a text that holds nothing else. */
export function onlyRecord(text: string): CloudTrailRecord {
  const decoded = decodeText(text)
  expect(summaryOf(decoded)).toHaveLength(1)
  if (decoded[0]?.kind !== 'record') throw new Error(`expected a record, got ${summaryOf(decoded)[0]}`)
  return decoded[0].record
}
