import { createHash } from 'node:crypto'
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
export interface Delivered {
  readonly path: string
  /** Of the content before compression. */
  readonly sha256: string
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

/** A record to be delivered a second time, in a file after `slot`. */
interface Twice {
  readonly slot: Seconds
  readonly line: string
  readonly time: string
}

/** What has not been delivered yet. It holds minutes, not days, however large the trail is. */
export interface Delivery {
  readonly company: Company
  readonly random: Random
  readonly waiting: Map<string, Waiting>
  readonly again: Map<string, Twice[]>
  readonly ready: TrailFile[]
  /** The production account's files in the home region in the hour before `midnight`. */
  readonly lastHour: Delivered[]
  midnight: Seconds
}

/**
 * CloudTrail's delivery: a file per account, region and five minutes, five to ten minutes after the events
 * (so those before midnight are in the next day's folder), some events twice, and a digest at midnight.
 */
export function createDelivery(company: Company, seed: string): Delivery {
  return {
    company,
    random: createRandom(`${seed}/delivery`),
    waiting: new Map(),
    again: new Map(),
    ready: [],
    lastHour: [],
    midnight: PERIOD_START + DAY,
  }
}

/** Takes a record; returns how many bytes it adds to the trail, a second delivery included. */
export function accept(delivery: Delivery, record: TrailRecord): number {
  const { recipientAccountId: account, awsRegion: region, eventTime: time } = record
  const slot = deliverySlot(time)
  const key = `${account} ${region} ${slot}`
  const file = delivery.waiting.get(key) ?? openFile(delivery, account, region, slot)
  delivery.waiting.set(key, file)
  const line = JSON.stringify(record)
  append(file, line, time)
  if (file.size > LARGEST_FILE) finish(delivery, key, file)
  if (delivery.random.below(100) >= DELIVERED_TWICE) return line.length + 1
  const place = `${account} ${region}`
  const twice = delivery.again.get(place) ?? []
  twice.push({ slot, line, time })
  delivery.again.set(place, twice)
  return 2 * (line.length + 1)
}

/** The files that are complete by `time`, with the digests of the midnights before it. */
export function dueBy(delivery: Delivery, time: Seconds): readonly TrailFile[] {
  while (delivery.midnight <= time) endDay(delivery)
  finishBy(delivery, time)
  return delivery.ready.splice(0)
}

/** All that is left once nothing more happens. */
export function last(delivery: Delivery): readonly TrailFile[] {
  endDay(delivery)
  finishBy(delivery, Number.POSITIVE_INFINITY)
  for (const [place, twice] of delivery.again) deliverAlone(delivery, place, twice)
  return delivery.ready.splice(0)
}

function endDay(delivery: Delivery): void {
  const { company, random, midnight } = delivery
  finishBy(delivery, midnight)
  const files = delivery.lastHour.splice(0)
  delivery.ready.push(digestFile(company.production, HOME, TRAIL_NAME, midnight, files, random))
  delivery.midnight += DAY
}

function finishBy(delivery: Delivery, time: Seconds): void {
  for (const [key, file] of delivery.waiting) if (file.slot <= time) finish(delivery, key, file)
}

function finish(delivery: Delivery, key: string, file: Waiting): void {
  delivery.waiting.delete(key)
  const { path, text } = toFile(file, delivery.random)
  delivery.ready.push({ path, text })
  if (!inDigest(delivery, file)) return
  const sha256 = createHash('sha256').update(text).digest('hex')
  delivery.lastHour.push({ path, sha256, oldest: file.oldest, newest: file.newest })
}

function inDigest(delivery: Delivery, file: Waiting): boolean {
  const covered = file.slot <= delivery.midnight && file.slot > delivery.midnight - 60 * MINUTE
  return covered && file.account === delivery.company.production && file.region === HOME
}

/** A new file begins with the second deliveries that have waited for it. */
function openFile(delivery: Delivery, account: string, region: string, slot: Seconds): Waiting {
  const file: Waiting = { account, region, slot, lines: [], size: 0, oldest: '', newest: '' }
  const place = `${account} ${region}`
  const twice = delivery.again.get(place) ?? []
  for (const { slot: first, line, time } of twice) if (first < slot) append(file, line, time)
  delivery.again.set(
    place,
    twice.filter((one) => one.slot >= slot),
  )
  return file
}

/** Second deliveries for which no later file came. */
function deliverAlone(delivery: Delivery, place: string, twice: readonly Twice[]): void {
  if (twice.length === 0) return
  const [account, region] = place.split(' ') as [string, string]
  const slot = twice.reduce((latest, one) => Math.max(latest, one.slot), 0) + SLOT
  const file: Waiting = { account, region, slot, lines: [], size: 0, oldest: '', newest: '' }
  for (const { line, time } of twice) append(file, line, time)
  finish(delivery, place, file)
}

/** The end of the slot in which an event of this time is delivered. */
function deliverySlot(eventTime: string): Seconds {
  const time = Date.parse(eventTime) / 1000
  return (Math.floor((time + SLOT) / SLOT) + 1) * SLOT
}

function append(file: Waiting, line: string, time: string): void {
  file.lines.push(line)
  file.size += line.length + 1
  if (file.oldest === '' || time < file.oldest) file.oldest = time
  if (time > file.newest) file.newest = time
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
function toFile(file: Waiting, random: Random): TrailFile {
  const { account, region, slot } = file
  const [date, clock] = new Date(slot * 1000).toISOString().split('T') as [string, string]
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${date.replaceAll('-', '/')}`
  const stamp = `${date.replaceAll('-', '')}T${clock.slice(0, 2)}${clock.slice(3, 5)}Z`
  const path = `${folder}/${account}_CloudTrail_${region}_${stamp}_${random.word(16)}.json.gz`
  return { path, text: `{"Records":[${file.lines.join(',')}]}` }
}
