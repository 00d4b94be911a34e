import { byCodeUnit } from '../iam/order.js'
import type { RuntimeCall, StartLesson } from './start-lesson.js'

/** Of one principal. Times are ISO 8601 UTC. */
export interface PrincipalStarts {
  /** When its runtimes started, sorted: one time for each, those before the logs begin too. */
  readonly started: readonly string[]
  /** True if there were more than are kept; the latest is among them anyway. */
  readonly overflown: boolean
  /** By event: calls in the first minutes, calls after them, the last of the first minutes. Sorted by event. */
  readonly events: readonly StartEvent[]
  /** When new versions of its functions or tasks were made, sorted; the latest, if there are too many. */
  readonly deployed: readonly string[]
}

/** Calls of one event by runtimes. */
export interface StartEvent {
  readonly event: string
  readonly atStart: number
  readonly later: number
  /** The last call while starting; empty if there is none. */
  readonly last: string
}

/**
 * Starts that grow. Repeated deliveries count again: what counts is whether there are any. The order of lessons changes
 * nothing, not even beyond the bounds.
 */
export interface OpenStarts {
  learn(lesson: StartLesson): void
  /** Many calls at once that differ in their time alone. */
  learnCalls(call: RuntimeCall, calls: Omit<StartEvent, 'event'>): void
  /** `undefined` if no record shows a runtime of the principals. */
  of(arns: readonly string[]): PrincipalStarts | undefined
}

interface Known {
  /** By runtime: the first and the last time that its credentials were made. */
  readonly instances: Map<string, { readonly first: string; readonly last: string }>
  /** Of runtimes that are not kept; empty for none. */
  latest: string
  readonly events: Map<string, StartEvent>
  readonly workloads: Set<string>
}

const kept = 1000

/** No starts yet. */
export function openStarts(): OpenStarts {
  const principals = new Map<string, Known>()
  const deployments = new Map<string, Set<string>>()

  function learnDeployment(workload: string, time: string): void {
    const times = deployments.get(workload) ?? new Set()
    deployments.set(workload, times.add(time))
    if (times.size >= 2 * kept) keep(times, latestOf(times))
    if (deployments.size >= 2 * kept) keep(deployments, smallestOf(deployments))
  }

  return {
    learn(lesson) {
      const { time } = lesson
      if (lesson.kind === 'deployment') learnDeployment(lesson.workload, time)
      else learnCalls(lesson, callsAt(lesson), principals)
    },
    learnCalls: (call, calls) => learnCalls(call, calls, principals),
    of(arns) {
      const found = arns.flatMap((arn) => principals.get(arn) ?? [])
      if (found.length === 0) return undefined
      keep(deployments, smallestOf(deployments))
      for (const one of found) keepFew(one, kept)
      const workloads = new Set([...arns, ...found.flatMap((one) => [...one.workloads])])
      return {
        started: found.flatMap(startedOf).sort(byCodeUnit),
        overflown: found.some(({ latest }) => latest !== ''),
        events: joined(found.flatMap(({ events }) => [...events.values()])),
        deployed: [...workloads]
          .flatMap((one) => latestOf(deployments.get(one) ?? new Set()))
          .sort(byCodeUnit),
      }
    },
  }
}

function callsAt({ time, atStart }: Extract<StartLesson, { kind: 'call' }>): Omit<StartEvent, 'event'> {
  return { atStart: atStart ? 1 : 0, later: atStart ? 0 : 1, last: atStart ? time : '' }
}

function learnCalls(
  { arn, instance, started, workload, event }: RuntimeCall,
  calls: Omit<StartEvent, 'event'>,
  principals: Map<string, Known>,
): void {
  const known = principals.get(arn) ?? {
    instances: new Map(),
    latest: '',
    events: new Map(),
    workloads: new Set(),
  }
  principals.set(arn, known)
  const { instances, workloads, events } = known
  const { first = started, last = started } = instances.get(instance) ?? {}
  instances.set(instance, { first: started < first ? started : first, last: started > last ? started : last })
  if (workload !== undefined) workloads.add(workload)
  addEvent(events, { event, ...calls })
  keepFew(known, 2 * kept)
}

/** Those that come first in the order of their names, whatever the order in which they were met. */
function keepFew(known: Known, most: number): void {
  const { instances, workloads } = known
  if (workloads.size > most) keep(workloads, smallestOf(workloads))
  if (instances.size <= most) return
  const chosen = new Set(smallestOf(instances))
  for (const [name, { last }] of instances) {
    if (chosen.has(name)) continue
    if (last > known.latest) known.latest = last
    instances.delete(name)
  }
}

function startedOf({ instances, latest }: Known): string[] {
  const started = [...instances.values()].map(({ first }) => first)
  return latest === '' ? started : [...started, latest]
}

type Names = Pick<ReadonlySet<string>, 'keys' | 'size'>

function smallestOf(names: Names): readonly string[] {
  return [...names.keys()].sort(byCodeUnit).slice(0, kept)
}

function latestOf(times: Names): readonly string[] {
  return [...times.keys()].sort(byCodeUnit).slice(-kept)
}

function keep(names: Names & { delete(name: string): boolean }, chosen: readonly string[]): void {
  if (names.size === chosen.length) return
  const stay = new Set(chosen)
  for (const name of [...names.keys()]) if (!stay.has(name)) names.delete(name)
}

function joined(all: readonly StartEvent[]): readonly StartEvent[] {
  const byEvent = new Map<string, StartEvent>()
  for (const one of all) addEvent(byEvent, one)
  return [...byEvent.values()].sort((a, b) => byCodeUnit(a.event, b.event))
}

function addEvent(events: Map<string, StartEvent>, one: StartEvent): void {
  const { event } = one
  const { atStart = 0, later = 0, last = '' } = events.get(event) ?? {}
  events.set(event, {
    event,
    atStart: atStart + one.atStart,
    later: later + one.later,
    last: last > one.last ? last : one.last,
  })
}
