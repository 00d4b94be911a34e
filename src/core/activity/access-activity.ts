import { whosePermission } from '../cloudtrail/classify.js'
import type { Principal } from '../cloudtrail/principal.js'
import { resolvePrincipal } from '../cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import type { Runtime } from '../reference/implied.js'
import type { Activity, Fact } from './activity.js'
import { type Client, type Clients, clientOf, type OpenClients, openClients } from './clients.js'
import { type Evidence, evidenceOf } from './evidence.js'
import { eventIdentity, factIdentity, factOf } from './fact.js'
import { type Fingerprint, fingerprintOf } from './fingerprint.js'
import { type Fold, type GroupDetails, openFold } from './fold.js'
import {
  type IamNames,
  learnNames,
  type NameLessons,
  nameLessonsOf,
  openIamNames,
  teachesByRequest,
} from './iam-names.js'
import { type MadeLessons, madeLessonsOf } from './made.js'
import { type MadeByPlace, type OpenMadeByPlace, openMadeByPlace } from './made-by-place.js'
import type { PrefixLeaf } from './prefix-tree.js'
import { type OpenRuntimes, openRuntimes, type Runtimes, runtimeOf } from './runtime.js'
import { openSeen, placeOf, type Seen } from './seen.js'
import { type DaySeen, type OpenSightings, openSightings, type Sighted, type Sightings } from './sightings.js'

/**
 * Everything that logs say of who did what, folded: the one value that every question is answered from. It grows with
 * the variety of what was done, never with the number of records.
 *
 * Law: fold(a ∪ b) = merge(fold(a), fold(b)) for events a and b that have none in common; order and repeated delivery
 * change nothing but the numbers of deliveries.
 */
export interface AccessActivity {
  /** By ARN. */
  readonly principals: ReadonlyMap<string, Principal>
  /** Who was there, day by day: what they did, and what does not count as their use of a permission. */
  readonly sightings: Sightings
  /** What they did, for those whose rows were asked for. Sorted. */
  rows(): readonly Activity[]
  /** Learned from all records, whatever was asked. */
  readonly names: IamNames
  readonly made: MadeByPlace
  /** Where callers ran, of those whose rows were asked for. */
  readonly runtimes: Runtimes
  /** With what callers worked, of those whose rows were asked for. */
  readonly clients: Clients
  /** Records outside the period, Regions or accounts asked for. */
  readonly outside: number
  /** Events whose second delivery, if there still is one, would count again. See {@link Seen}. */
  readonly forgotten: number
}

/** What a fold over records is asked for. */
export interface FoldQuestion {
  /** Records for which this is false are counted, and teach names, and nothing else. Default: all are in scope. */
  readonly inScope: (record: CloudTrailRecord) => boolean
  /** False for a call of another session or user agent than the one asked for. Default: true. */
  readonly byClient: (record: CloudTrailRecord, principal: Principal) => boolean
  /** Whose calls become rows; the others are sighted only. Default: everybody's. */
  readonly rowsOf: (principal: Principal) => boolean
  /** Keep rows of each day apart. Default: false. */
  readonly byDay: boolean
  readonly seen: Seen
}

/** An access activity that grows. */
export interface OpenAccessActivity extends AccessActivity {
  /**
   * Adds a record as {@link prepareRecord} left it. False if the same event was there before, or if it is known to have
   * been (`again`; default: false).
   */
  add(prepared: PreparedRecord, again?: boolean): boolean
  /**
   * The entry for a faster engine: records that are equal but for eventID and time, as one of them with the evidence of
   * all, on one day. `deliveries` counts second deliveries too; `evidence` must not. Equal to adding them one by one.
   */
  addGroup(prepared: PreparedRecord, evidence: Evidence, deliveries: number): void
  /**
   * {@link addGroup} on several days, and of several values that there may be no end of. The time of what was prepared
   * does not count, nor do its own such values. What was seen of it is for {@link addSeen}.
   */
  addEvents(prepared: PreparedRecord, events: GroupEvents): void
  /** Adds what was seen of records that are alike in what is `sighted` of them. */
  addSeen(sighted: Sighted, days: Iterable<DaySeen>): void
  /** Adds the activity of other events. */
  merge(other: AccessActivity): void
}

/** What the events of records that are alike come to. */
export interface GroupEvents {
  /** Of the events that count; of a fold by days, of each day alone. None of it is empty. */
  readonly evidence: readonly Evidence[]
  /** Of each of these what stands in place of what was prepared, if anything does. */
  readonly details: readonly GroupDetails[]
  /** What was learned of identifiers on which day, second deliveries too. */
  readonly learned: readonly { readonly day: string; readonly lessons: MadeLessons }[]
  readonly deliveries: number
  /** The values of members that there may be no end of: the leaves of a tree, none empty, of one day if the fold is by days. */
  readonly values: readonly {
    readonly member: Pick<Fact['unbounded'][number], 'key' | 'fixed'>
    readonly leaves: readonly PrefixLeaf[]
  }[]
}

