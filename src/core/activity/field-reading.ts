import { agentClass } from '../cloudtrail/client.js'
import { isFromConsole } from '../cloudtrail/console.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import {
  type FieldReading,
  type RequestReading,
  readingOfEvent,
  type Step,
} from '../reference/field-reading.js'
import { fieldAt, normalized, placeInside, topPlace } from '../reference/fields.js'
import { operationOfEvent } from '../reference/required.js'
import { isOwnIdentifier, isReading } from './made.js'
import { kindOf } from './runtime.js'
import { deploymentMember } from './start-lesson.js'

/**
 * As for a request; `identifier` if a text counts only if its last segment is an identifier of AWS's making, `link` if it will
 * stand for a member of the request.
 */
export interface ResponseReading {
  readonly scalar: 'read' | 'identifier' | 'link' | 'unread'
  readonly container: 'read' | 'inside' | 'unread'
}

/**
 * Which fields of an event's request and response a fact, or what is learned from a record, can depend on. Where a field
 * of the response counts as an identifier, the whole request counts too: what the caller gave is not of AWS's making.
 */
export interface EventReading {
  request(path: readonly Step[]): FieldReading
  response(path: readonly Step[]): ResponseReading
}

/** The reading of a kind of event; `undefined` if request and response count as a whole. */
export function eventReading(eventSource: string, eventName: string): EventReading | undefined {
  // What IAM is asked and answers names roles and policies with their paths: see `nameLessonsOf`.
  if (eventSource === 'iam.amazonaws.com') return undefined
  const request: RequestReading | undefined = readingOfEvent(eventSource, eventName)
  if (request === undefined) return undefined
  const rules = operationOfEvent({ eventSource, eventName, request: undefined })?.rules
  const deployed = deploymentMember(eventSource, eventName)
  const linked = new Set(rules?.links?.map(({ identifier }) => identifier))
  return {
    request: (path) => {
      const reading = request.of(path)
      // The name of what is deployed counts whatever it is: see `startLessonOf`.
      const isDeployed = path.length === 1 && path[0]!.key === deployed
      return isDeployed ? { ...reading, scalar: 'read' } : reading
    },
    response: (path) => responseReading(path, eventName, linked),
  }
}

/** Where some services say how a call ended: see `outcomeOf`. */
const errors = new Set(['error', 'Error', 'errorCode'])

function responseReading(
  path: readonly Step[],
  eventName: string,
  linked: ReadonlySet<string>,
): ResponseReading {
  const last = path.at(-1)!
  if (path.length === 1 && errors.has(last.key)) return { scalar: 'read', container: 'read' }
  if (path.length === 1 && linked.has(last.key)) return { scalar: 'link', container: 'read' }
  if (isReading(eventName)) return { scalar: 'unread', container: 'unread' }
  const place = path.slice(0, -1).reduce((at, { key, inList }) => placeInside(at, key, inList), topPlace)
  const own = isOwnIdentifier(fieldAt(place, last.key, 'x', last.inList), normalized(eventName))
  return { scalar: own ? 'identifier' : 'unread', container: 'inside' }
}

/** What can be read out of a user agent. */
export interface AgentReading {
  /** Agents of one class say the same to whoever reads a record, whatever else is in it. */
  readonly sameAs: string
  /** True if the name of the session counts beside it: that of a Lambda function. */
  readonly namesSession: boolean
}

/** The reading of a user agent: all that a fold asks of one, unless it is asked for the agent itself. */
export function agentReading(userAgent: string): AgentReading {
  const record = { ...recordOfNothing, userAgent }
  const kind = kindOf(record)
  return {
    sameAs: JSON.stringify([agentClass(record), isFromConsole(record), kind]),
    namesSession: kind === 'lambda',
  }
}

const recordOfNothing = { userIdentity: {}, eventSource: '' } as CloudTrailRecord
