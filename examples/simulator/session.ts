import type { Company } from './company.js'
import { createRandom } from './random.js'
import type { TrailRecord } from './records/record.js'
import type { Seconds } from './time.js'
import type { Call, Routine } from './workload.js'

/** One session of a routine: its records depend on nothing but these arguments. */
export function performSession(of: {
  readonly company: Company
  readonly routine: Routine
  readonly seed: string
  /** How many sessions of this routine came before. */
  readonly session: number
  readonly start: Seconds
}): readonly TrailRecord[] {
  const call = openCall(of)
  const due = of.routine.steps.filter((step) => of.session % step.every === 0)
  return due.flatMap((step) => step.records(call))
}

function openCall(of: Parameters<typeof performSession>[0]): Call {
  const { company, routine, session, start } = of
  const random = createRandom(`${of.seed}/${routine.name}/${session}`)
  const values = new Map<string, string>()
  let time = start
  return {
    company,
    random,
    session,
    actor: routine.open({ company, random, session, start }),
    now: () => {
      time += random.below(3)
      return time
    },
    recall: (name, make) => {
      const value = values.get(name) ?? make()
      values.set(name, value)
      return value
    },
  }
}