/** What one record means for the question and what it teaches, so that the record itself need not be kept. */
export interface PreparedRecord {
  readonly names: NameLessons
  /** Undefined for a record outside the scope. */
  readonly sighted: (Omit<Sighted, 'events' | 'deliveries'> & { readonly principal: Principal }) | undefined
  /** Undefined if it is no call to fold. */
  readonly fact: Fact | undefined
  readonly made: MadeLessons | undefined
  /** Undefined if the record does not tell, or the call was denied. */
  readonly runtime: Runtime | undefined
  /** Undefined if it is no call to fold. */
  readonly client: Client | undefined
  readonly eventID: string | undefined
}

const everything: Omit<FoldQuestion, 'seen'> = {
  inScope: () => true,
  byClient: () => true,
  rowsOf: () => true,
  byDay: false,
}

/** What a record means for the question. Pure: the same for the same record. */
export function prepareRecord(
  record: CloudTrailRecord,
  question: Partial<Omit<FoldQuestion, 'seen'>> = {},
): PreparedRecord {
  const { inScope, byClient, rowsOf } = { ...everything, ...question }
  const names = nameLessonsOf(record)
  const { eventID } = record
  if (!inScope(record)) return { ...nothingOf, names, eventID }
  const principal = resolvePrincipal(record)
  const whose = whosePermission(record, principal)
  const other = whose.kind === 'caller' && !byClient(record, principal)
  const meaning = whose.kind === 'skipped' ? whose.reason : other ? 'other-session' : 'call'
  const own = meaning === 'call' && rowsOf(principal)
  const fact = own ? factOf(record, principal) : undefined
  const worked = fact !== undefined && fact.activity.outcome !== 'denied'
  return {
    names,
    sighted: { ...sightedIn(record, principal), meaning, principal },
    fact,
    runtime: worked ? runtimeOf(record, principal) : undefined,
    client: own ? clientOf(record, principal) : undefined,
    made: own ? madeLessonsOf(record) : undefined,
    eventID,
  }
}

/**
 * {@link prepareRecord} of a record that differs from another in request, response and error message alone, of which the
 * question asks nothing: what was prepared of that one is taken over as far as it goes.
 */
export function preparedLike(record: CloudTrailRecord, like: PreparedRecord): PreparedRecord {
  const names = teachesByRequest(record) ? nameLessonsOf(record) : like.names
  const { sighted, client } = like
  if (sighted === undefined || client === undefined) return { ...like, names }
  const fact = factOf(record, sighted.principal)
  const worked = fact.activity.outcome !== 'denied'
  return {
    names,
    sighted,
    fact,
    runtime: worked ? runtimeOf(record, sighted.principal) : undefined,
    client,
    made: madeLessonsOf(record),
    eventID: like.eventID,
  }
}

const nothingOf = {
  sighted: undefined,
  fact: undefined,
  made: undefined,
  runtime: undefined,
  client: undefined,
} as const

function sightedIn(record: CloudTrailRecord, principal: Principal) {
  const { eventTime, awsRegion, recipientAccountId, userIdentity, eventSource, eventName } = record
  return {
    arn: principal.arn,
    time: eventTime,
    region: awsRegion,
    account: recipientAccountId ?? userIdentity.accountId,
    eventSource,
    eventName,
    data: record.managementEvent === false || record.eventCategory === 'Data',
  }
}

interface State {
  readonly principals: Map<string, Principal>
  readonly sightings: OpenSightings
  readonly fold: Fold
  readonly names: IamNames
  readonly made: OpenMadeByPlace
  readonly runtimes: OpenRuntimes
  readonly clients: OpenClients
  readonly seen: Seen
  outside: number
}

/** An activity of nothing yet. */
export function openAccessActivity({
  seen = openSeen(),
  byDay = false,
}: Partial<Pick<FoldQuestion, 'seen' | 'byDay'>> = {}): OpenAccessActivity {
  const state: State = {
    principals: new Map(),
    sightings: openSightings(),
    fold: openFold({ seen, byDay }),
    names: openIamNames(),
    made: openMadeByPlace(),
    runtimes: openRuntimes(byDay),
    clients: openClients(),
    seen,
    outside: 0,
  }
  const { principals, sightings, names, made, runtimes, clients } = state
  return {
    ...{ principals, sightings, names, made, runtimes, clients },
    rows: () => state.fold.rows(),
    get outside() {
      return state.outside
    },
    get forgotten() {
      return seen.forgotten
    },
    add: (prepared, again = false) => addRecord(state, prepared, again),
    addGroup: (prepared, evidence, deliveries) => addGroup(state, prepared, evidence, deliveries),
    addEvents: (prepared, events) => addEvents(state, prepared, events),
    addSeen: (sighted, days) => sightings.addDays(sighted, days),
    merge: (other) => merge(state, other),
  }
}

