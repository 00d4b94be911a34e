import type { Principal } from '../cloudtrail/principal.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { asText, member } from '../iam/json.js'

/** A call of a runtime. */
export interface RuntimeCall {
  readonly kind: 'call'
  readonly arn: string
  /** The environment of a function, a task or an instance. */
  readonly instance: string
  /** Of a function, how a deployment names it. */
  readonly workload: string | undefined
  readonly started: string
  readonly event: string
}

/** A new version of what a workload runs. */
export interface Deployment {
  readonly kind: 'deployment'
  readonly workload: string
}

/** What one record tells of runtimes: a call of one, or a new version of what it runs. */
export type StartLesson =
  | (RuntimeCall & { readonly time: string; readonly atStart: boolean })
  | (Deployment & { readonly time: string })

/** All that counts of a record beside who called and when. Records that have it in common tell the same. */
export interface StartPart {
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string | undefined
  readonly recipientAccountId: string | undefined
  readonly inLambda: boolean
  /** The function, by its name, or the role of the tasks that are deployed. */
  readonly deployed: { readonly kind: 'function' | 'role'; readonly name: string } | undefined
}

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
  const part = startPartOf(record)
  if (part === undefined) return undefined
  const told = startOf(part, principal, record.userIdentity.creationDate)
  const { eventTime: time } = record
  if (told === undefined || told.kind === 'deployment') return told && { ...told, time }
  if (told.started > time) return undefined
  return { ...told, time, atStart: isAtStart(secondsBetween(told.started, time)) }
}

/** Whether a call belongs to the start, by the seconds since then. */
export function isAtStart(seconds: number): boolean {
  return seconds <= startSeconds
}

/** What a record tells that is in scope: who deploys does not matter, but only the runtimes of some are asked for. */
export function startLessonIn(
  record: CloudTrailRecord,
  principal: Principal,
  rowsOf: (principal: Principal) => boolean,
): StartLesson | undefined {
  const lesson = startLessonOf(record, principal)
  return lesson?.kind === 'call' && !rowsOf(principal) ? undefined : lesson
}

/** What counts of a record; `undefined` if it tells nothing whoever called. */
export function startPartOf(record: CloudTrailRecord): StartPart | undefined {
  if (record.errorCode !== undefined) return undefined
  const { eventSource, eventName, awsRegion, recipientAccountId, userAgent } = record
  const inLambda = userAgent?.includes(lambdaAgent) === true
  return { eventSource, eventName, awsRegion, recipientAccountId, inLambda, deployed: deployedBy(record) }
}

/**
 * What a record tells by what counts of it, its principal, and since when the principal's credentials are there
 * (`started`). A call that is earlier than that tells nothing.
 */
export function startOf(
  { eventSource, eventName, awsRegion, recipientAccountId, inLambda, deployed }: StartPart,
  { arn, type, account, session }: Principal,
  started: string | undefined,
): RuntimeCall | Deployment | undefined {
  if (deployed?.kind === 'role') return { kind: 'deployment', workload: deployed.name }
  if (deployed !== undefined)
    return {
      kind: 'deployment',
      workload: functionKey(recipientAccountId ?? account, awsRegion, deployed.name),
    }
  if (type !== 'role' || session === undefined || started === undefined) return undefined
  const isFunction = inLambda && functionName.test(session)
  if (!isFunction && !instanceId.test(session) && !taskId.test(session)) return undefined
  return {
    kind: 'call',
    arn,
    instance: isFunction ? `${session} ${started}` : session,
    workload: isFunction ? functionKey(account, awsRegion, session) : undefined,
    started,
    event: `${eventSource} ${eventName}`,
  }
}

const functionDeployments =
  /^(?:UpdateFunctionCode|CreateFunction|PublishVersion|UpdateFunctionConfiguration)/

/** The member of an event's request that names what it deploys; `undefined` if the event is no deployment. */
export function deploymentMember(
  eventSource: string,
  eventName: string,
): 'functionName' | 'taskRoleArn' | undefined {
  if (eventSource === 'lambda.amazonaws.com' && functionDeployments.test(eventName)) return 'functionName'
  return eventSource === 'ecs.amazonaws.com' && eventName === 'RegisterTaskDefinition'
    ? 'taskRoleArn'
    : undefined
}

/** The function or role whose next runtimes run something new. */
function deployedBy({ eventSource, eventName, requestParameters }: CloudTrailRecord): StartPart['deployed'] {
  const key = deploymentMember(eventSource, eventName)
  const named = key === undefined ? undefined : asText(member(requestParameters, key))
  if (key === 'taskRoleArn') return named === undefined ? undefined : { kind: 'role', name: named }
  const name = named?.startsWith('arn:') === true ? named.split(':')[6] : named
  return name === undefined ? undefined : { kind: 'function', name }
}

function functionKey(account: string | undefined, region: string | undefined, name: string): string {
  return `function ${account ?? ''} ${region ?? ''} ${name}`
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}
