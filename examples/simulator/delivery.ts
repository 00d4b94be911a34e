import { type Company, HOME, TRAIL_NAME } from './company.js'
import { digestFile } from './digest.js'
import { createRandom, type Random } from './random.js'
import type { TrailRecord } from './records/record.js'
import { DAY, MINUTE, PERIOD_START, type Seconds } from './time.js'

/** A file of the trail, not yet compressed. */
export interface TrailFile {
  readonly path: string
  readonly text: string
}

/** A log file that has been delivered, as far as a digest needs to know it. */
export interface Delivered extends TrailFile {
  readonly time: Seconds
  readonly oldest: string
  readonly newest: string
}

/** Of a hundred events, how many are delivered a second time, in a later file. */
const DELIVERED_TWICE = 6
/** CloudTrail starts another file for the same five minutes when one grows large. */
const LARGEST_FILE = 8_000_000
const SLOT = 5 * MINUTE

/** The records of one account and region that wait for the file of one five-minute slot. */
interface Waiting {
  readonly account: string
  readonly region: string
  readonly slot: Seconds
  readonly lines: string[]
  size: number
  oldest: string
  newest: string
}

export interface Delivery {
  /** Takes a record; returns how many bytes it added to the trail, a second delivery included. */
  readonly add: (record: TrailRecord) => number
  /** The files that are complete by `time`; all that is left if `time` is absent. */
  readonly due: (time?: Seconds) => readonly TrailFile[]
}

/**
 * CloudTrail's delivery: a file per account, region and five minutes, five to ten minutes after the events
 * (so those before midnight are in the next day's folder), some events twice, and a digest at midnight.
 */
export function createDelivery(company: Company, seed: string): Delivery {
  const random = createRandom(`${seed}/delivery`)
  const waiting = new Map<string, Waiting>()
  const again = new Map<string, { readonly after: Seconds; readonly line: string; readonly time: string }[]>()
  const ready: TrailFile[] = []
  const lastHour: Delivered[] = []
  let midnight = PERIOD_START + DAY

  const finish = (key: string, file: Waiting): void => {
    waiting.delete(key)
    const delivered = toFile(file, random)
    ready.push({ path: delivered.path, text: delivered.text })
    if (file.account === company.production && file.region === HOME) lastHour.push(delivered)
  }
  const open = (record: TrailRecord, slot: Seconds): Waiting => {
    const { recipientAccountId: account, awsRegion: region, eventTime: time } = record
    const file: Waiting = { account, region, slot, lines: [], size: 0, oldest: time, newest: time }
    const pending = again.get(`${account} ${region}`) ?? []
    const [now, later] = partition(pending, (twice) => twice.after < slot)
    for (const twice of now) append(file, twice.line, twice.time)
    again.set(`${account} ${region}`, later)
    return file
  }
  const add = (record: TrailRecord): number => {
    const slot = deliverySlot(record.eventTime)
    const place = `${record.recipientAccountId} ${record.awsRegion}`
    const key = `${place} ${slot}`
    const file = waiting.get(key) ?? open(record, slot)
    waiting.set(key, file)
    const line = JSON.stringify(record)
    append(file, line, record.eventTime)
    if (file.size > LARGEST_FILE) finish(key, file)
    if (random.below(100) >= DELIVERED_TWICE) return line.length + 1
    const pending = again.get(place) ?? []
    pending.push({ after: slot, line, time: record.eventTime })
    again.set(place, pending)
    return 2 * (line.length + 1)
  }
  const flush = (time: Seconds): void => {
    for (const [key, file] of waiting) if (file.slot <= time) finish(key, file)
  }
  const lastDuplicates = (): void => {
    for (const [place, pending] of again) {
      const last = pending.reduce((latest, twice) => Math.max(latest, twice.after), 0)
      const [account, region] = place.split(' ') as [string, string]
      const first = pending[0]
      if (first === undefined) continue
      const file: Waiting = {
        account,
        region,
        slot: last + SLOT,
        lines: [],
        size: 0,
        oldest: first.time,
        newest: first.time,
      }
      for (const twice of pending) append(file, twice.line, twice.time)
      finish(place, file)
    }
    again.clear()
  }
  const due = (time?: Seconds): readonly TrailFile[] => {
    while (midnight <= (time ?? midnight)) {
      flush(midnight)
      const digest = digestFile(company.production, HOME, TRAIL_NAME, midnight, lastHour.splice(0), random)
      ready.push(digest)
      midnight += DAY
      if (time === undefined) break
    }
    flush(time ?? Number.POSITIVE_INFINITY)
    if (time === undefined) lastDuplicates()
    const hourAgo = (time ?? midnight) - 60 * MINUTE
    while (lastHour[0] !== undefined && lastHour[0].time < hourAgo) lastHour.shift()
    return ready.splice(0)
  }
  return { add, due }
}

/** The end of the slot in which an event of this time is delivered. */
function deliverySlot(eventTime: string): Seconds {
  const time = Date.parse(eventTime) / 1000
  return (Math.floor((time + SLOT) / SLOT) + 1) * SLOT
}

function append(file: Waiting, line: string, time: string): void {
  file.lines.push(line)
  file.size += line.length + 1
  if (time < file.oldest) file.oldest = time
  if (time > file.newest) file.newest = time
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
function toFile(file: Waiting, random: Random): Delivered {
  const { account, region, slot: time, oldest, newest } = file
  const [date, clock] = new Date(time * 1000).toISOString().split('T') as [string, string]
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${date.replaceAll('-', '/')}`
  const stamp = `${date.replaceAll('-', '')}T${clock.slice(0, 2)}${clock.slice(3, 5)}Z`
  const path = `${folder}/${account}_CloudTrail_${region}_${stamp}_${random.word(16)}.json.gz`
  return { path, text: `{"Records":[${file.lines.join(',')}]}`, time, oldest, newest }
}

function partition<T>(values: readonly T[], belongs: (value: T) => boolean): [T[], T[]] {
  return [values.filter(belongs), values.filter((value) => !belongs(value))]
}
