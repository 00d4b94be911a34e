import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { whosePermission } from '../../src/core/cloudtrail/classify.js'
import type { Decoded } from '../../src/core/cloudtrail/decode.js'
import { resolvePrincipal } from '../../src/core/cloudtrail/principal-resolve.js'
import { decodePieces, decodeText } from '../cloudtrail/decode-text.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const present = existsSync(corpus)

function logFiles(): readonly string[] {
  if (!present) return []
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('AWSLogs') && name.endsWith('.json.gz'))
    .map((name) => join(corpus, name))
}

function textOf(file: string): string {
  return gunzipSync(readFileSync(file)).toString('utf8')
}

function piecesOf(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, i) =>
    text.slice(i * length, (i + 1) * length),
  )
}

describe.runIf(present)('log files of real trails', () => {
  const texts = logFiles().map(textOf)
  const decoded = texts.map((text) => decodeText(text))
  const records = decoded.flat().flatMap((each) => (each.kind === 'record' ? [each.record] : []))

  it('decode to the records that JSON.parse sees', () => {
    expect(texts.length).toBeGreaterThan(500)
    texts.forEach((text, i) => {
      const logged = (JSON.parse(text) as { Records: { eventID?: string; eventName: string }[] }).Records
      expect(decoded[i]?.map(nameOf)).toEqual(logged.map((each) => each.eventName))
    })
  })

  it('decode alike in pieces of 1000 characters', () => {
    texts.forEach((text, i) => {
      expect(decodePieces(piecesOf(text, 1000))).toEqual(decoded[i])
    })
  })

  it('name nearly every caller', () => {
    const callers = records.filter((each) => whosePermission(each, resolvePrincipal(each)).kind === 'caller')
    const unknown = callers.filter((each) => resolvePrincipal(each).type === 'unknown')
    expect(callers.length).toBeGreaterThan(4000)
    expect(unknown.length / callers.length).toBeLessThan(0.01)
  })
})

function nameOf(each: Decoded): string {
  return each.kind === 'record' ? each.record.eventName : each.reason
}
