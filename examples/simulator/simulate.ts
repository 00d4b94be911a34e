import type { Company } from './company.js'
import { accept, createDelivery, type Delivery, dueBy, last, type TrailFile } from './delivery.js'
import { createRandom, type Random } from './random.js'
import { routines } from './routines.js'
import { performSession } from './session.js'
import { DAY, MINUTE, PERIOD_START, type Seconds } from './time.js'
import type { Routine } from './workload.js'

/** How large the trail shall be: the daily sessions alone, or about so many records or bytes of JSON. */
export type Size = { readonly unit: 'records' | 'bytes'; readonly amount: number } | undefined

export interface Simulation {
  readonly company: Company
  readonly seed: string
  readonly days: number
  readonly size: Size
}

export const LEAST_DAYS = 3
const WINDOW = 5 * MINUTE
const WINDOWS_PER_DAY = DAY / WINDOW

/**
 * The files of the trail, in the order of their delivery. The daily sessions come first in every five
 * minutes; then more sessions of the same routines follow until the trail has grown in step with time, so
 * that a larger trail has more keys and ids, but never another permission.
 */
export function* simulate(of: Simulation): Generator<TrailFile> {
  const delivery = createDelivery(of.company, of.seed)
  const perform = performer(of, delivery)
  const all = routines(of.company)
  const random = createRandom(`${of.seed}/schedule`)
  const windows = of.days * WINDOWS_PER_DAY
  for (let window = 0; window < windows; window += 1) {
    const start = PERIOD_START + window * WINDOW
    yield* dueBy(delivery, start)
    for (const [routine, at] of dailySessions(all, start)) perform(routine, at + random.below(20))
    const goal = ((of.size?.amount ?? 0) * (window + 1)) / windows
    while (perform.grown() < goal) {
      perform(weighted(all, random), start + random.below(WINDOW))
      yield* dueBy(delivery, start)
    }
  }
  yield* last(delivery)
}

/** Performs sessions and keeps count, in the unit of the wanted size. */
function performer(of: Simulation, delivery: Delivery) {
  const sessions = new Map<string, number>()
  let grown = 0
  const perform = (routine: Routine, start: Seconds): void => {
    const session = sessions.get(routine.name) ?? 0
    sessions.set(routine.name, session + 1)
    for (const record of performSession({ ...of, routine, session, start })) {
      const bytes = accept(delivery, record)
      grown += of.size?.unit === 'bytes' ? bytes : 1
    }
  }
  return Object.assign(perform, { grown: () => grown })
}

/** The sessions that start in the five minutes from `start`, on any day. */
function* dailySessions(all: readonly Routine[], start: Seconds): Generator<readonly [Routine, Seconds]> {
  const midnight = start - (start % DAY)
  for (const routine of all) {
    for (const clock of routine.starts) {
      const at = midnight + Number(clock.slice(0, 2)) * 60 * MINUTE + Number(clock.slice(3)) * MINUTE
      if (at >= start && at < start + WINDOW) yield [routine, at]
    }
  }
}

function weighted(all: readonly Routine[], random: Random): Routine {
  let ticket = random.below(all.reduce((sum, routine) => sum + routine.share, 0))
  for (const routine of all) {
    if (ticket < routine.share) return routine
    ticket -= routine.share
  }
  throw new Error('no routine has a share')
}
