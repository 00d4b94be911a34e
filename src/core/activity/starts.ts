import type { Principal } from '../cloudtrail/principal.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { asText, member } from '../iam/json.js'
import { byCodeUnit } from '../iam/order.js'

/** What one record tells of runtimes: a call of one, or a new version of what it runs. */
export type StartLesson =
  | {
      readonly kind: 'call'
      readonly arn: string
      /** The environment of a function, a task or an instance. */
      readonly instance: string
      /** Of a function, how a deployment names it. */
      readonly workload: string | undefined
      readonly started: string
      readonly event: string
      readonly time: string
      readonly atStart: boolean
    }
  | { readonly kind: 'deployment'; readonly workload: string; readonly time: string }

/** The first minutes of a runtime: what it calls while it starts. */
export const startSeconds = 300

const lambdaAgent = 'exec-env/AWS_Lambda_'
const functionName = /^[\w-]{1,64}$/
const instanceId = /^i-[0-9a-f]{8,17}$/
const taskId = /^[0-9a-f]{32}$/

/**
 * What a record tells. Lambda names the session of a role after the function, ECS after the task, EC2 after the instance;
 * `creationDate` says since when its credentials are there. Those of a task or instance are renewed after hours, so a first
 * minute may also be the first after that.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function startLessonOf(record: CloudTrailRecord, principal: Principal): StartLesson | undefined {
  if (record.errorCode !== undefined) return undefined
  const workload = deployedBy(record, principal)
  const { eventTime: time, eventSource, eventName, userIdentity } = record
  if (workload !== undefined) return { kind: 'deployment', workload, time }
  const started = userIdentity.creationDate
  const { session, arn } = principal
  if (principal.type !== 'role' || session === undefined || started === undefined || started > time)
    return undefined
  const isFunction = record.userAgent?.includes(lambdaAgent) === true && functionName.test(session)
  if (!isFunction && !instanceId.test(session) && !taskId.test(session)) return undefined
  return {
    kind: 'call',
    arn,
    instance: isFunction ? `${session} ${started}` : session,
    workload: isFunction ? functionKey(principal.account, record.awsRegion, session) : undefined,
    started,
    event: `${eventSource} ${eventName}`,
    time,
    atStart: secondsBetween(started, time) <= startSeconds,
  }
}

const functionDeployments =
  /^(?:UpdateFunctionCode|CreateFunction|PublishVersion|UpdateFunctionConfiguration)/

/** The function or role whose next runtimes run something new. */
function deployedBy(
  { eventSource, eventName, requestParameters, awsRegion, recipientAccountId }: CloudTrailRecord,
  { account }: Principal,
): string | undefined {
  if (eventSource === 'lambda.amazonaws.com' && functionDeployments.test(eventName)) {
    const name = asText(member(requestParameters, 'functionName'))
    const last = name?.startsWith('arn:') === true ? name.split(':')[6] : name
    return last === undefined ? undefined : functionKey(recipientAccountId ?? account, awsRegion, last)
  }
  if (eventSource !== 'ecs.amazonaws.com' || eventName !== 'RegisterTaskDefinition') return undefined
  return asText(member(requestParameters, 'taskRoleArn'))
}

function functionKey(account: string | undefined, region: string | undefined, name: string): string {
  return `function ${account ?? ''} ${region ?? ''} ${name}`
}

/** Of one principal. Times are ISO 8601 UTC. */
export interface PrincipalStarts {
  /** When its runtimes started, sorted: one time for each, those before the logs begin too. */
  readonly started: readonly string[]
  /** True if there were more than are kept; the latest is among them anyway. */
  readonly overflown: boolean
  /** By event: calls in the first minutes, calls after them, the last of the first minutes. Sorted by event. */
  readonly events: readonly StartEvent[]
  /** When new versions of its functions or tasks were made, sorted. */
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

/** Starts that grow. Repeated deliveries count again: what counts is whether there are any. */
export interface OpenStarts {
  learn(lesson: StartLesson): void
  /** `undefined` if no record shows a runtime of the principals. */
  of(arns: readonly string[]): PrincipalStarts | undefined
}

interface Known {
  readonly instances: Map<string, string>
  /** Of runtimes that are not kept. */
  latest: readonly string[]
  overflown: boolean
  readonly events: Map<string, StartEvent>
  readonly workloads: Set<string>
}

const kept = 1000

/** No starts yet. */
export function openStarts(): OpenStarts {
  const principals = new Map<string, Known>()
  const deployments = new Map<string, Set<string>>()
  return {
    learn(lesson) {
      if (lesson.kind === 'deployment') {
        const times = deployments.get(lesson.workload) ?? new Set()
        if (times.size < kept && (deployments.size < kept || times.size > 0))
          deployments.set(lesson.workload, times.add(lesson.time))
      } else learnCall(lesson, principals)
    },
    of(arns) {
      const found = arns.flatMap((arn) => principals.get(arn) ?? [])
      if (found.length === 0) return undefined
      const workloads = new Set([...arns, ...found.flatMap((one) => [...one.workloads])])
      return {
        started: found
          .flatMap(({ instances, latest }) => [...instances.values(), ...latest])
          .sort(byCodeUnit),
        overflown: found.some(({ overflown }) => overflown),
        events: joined(found.flatMap(({ events }) => [...events.values()])),
        deployed: [...workloads].flatMap((one) => [...(deployments.get(one) ?? [])]).sort(byCodeUnit),
      }
    },
  }
}

function learnCall(lesson: Extract<StartLesson, { kind: 'call' }>, principals: Map<string, Known>): void {
  const { arn, instance, started, workload } = lesson
  const known = principals.get(arn) ?? {
    instances: new Map(),
    latest: [],
    overflown: false,
    events: new Map(),
    workloads: new Set(),
  }
  principals.set(arn, known)
  const { instances, workloads } = known
  const before = instances.get(instance)
  if (before === undefined ? instances.size < kept : started < before) instances.set(instance, started)
  else if (before === undefined) {
    known.overflown = true
    if ((known.latest[0] ?? '') < started) known.latest = [started]
  }
  if (workload !== undefined && workloads.size < kept) workloads.add(workload)
  const { event, time, atStart } = lesson
  const one = { event, atStart: atStart ? 1 : 0, later: atStart ? 0 : 1, last: atStart ? time : '' }
  const [sum] = joined([...(known.events.has(event) ? [known.events.get(event)!] : []), one])
  known.events.set(event, sum!)
}

function joined(events: readonly StartEvent[]): readonly StartEvent[] {
  const byEvent = new Map<string, StartEvent>()
  for (const one of events) {
    const known = byEvent.get(one.event)
    byEvent.set(
      one.event,
      known === undefined
        ? one
        : {
            event: one.event,
            atStart: known.atStart + one.atStart,
            later: known.later + one.later,
            last: known.last > one.last ? known.last : one.last,
          },
    )
  }
  return [...byEvent.values()].sort((a, b) => byCodeUnit(a.event, b.event))
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}