function addRecord(state: State, prepared: PreparedRecord, again: boolean): boolean {
  const { sighted, fact, eventID } = prepared
  addLessons(state, prepared)
  if (sighted === undefined) {
    state.outside += 1
    return true
  }
  const isNew =
    !again && (fact === undefined ? isNewSighting(sighted, eventID, state.seen) : state.fold.add(fact))
  state.sightings.add(sighted, { first: sighted.time, last: sighted.time }, isNew ? 1 : 0, 1)
  if (isNew) addCaller(state, prepared, evidenceOf(sighted.time, eventID))
  return isNew
}

function addGroup(state: State, prepared: PreparedRecord, evidence: Evidence, deliveries: number): void {
  const { sighted, fact } = prepared
  addLessons(state, prepared)
  if (sighted === undefined) {
    state.outside += deliveries
    return
  }
  if (fact !== undefined) state.fold.addGroup(fact, evidence)
  state.sightings.add(sighted, evidence, evidence.count, deliveries)
  addCaller(state, prepared, evidence)
}

/** Where the caller ran, and with what it worked. */
function addCaller(
  { runtimes, clients }: State,
  { sighted, runtime, client }: PreparedRecord,
  evidence: Evidence,
): void {
  if (sighted === undefined) return
  if (runtime !== undefined) runtimes.add(sighted.arn, runtime, evidence)
  if (client !== undefined)
    clients.add(sighted.arn, client, `${sighted.eventSource} ${sighted.eventName}`, evidence)
}

function addEvents(state: State, prepared: PreparedRecord, events: GroupEvents): void {
  const { sighted, fact, names } = prepared
  learnNames(names, state.names)
  if (sighted === undefined) {
    state.outside += events.deliveries
    return
  }
  addPrincipal(state.principals, sighted.principal)
  for (const { day, lessons } of events.learned) state.made.learn({ ...sighted, time: day }, lessons)
  for (const evidence of events.evidence) addCaller(state, prepared, evidence)
  if (fact === undefined) return
  for (const [at, evidence] of events.evidence.entries())
    state.fold.addGroup({ ...fact, unbounded: [] }, evidence, events.details[at])
  for (const { member, leaves } of events.values) state.fold.addValues(fact, member, leaves)
}

/** What does not depend on whether the event was there before. */
function addLessons({ names, principals, made }: State, prepared: PreparedRecord): void {
  learnNames(prepared.names, names)
  if (prepared.sighted === undefined) return
  addPrincipal(principals, prepared.sighted.principal)
  if (prepared.made !== undefined) made.learn(prepared.sighted, prepared.made)
}

function merge(state: State, other: AccessActivity): void {
  for (const principal of other.principals.values()) addPrincipal(state.principals, principal)
  for (const row of other.rows()) state.fold.addRow(row)
  state.sightings.merge(other.sightings)
  for (const arn of other.names.arns()) state.names.learn(arn)
  for (const [profile, role] of other.names.profiles()) state.names.learnProfile(profile, role)
  state.made.merge(other.made)
  state.runtimes.merge(other.runtimes)
  state.clients.merge(other.clients)
  state.outside += other.outside
}

/** The identity alone: sessions differ. */
function addPrincipal(principals: Map<string, Principal>, principal: Principal): void {
  const known = principals.get(principal.arn)
  if (known === undefined || precedes(principal, known))
    principals.set(principal.arn, { ...principal, session: undefined })
}

/**
 * Which of two accounts of one ARN is kept, so that the order of records never shows: the one whose record shows the path;
 * a service, which has none of its own, calls in the name of several accounts.
 */
function precedes(a: Principal, b: Principal): boolean {
  if (a.pathUnknown !== b.pathUnknown) return a.pathUnknown === undefined
  if (a.type !== b.type) return a.type < b.type
  if (a.account !== b.account)
    return b.account === undefined || (a.account !== undefined && a.account < b.account)
  return a.name < b.name
}

/** What was not folded is an event by what is seen of it. */
function isNewSighting(
  { arn, time, account, region, eventSource, eventName }: NonNullable<PreparedRecord['sighted']>,
  eventID: string | undefined,
  seen: Seen,
): boolean {
  if (eventID === undefined) return true
  const said = fingerprintOf(`${eventSource} ${eventName} ${arn}`)
  return seen.add(eventIdentity(said, eventID, time), placeOf(time, account, region))
}

/** Where the event of a record is remembered; at another time if one is given. `undefined` if it is in no scope. */
export function preparedPlace({ sighted, fact }: PreparedRecord, time = sighted?.time): string | undefined {
  if (sighted === undefined || time === undefined) return undefined
  const { account, region } = fact?.activity.call ?? sighted
  return placeOf(time, account, region)
}

/** The identity of what a record says, for engines that recognize events themselves: see `eventIdentity`. */
export function preparedIdentity({ sighted, fact }: PreparedRecord): Fingerprint | undefined {
  if (fact !== undefined) return factIdentity(fact)
  if (sighted === undefined) return undefined
  return fingerprintOf(`${sighted.eventSource} ${sighted.eventName} ${sighted.arn}`)
}
