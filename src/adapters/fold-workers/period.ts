import type { FoldTask } from '../../workflows/ports.js'
import { isoTime } from './iso-time.js'

/** A period in seconds since 1970; the end is excluded. */
export interface Period {
  readonly start: number
  readonly end: number
}

const latest = 0xffff_ffff

/** The period of a question, as far as the kernel reads times at all. */
export function periodOf({ start, end }: FoldTask['period']): Period {
  return { start: secondsOf(start, 0), end: secondsOf(end, latest) }
}

function secondsOf(time: string | undefined, otherwise: number): number {
  if (time === undefined) return otherwise
  return Math.min(Math.max(Math.floor(Date.parse(time) / 1000), 0), latest)
}

/** Any time inside a period, or any outside of it. */
export function timeIn({ start, end }: Period, outside: boolean): string {
  return isoTime(!outside ? start : start > 0 ? start - 1 : end)
}
