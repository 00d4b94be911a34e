import type { Company } from './company.js'
import type { Random } from './random.js'
import type { TrailRecord } from './records/record.js'
import type { Seconds } from './time.js'

/** One permission as AWS's documentation asks for it: an action on resources, under conditions. */
export interface Need {
  readonly action: string
  readonly resources: readonly string[]
  readonly conditions: Readonly<Record<string, readonly string[]>>
}

/** What became of a step: `failed` is any error after AWS had allowed the call. */
export type Outcome = 'succeeded' | 'failed' | 'denied'

/**
 * One thing a principal does. What CloudTrail writes (`records`, the first of which is `operation`) and
 * what IAM asks for (`needs`) are declared side by side, so that a reader can check one against the other.
 */
export interface Step {
  /** Event source without `.amazonaws.com`, and event name as logged. */
  readonly operation: string
  readonly needs: readonly Need[]
  readonly outcome: Outcome
  /** Performed in the first session and then in every nth one. */
  readonly every: number
  readonly records: (call: Call) => readonly TrailRecord[]
}

/** Who acts in one session, as the records show it. */
export interface Actor {
  readonly account: string
  readonly region: string
  readonly userIdentity: object
  readonly sourceIPAddress: string
  readonly userAgent: string
  /** What an AWS service forwards or does itself has no TLS details of a client. */
  readonly tls: boolean
  readonly console: boolean
  /** The ARN that AWS's messages name: the session's, not the role's. */
  readonly arn: string
}

/** One session at work. */
export interface Call {
  readonly company: Company
  readonly actor: Actor
  readonly random: Random
  readonly session: number
  /** The time of the next record; each reading moves it on by a second or two. */
  readonly now: () => Seconds
  /** A value made once in a session, such as the id of a security group created and then used. */
  readonly recall: (name: string, make: () => string) => string
}

/** When and how something works: the same every day, and more often in larger trails. */
export interface Routine {
  readonly name: string
  /** `HH:MM` of the sessions of every day. */
  readonly starts: readonly string[]
  /** Weight among the sessions that fill a larger trail; 0 keeps to `starts`. */
  readonly share: number
  readonly open: (opening: Opening) => Actor
  readonly steps: readonly Step[]
}

export interface Opening {
  readonly company: Company
  readonly random: Random
  readonly session: number
  readonly start: Seconds
}

/** A routine whose identity gets a policy. */
export interface Principal extends Routine {
  readonly arn: string
  readonly type: 'Role' | 'User'
}

/** A step that AWS allows: `outcome` is `succeeded` unless said otherwise. */
export function step(
  declared: Pick<Step, 'operation' | 'needs' | 'records'> & { outcome?: 'failed'; every?: number },
): Step {
  return { outcome: 'succeeded', every: 1, ...declared }
}

/** An allowed step of one record. */
export function single(
  operation: string,
  needs: readonly Need[],
  record: (call: Call) => TrailRecord,
  more: { outcome?: 'failed'; every?: number } = {},
): Step {
  return step({ operation, needs, records: (call) => [record(call)], ...more })
}

/** A step that AWS refuses; `wants` is what it would have needed, which must not be granted for that. */
export function denied(declared: {
  operation: string
  wants: readonly Need[]
  every?: number
  records: Step['records']
}): Step {
  const { operation, wants, every, records } = declared
  return { operation, needs: wants, outcome: 'denied', every: every ?? 1, records }
}

/** A permission without conditions. */
export function need(action: string, ...resources: readonly string[]): Need {
  return { action, resources, conditions: {} }
}

/** A permission used only through an AWS service that forwards the caller's credentials. */
export function needVia(service: string, action: string, ...resources: readonly string[]): Need {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
  return { action, resources, conditions: { 'aws:CalledVia': [service] } }
}

/** Use of a key through the service that stores the data. */
export function needKeyVia(service: string, action: string, key: string): Need {
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
  return { action, resources: [key], conditions: { 'kms:ViaService': [service] } }
}

/** Handing a role to a service. */
export function needPassRole(role: string, service: string): Need {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  return { action: 'iam:PassRole', resources: [role], conditions: { 'iam:PassedToService': [service] } }
}
