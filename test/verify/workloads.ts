import { dayNumber, dayOfNumber } from '../../src/core/verify/calendar.js'
import type { PermissionUse } from '../../src/core/verify/coverage.js'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const firstDay = '2026-01-05'

/**
 * What a simulated workload uses on each of so many days: some actions every day, some on a weekday, some at the turn of a
 * month, some rarely and by chance. The mixture differs by seed.
 */
export function workload(seed: number, days: number): readonly PermissionUse[] {
  const chance = random(seed)
  const count = 10 + Math.floor(chance() * 60)
  return Array.from({ length: count }, (_, at) => {
    const used = usedOn(chance)
    const all = Array.from({ length: days }, (_, day) => dayOfNumber(dayNumber(firstDay) + day))
    const on = all.filter((day, index) => used(day, index))
    return { action: `demo:Action${at}`, resource: '*', days: new Map(on.map((day) => [day, 1])) }
  }).filter((one) => one.days.size > 0)
}

function usedOn(chance: () => number): (day: string, index: number) => boolean {
  const kind = chance()
  if (kind < 0.5) return () => chance() < 0.8
  if (kind < 0.65) {
    const weekday = Math.floor(chance() * 7)
    return (_, index) => index % 7 === weekday
  }
  if (kind < 0.75) return (day) => day.endsWith('-01')
  const rate = 0.3 * chance() ** 3
  return () => chance() < rate
}

/** The part of the uses on the first so many days. */
export function until(uses: readonly PermissionUse[], before: string): readonly PermissionUse[] {
  return uses
    .map((use) => ({ ...use, days: new Map([...use.days].filter(([day]) => day < before)) }))
    .filter(({ days }) => days.size > 0)
}
