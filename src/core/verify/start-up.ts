import { startSeconds } from '../activity/start-lesson.js'
import type { PrincipalStarts } from '../activity/starts.js'

/** What is known of the starts of a workload. Times are ISO 8601 UTC, events `eventSource eventName`. */
export interface StartUp {
  /** In words, with the numbers. */
  readonly summary: string
  /** Runtimes (environments of functions, tasks, instances) that started inside the observation. */
  readonly starts: number
  readonly lastStart: string | null
  /** New versions of its functions, and task definitions with its role, that the records show. */
  readonly deployments: number
  readonly lastDeployment: string | null
  /** Seen in the first minutes of runtimes only, though some were seen to live longer. */
  readonly onlyAtStart: readonly string[]
  /** Of these, those that were not seen since the last deployment. */
  readonly notSinceDeployment: readonly string[]
  /** What the observation cannot have seen. */
  readonly warnings: readonly string[]
}

const minutes = startSeconds / 60

/**
 * Says what a workload calls while it starts, and whether that was seen of what runs now. `first` is the first day of the
 * observation. Nothing is granted or taken away for it.
 */
export function startUpOf(starts: PrincipalStarts | undefined, first: string): StartUp {
  if (starts === undefined) {
    const summary = 'no record tells of a function, task or instance that started'
    return { ...nothing, summary }
  }
  const started = starts.started.filter((time) => time.slice(0, 10) >= first)
  const lived = starts.events.some(({ later }) => later > 0)
  const early = starts.events.filter(({ atStart, later }) => atStart > 0 && later === 0)
  const lastDeployment = starts.deployed.at(-1) ?? null
  const only = lived ? early : []
  const facts = {
    starts: started.length,
    lastStart: started.at(-1) ?? null,
    deployments: starts.deployed.length,
    lastDeployment,
    onlyAtStart: only.map(({ event }) => event),
    notSinceDeployment:
      lastDeployment === null
        ? []
        : only.filter(({ last }) => last < lastDeployment).map(({ event }) => event),
  }
  return { ...facts, summary: summaryOf(facts, lived, starts), warnings: warningsOf(facts) }
}

type Facts = Omit<StartUp, 'summary' | 'warnings'>

const nothing: Omit<StartUp, 'summary'> = {
  starts: 0,
  lastStart: null,
  deployments: 0,
  lastDeployment: null,
  onlyAtStart: [],
  notSinceDeployment: [],
  warnings: [],
}

function summaryOf(facts: Facts, lived: boolean, { overflown }: PrincipalStarts): string {
  const { starts, lastStart, deployments, lastDeployment, onlyAtStart, notSinceDeployment } = facts
  const seen =
    starts === 0
      ? 'no runtime started in the period'
      : `${overflown ? 'more than ' : ''}${plural(starts, 'runtime')} started, the last on ${lastStart}`
  const calls = lived
    ? `${plural(onlyAtStart.length, 'kind')} of calls only in the first ${minutes} minutes${listed(onlyAtStart)}`
    : `none was seen to live longer than ${minutes} minutes, so what they call while starting cannot be told apart`
  const deployed =
    lastDeployment === null
      ? 'no deployment in the logs'
      : `${plural(deployments, 'deployment')}, the last on ${lastDeployment}`
  const since =
    lastDeployment === null || onlyAtStart.length === 0
      ? ''
      : `; not seen since: ${notSinceDeployment.length === 0 ? 'none' : notSinceDeployment.length}${listed(notSinceDeployment)}`
  return `${seen}; ${calls}; ${deployed}${since}`
}

function warningsOf({ starts, lastStart, lastDeployment }: Facts): string[] {
  if (starts === 0)
    return [
      'no runtime of the principal started in the period: what it calls only while starting was not seen',
    ]
  if (lastDeployment !== null && lastStart! < lastDeployment)
    return [
      `deployed on ${lastDeployment}, and no runtime has started since: what the new version calls while starting was not seen`,
    ]
  return []
}

const shown = 3

function listed(events: readonly string[]): string {
  if (events.length === 0) return ''
  const more = events.length - shown
  return ` (${events.slice(0, shown).join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}

function plural(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
