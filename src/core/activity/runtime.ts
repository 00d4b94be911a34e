import { isFromConsole } from '../cloudtrail/console.js'
import type { Principal } from '../cloudtrail/principal.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { byCodeUnit } from '../iam/order.js'
import type { Runtime } from '../reference/implied.js'
import { addTally, type Evidence, openTally, type Tally } from './evidence.js'
import { callOf } from './fact.js'

/** AWS's runtimes name themselves in the user agent: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const lambdaAgent = 'exec-env/AWS_Lambda_'
const functionName = /^[\w-]{1,64}$/
/** Image pulls and secrets of a task are fetched by the agent, or by Fargate in its place, with the execution role. */
const ecsAgents = ['ecs-tasks.amazonaws.com', 'Amazon ECS Agent', 'amazon-ecs-agent']

/** What a record tells of where its caller runs: only roles are run by a service, anybody can sit at the console. */
export function runtimeOf(record: CloudTrailRecord, principal: Principal): Runtime | undefined {
  const run = principal.type === 'role' ? kindOf(record) : undefined
  const kind = run ?? (isFromConsole(record) ? 'console' : undefined)
  if (kind === undefined) return undefined
  const { partition, region, account, eventSource } = callOf(record, principal)
  const name = kind === 'lambda' ? nameOf(principal) : kind === 'console' ? eventSource : undefined
  return { kind, name, partition, region, account }
}

/** The service that runs a role, as far as a record tells. */
export function kindOf({
  userAgent,
  userIdentity,
  eventSource,
}: CloudTrailRecord): Runtime['kind'] | undefined {
  const agent = userAgent ?? ''
  if (agent.includes(lambdaAgent)) return 'lambda'
  if (agent.startsWith('CWAgent/')) return 'cloudwatch-agent'
  const ecs = userIdentity.invokedBy === ecsAgents[0] || ecsAgents.some((name) => agent.startsWith(name))
  return ecs && eventSource !== 'ecs.amazonaws.com' ? 'ecs-agent' : undefined
}

/** Lambda names the session after the function. */
function nameOf({ session }: Principal): string | undefined {
  return session !== undefined && functionName.test(session) ? session : undefined
}

/** The runtimes of calls, each with the calls that show it. */
export interface Runtimes {
  /** Sorted. Of too many names of a kind only that there are some: the same, whatever the order of the records. */
  all(): readonly RuntimeUse[]
}

/** Calls of one principal from one runtime. */
export interface RuntimeUse {
  /** Of the principal. */
  readonly arn: string
  readonly runtime: Runtime
  readonly evidence: Evidence
}

/** Runtimes that grow. */
export interface OpenRuntimes extends Runtimes {
  add(arn: string, runtime: Runtime, evidence: Evidence): void
  merge(other: Runtimes): void
}

/** How many functions (or services on the console) of one principal are told apart. */
const namesKept = 200

/** No runtimes yet. By day, if each use is to have the evidence of one day; evidence that is added must then be of one. */
export function openRuntimes(byDay = false): OpenRuntimes {
  const rows = new Map<string, { readonly arn: string; readonly runtime: Runtime; readonly tally: Tally }>()
  const names = new Map<string, Set<string | undefined>>()

  function addTo(arn: string, runtime: Runtime, evidence: Evidence): void {
    const { kind, name, partition, region, account } = runtime
    const day = byDay ? evidence.first.slice(0, 10) : undefined
    const key = JSON.stringify([arn, kind, name, partition, region, account, day])
    const row = rows.get(key) ?? { arn, runtime, tally: openTally() }
    rows.set(key, row)
    addTally(row.tally, evidence)
  }

  function collapse(arn: string, kind: Runtime['kind']): void {
    const named = [...rows].filter(([, row]) => row.arn === arn && row.runtime.kind === kind)
    for (const [key] of named) rows.delete(key)
    for (const [, { runtime, tally }] of named) addTo(arn, { ...runtime, name: undefined }, tally)
  }

  function add(arn: string, runtime: Runtime, evidence: Evidence): void {
    const { kind, name } = runtime
    const known = names.get(`${kind} ${arn}`) ?? new Set()
    names.set(`${kind} ${arn}`, known)
    const few = known.size <= namesKept
    if (few) known.add(name)
    if (few && known.size > namesKept) collapse(arn, kind)
    addTo(arn, known.size > namesKept ? { ...runtime, name: undefined } : runtime, evidence)
  }

  return {
    add,
    merge(other) {
      for (const { arn, runtime, evidence } of other.all()) add(arn, runtime, evidence)
    },
    all: () =>
      [...rows]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, { arn, runtime, tally }]) => ({ arn, runtime, evidence: tally })),
  }
}
