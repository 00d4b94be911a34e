import type { Selection } from '../../workflows/ports.js'
import { readLogPath } from './log-path.js'

/** Days after the chosen period in which late deliveries of its events are still looked for. */
export const lateDeliveryDays = 2

const dayMilliseconds = 86_400_000

/**
 * Whether a path may hold records of the selection. What a path does not say excludes nothing.
 * The day in a path is the day of delivery: never before the event, usually minutes after it, so days from that of
 * `start` to {@link lateDeliveryDays} after that of `end` are kept. CloudTrail retries for up to 30 days when a bucket
 * was out of reach; such files are found only with a later `end`.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
 */
export function maySelect(path: string, selection: Selection): boolean {
  if (selectsAll(selection)) return true
  const { account, region, day } = readLogPath(path)
  return (
    isListed(account, selection.accounts) && isListed(region, selection.regions) && isInPeriod(day, selection)
  )
}

function selectsAll({ start, end, regions, accounts }: Selection): boolean {
  return start === undefined && end === undefined && regions.length === 0 && accounts.length === 0
}

function isListed(value: string | undefined, wanted: readonly string[]): boolean {
  return value === undefined || wanted.length === 0 || wanted.includes(value)
}

function isInPeriod(day: string | undefined, { start, end }: Selection): boolean {
  if (day === undefined) return true
  if (start !== undefined && day < start.slice(0, 10)) return false
  return end === undefined || day <= lastDeliveryDay(end)
}

/** The last day on which files with events before `end` are looked for. */
export function lastDeliveryDay(end: string): string {
  return new Date(Date.parse(end) + lateDeliveryDays * dayMilliseconds).toISOString().slice(0, 10)
}
