import type { FoldQuestion } from '../../core/activity/access-activity.js'
import { agentReading, type EventReading, eventReading } from '../../core/activity/field-reading.js'
import { deploymentMember } from '../../core/activity/start-lesson.js'
import { resolvePrincipal } from '../../core/cloudtrail/principal-resolve.js'
import { readUserIdentity } from '../../core/cloudtrail/user-identity.js'
import type { JsonObject } from '../../core/iam/json.js'
import type { Step } from '../../core/reference/field-reading.js'
import { actions, meanings } from './kernel-codes.js'
import type { Answers, EventName, KeyQuestion, Questions } from './messages.js'

/** Answers what kernels ask. All kernels of a run are answered by one, so that equal records have equal texts. */
export function openDecisions(
  rowsOf: FoldQuestion['rowsOf'] = () => true,
): (questions: Questions) => Answers {
  const readings = new Map<string, EventReading | undefined>()
  const agents = new Map<string, string>()
  const answered = new Map<string, Answers['keys'][number]>()

  function readingOf({ source, name }: EventName): EventReading | undefined {
    const key = `${source} ${name}`
    if (!readings.has(key)) readings.set(key, eventReading(source, name))
    return readings.get(key)
  }

  /** Each thread asks. */
  function answerKey(question: KeyQuestion): Answers['keys'][number] {
    const { event, side, path } = question
    const steps = path.map(({ key, inList }) => [key, inList])
    const text = JSON.stringify([event.source, event.name, side, steps])
    const answer = answered.get(text) ?? newAnswer(question)
    answered.set(text, answer)
    return answer
  }

  function newAnswer({ event, side, path }: KeyQuestion): Answers['keys'][number] {
    const reading = readingOf(event)
    if (reading === undefined) return { action: actions.keep, meaning: 0 }
    const [object, list] = [lastStep(path, false), lastStep(path, true)]
    const of = (steps: readonly Step[]) => reading[side](steps)
    return { action: actionOf(of(object), of(list)), meaning: meaningOf(reading, side, path) }
  }

  function answerAgent(agent: string): Answers['agents'][number] {
    const { sameAs, namesSession } = agentReading(agent)
    const text = agents.get(sameAs) ?? agent
    agents.set(sameAs, text)
    return { text, namesSession }
  }

  return ({ events, keys, agents: asked, callers }) => ({
    events: events.map((event) => ({
      isRead: readingOf(event) !== undefined,
      ofAnybody: deploymentMember(event.source, event.name) !== undefined,
    })),
    keys: keys.map(answerKey),
    agents: asked.map(answerAgent),
    callers: callers.map((text) => isAskedFor(text, rowsOf)),
  })
}

/**
 * Whether rows of a caller may be asked for. Who it is must not depend on the rest of the record: a role or user that is
 * named by an ARN, a service by its name.
 */
function isAskedFor(text: string, rowsOf: FoldQuestion['rowsOf']): boolean {
  const userIdentity = readUserIdentity(JSON.parse(text) as JsonObject)
  const principal = resolvePrincipal({ userIdentity, awsRegion: undefined, sourceIPAddress: undefined })
  const isNamed =
    ((principal.type === 'role' || principal.type === 'user') && principal.pathUnknown === undefined) ||
    (userIdentity.type === 'AWSService' && userIdentity.invokedBy !== undefined)
  return !isNamed || rowsOf(principal)
}

function lastStep(path: readonly Step[], inList: boolean): readonly Step[] {
  return path.with(-1, { ...path.at(-1)!, inList })
}

type Reading = ReturnType<EventReading['request']> | ReturnType<EventReading['response']>

/** One action for a key, whether its values stand in a list or not: the one that keeps more. */
function actionOf(one: Reading, other: Reading): number {
  const scalar = one.scalar === other.scalar ? scalarAction(one.scalar) : actions.keep
  const isUnread = one.container === 'unread' && other.container === 'unread'
  const isRead = one.container === 'read' || other.container === 'read'
  return (
    (one.scalar === 'apart' ? actions.apart : scalar) +
    (isUnread ? actions.dropInside : isRead ? 0 : actions.walk)
  )
}

function scalarAction(scalar: Reading['scalar']): number {
  if (scalar === 'read' || scalar === 'apart') return actions.keep
  if (scalar === 'arn') return actions.keepArn
  if (scalar === 'link') return actions.apartLink
  return scalar === 'identifier' ? actions.keepIdentifier : actions.drop
}

/** Bucket and key together name an object, whose ARN among the resources then says nothing more. */
function meaningOf(reading: EventReading, side: KeyQuestion['side'], path: readonly Step[]): number {
  const [step] = path
  if (side !== 'request' || path.length !== 1 || step === undefined) return 0
  if (reading.request([{ key: 'key', inList: false }]).scalar !== 'apart') return 0
  return step.key === 'key' ? meanings.objectName : step.key === 'bucketName' ? meanings.containerName : 0
}
