import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib'
import { changeRecord, treeOf, written } from './changed-record.js'
import { fileAt } from './fold-both.js'
import { mutated, type Random } from './mutate.js'

/** Records of many kinds: each event of the example trail a few times. */
const texts = distinctRecords()

function distinctRecords(): readonly string[] {
  const trail = fileURLToPath(new URL('../../examples/trail', import.meta.url))
  const byKind = new Map<string, string[]>()
  for (const name of readdirSync(trail, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.json.gz') || name.includes('Digest')) continue
    const { Records } = JSON.parse(gunzipSync(fileAt(`${trail}/${name}`)).toString())
    for (const record of Records) {
      const kind = `${record.eventSource} ${record.eventName} ${record.errorCode} ${record.userIdentity?.type}`
      const known = byKind.get(kind) ?? []
      byKind.set(kind, known)
      if (known.length < 3) known.push(JSON.stringify(record))
    }
  }
  return [...byKind.values()].flat()
}

/** One changed file: its records, the text around them, or the bytes of its gzip. */
export function changedFile(random: Random): Buffer {
  const pick = () => texts[random(texts.length)]!
  const records = [random(12) === 0 ? pick() : changedText(pick(), pick(), random)]
  if (random(3) === 0) records.splice(random(2), 0, pick())
  const whole = random(6) === 0 ? around(records, random) : `{"Records":[${records.join(',')}]}`
  const text = Buffer.from(random(40) === 0 ? mutated(whole, pick(), random) : whole)
  return random(3) > 0 ? text : compressed(text, random)
}

/** Mostly still JSON, for a reader is tried best by what it can read; else any characters are other ones. */
function changedText(text: string, other: string, random: Random): string {
  if (random(5) === 0) return mutated(text, other, random)
  const record = treeOf(JSON.parse(text))
  changeRecord(record, treeOf(JSON.parse(other)), random)
  return written(record, random)
}

/** What may stand around records, in files of others. */
function around(records: readonly string[], random: Random): string {
  const [list, first] = [`[${records.join(',')}]`, records[0]!]
  const forms = [
    `\ufeff{"Records":${list}}`,
    ` \r\n{ "Records" : ${list} }\n`,
    `{"Records":${list}}{"Records":${list}}`,
    `{"Records":${list}}\n{"Records":${list}}\n`,
    `{"Records":${list},"Records":[]}`,
    `{"Records":[],"Records":${list}}`,
    `{"nextToken":null,"Records":${list}}`,
    `{"Records":${list},"more":{"Records":[${first}]}}`,
    `{"\\u0052ecords":${list}}`,
    `{"records":${list}}`,
    `{"Records":null}`,
    `{"Records":{}}`,
    `{"Records":[]}`,
    `{"Records":[null,${first},7,"x",[],{}]}`,
    `{"Records":[${first},]}`,
    `{"Records":[,${first}]}`,
    `{"Records":[${first}`,
    `{"Records":${list}} x`,
    `{"Records":${list}}\u0000`,
    list,
    first,
    `${first}\n${first}\n`,
    '',
    '{',
  ]
  return forms[random(forms.length)]!
}

function compressed(text: Buffer, random: Random): Buffer {
  const gzip = gzipSync(text, { level: random(10), strategy: random(5), memLevel: 1 + random(3) })
  switch (random(12)) {
    case 0:
    case 1:
      return flipped(gzip, random)
    case 2:
      return gzip.subarray(0, random(gzip.length))
    case 3:
      return Buffer.concat([gzip, Buffer.alloc(1 + random(600), random(3) === 0 ? 1 : 0)])
    case 4:
      return members(text, random)
    case 5:
      return withHeader(text, random)
    case 6:
      return flipped(gzip, random, gzip.length - 8)
    case 7:
      gzip.writeUInt32LE([0, 1, text.length + 1, 0xffff_ffff, 1 << 30][random(5)]!, gzip.length - 4)
      return gzip
    default:
      return gzip
  }
}

function flipped(gzip: Buffer, random: Random, from = 0): Buffer {
  for (let changes = 1 + random(3); changes > 0; changes--)
    gzip[from + random(gzip.length - from)]! ^= 1 << random(8)
  return gzip
}

/** The text in two gzip members, or behind an empty one. */
function members(text: Buffer, random: Random): Buffer {
  const at = random(3) === 0 ? 0 : random(text.length + 1)
  return Buffer.concat([gzipSync(text.subarray(0, at)), gzipSync(text.subarray(at))])
}

/** A header with the fields of RFC 1952 that few writers use; rarely one that is reserved. */
function withHeader(text: Buffer, random: Random): Buffer {
  const flags = random(8) === 0 ? random(256) : random(32)
  const zero = Buffer.from([0])
  const extra = Buffer.from('\x04\x00ab\x00\x00', 'latin1')
  const name = Buffer.from('name.json')
  const fields = [
    Buffer.from([0x1f, 0x8b, random(20) === 0 ? 7 : 8, flags, 0, 0, 0, 0, random(256), random(256)]),
    ...((flags & 4) > 0 ? [extra] : []),
    ...((flags & 8) > 0 ? [name, zero] : []),
    ...((flags & 16) > 0 ? [name, zero] : []),
  ]
  const header = Buffer.concat(fields)
  const check = Buffer.alloc(2)
  check.writeUInt16LE((crc32(header) & 0xffff) ^ (random(4) === 0 ? 1 : 0))
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(text))
  end.writeUInt32LE(text.length, 4)
  return Buffer.concat([header, ...((flags & 2) > 0 ? [check] : []), deflateRawSync(text), end])
}
