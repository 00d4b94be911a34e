import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { EXAMPLES } from '../simulator/trail.js'

/** The records of the example, in so many files of the layout of CloudTrail, by key. */
export function manyLogs(count = 1000): ReadonlyMap<string, Buffer> {
  const records = exampleRecords()
  const files = new Map<string, Buffer>()
  const size = Math.ceil(records.length / count)
  for (let at = 0; at < count; at++) {
    const some = records.slice(at * size, (at + 1) * size)
    const { awsRegion: region = 'eu-central-1', eventTime = '2026-03-03T00:00:00Z' } = some[0] ?? {}
    const stamp = eventTime.slice(0, 16).replaceAll(/[-:]/g, '')
    const day = eventTime.slice(0, 10).replaceAll('-', '/')
    const name = `111122223333_CloudTrail_${region}_${stamp}Z_${String(at).padStart(16, '0')}.json.gz`
    files.set(
      `AWSLogs/111122223333/CloudTrail/${region}/${day}/${name}`,
      gzipSync(JSON.stringify({ Records: some })),
    )
  }
  return files
}

interface ExampleRecord {
  readonly awsRegion: string
  readonly eventTime: string
}

/** By Region and time, so that records of one file were made near each other. */
function exampleRecords(): readonly ExampleRecord[] {
  const folder = join(EXAMPLES, 'trail')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const records = files
    .filter((name) => name.endsWith('.json.gz') && !name.includes('Digest'))
    .sort()
    .flatMap((name) => {
      const { Records } = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString())
      return Records as ExampleRecord[]
    })
  return records.sort((a, b) => order(a) - order(b) || 0)
}

function order({ eventTime, awsRegion }: ExampleRecord): number {
  return Date.parse(eventTime) + awsRegion.length * 1e15 + awsRegion.charCodeAt(0) * 1e14
}
