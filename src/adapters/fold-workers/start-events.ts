import type { FoldQuestion, PreparedRecord } from '../../core/activity/access-activity.js'
import {
  deploymentMember,
  isAtStart,
  type RuntimeCall,
  type StartPart,
  startLessonIn,
  startOf,
  startPartOf,
} from '../../core/activity/start-lesson.js'
import type { OpenStarts } from '../../core/activity/starts.js'
import { defaultLimits } from '../../core/cloudtrail/limits.js'
import { resolvePrincipal } from '../../core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord, UserIdentity } from '../../core/cloudtrail/record.js'
import { unwrap } from '../../core/cloudtrail/unwrap.js'
import { readUserIdentity } from '../../core/cloudtrail/user-identity.js'
import type { JsonObject } from '../../core/iam/json.js'
import type { DistinctGroup } from './distinct-groups.js'
import type { Question } from './frames.js'
import { textOf } from './group-text.js'
import { isoTime } from './iso-time.js'
import { eventWords, type NewIdentities } from './messages.js'

/** What events tell of the starts of runtimes: what `startLessonOf` says of each, by group, identity and time. */
export interface StartEvents {
  /** For the events of one thread. */
  openThread(): ThreadStarts
  /** Learns from a record that is in no group. */
  learnRecord(record: CloudTrailRecord, prepared: PreparedRecord): void
}

/** Identities have numbers of their own in every thread. */
export interface ThreadStarts {
  /** Adds new identities behind those that it had. */
  hear(identities: NewIdentities): void
  /** Learns from events whose groups have been read. */
  learn(events: Uint32Array, groups: readonly DistinctGroup[]): void
  /** Puts what was learned into the starts, and forgets the identities. */
  settle(): void
}

/** What groups have in common that tell the same. */
interface GroupStart {
  readonly part: StartPart
  readonly caller: Pick<CloudTrailRecord, 'awsRegion' | 'sourceIPAddress'>
}

interface Identity {
  /** Until it is first asked for. */
  text: Uint8Array | undefined
  read: UserIdentity | undefined
  readonly told: Map<GroupStart, Told | null>
}

/** What the events of one identity tell that differ in nothing but the time. */
type Told =
  | { readonly kind: 'deployment'; readonly workload: string }
  | {
      readonly kind: 'call'
      readonly call: RuntimeCall
      readonly since: number
      atStart: number
      later: number
      /** 0 for none. */
      last: number
    }

/** The word of an event with the number of its identity, 0 if the record has none. */
const identityWord = 20

/** Nothing learned yet. */
export function openStartEvents(question: Question, starts: OpenStarts): StartEvents {
  const rowsOf = question.rowsOf ?? (() => true)
  const ofGroups = new WeakMap<DistinctGroup, GroupStart | null>()
  const byText = new Map<string, GroupStart>()

  function groupStart(group: DistinctGroup): GroupStart | null {
    const known = ofGroups.get(group)
    if (known !== undefined) return known
    const found = mayTell(group.prepared, rowsOf) ? startIn(group) : undefined
    const text = JSON.stringify(found)
    const start = found === undefined ? null : (byText.get(text) ?? found)
    if (start !== null) byText.set(text, start)
    ofGroups.set(group, start)
    return start
  }

  return {
    openThread: () => openThread({ groupStart, rowsOf, starts }),
    learnRecord(record, { sighted }) {
      const lesson = sighted && startLessonIn(record, sighted.principal, rowsOf)
      if (lesson !== undefined) starts.learn(lesson)
    },
  }
}

/** Few groups do: of others the text need not be read again. */
function mayTell(prepared: DistinctGroup['prepared'], rowsOf: FoldQuestion['rowsOf']): boolean {
  if (prepared?.sighted === undefined) return false
  const { eventSource, eventName, principal } = prepared.sighted
  if (deploymentMember(eventSource, eventName) !== undefined) return true
  return principal.type === 'role' && rowsOf(principal)
}

/** What is counted apart is no name of anything that is deployed. */
function startIn({ whole, text }: DistinctGroup): GroupStart | undefined {
  const object = JSON.parse(textOf(whole?.text ?? text)) as JsonObject
  const [one] = unwrap({ ...object, eventTime: isoTime(0) }, defaultLimits)
  const part = one?.kind === 'record' ? startPartOf(one.record) : undefined
  if (one?.kind !== 'record' || part === undefined) return undefined
  const { awsRegion, sourceIPAddress } = one.record
  return { part, caller: { awsRegion, sourceIPAddress } }
}

interface ThreadParts {
  readonly groupStart: (group: DistinctGroup) => GroupStart | null
  readonly rowsOf: FoldQuestion['rowsOf']
  readonly starts: OpenStarts
}

function openThread({ groupStart, rowsOf, starts }: ThreadParts): ThreadStarts {
  let identities: Identity[] = []
  let nobody = identityOf(undefined)

  function learnEvent(identity: Identity, start: GroupStart, time: number): void {
    let told = identity.told.get(start)
    if (told === undefined) {
      told = toldBy(identity, start, rowsOf)
      identity.told.set(start, told)
    }
    if (told === null) return
    if (told.kind === 'deployment') starts.learn({ ...told, time: isoTime(time) })
    else count(told, time)
  }

  return {
    hear({ lengths, text }) {
      let from = 0
      for (const length of lengths) {
        identities.push(identityOf(text.subarray(from, from + length)))
        from += length
      }
    },
    learn(events, groups) {
      for (let at = 0; at < events.length; at += eventWords) {
        const start = groupStart(groups[events[at]!]!)
        if (start === null) continue
        const number = events[at + identityWord]!
        learnEvent(number === 0 ? nobody : identities[number - 1]!, start, events[at + 1]!)
      }
    },
    settle() {
      for (const identity of [...identities, nobody])
        for (const told of identity.told.values()) if (told?.kind === 'call') settleCalls(told, starts)
      identities = []
      nobody = identityOf(undefined)
    },
  }
}

function identityOf(text: Uint8Array | undefined): Identity {
  return { text, read: text === undefined ? readUserIdentity(undefined) : undefined, told: new Map() }
}

function toldBy(
  identity: Identity,
  { part, caller }: GroupStart,
  rowsOf: FoldQuestion['rowsOf'],
): Told | null {
  if (identity.read === undefined) {
    identity.read = readUserIdentity(JSON.parse(Buffer.from(identity.text!).toString()) as JsonObject)
    identity.text = undefined
  }
  const { read: userIdentity } = identity
  const principal = resolvePrincipal({ ...caller, userIdentity })
  const told = startOf(part, principal, userIdentity.creationDate)
  if (told === undefined || told.kind === 'deployment') return told ?? null
  // As `startLessonIn` has it.
  if (!rowsOf(principal)) return null
  return { kind: 'call', call: told, since: Date.parse(told.started) / 1000, atStart: 0, later: 0, last: 0 }
}

/** As `startLessonOf` judges the time. */
function count(told: Extract<Told, { kind: 'call' }>, time: number): void {
  if (time < told.since) return
  if (!isAtStart(time - told.since)) {
    told.later += 1
    return
  }
  told.atStart += 1
  if (time > told.last) told.last = time
}

function settleCalls(
  { call, atStart, later, last }: Extract<Told, { kind: 'call' }>,
  starts: OpenStarts,
): void {
  if (atStart + later > 0)
    starts.learnCalls(call, { atStart, later, last: atStart === 0 ? '' : isoTime(last) })
}
