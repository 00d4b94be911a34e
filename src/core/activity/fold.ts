import { byCodeUnit } from '../iam/order.js'
import type { Activity, ActivityKey, Fact, PendingIdentifiers } from './activity.js'
import { addCall, addTally, type Evidence, openTally, type Tally } from './evidence.js'
import { eventIdentity, factIdentity } from './fact.js'
import { withIdentifiers } from './pending.js'
import {
  addLeaf,
  addValue,
  leavesOf,
  openPrefixTree,
  type PrefixLeaf,
  type PrefixTree,
} from './prefix-tree.js'
import { openSeen, placeOf, type Seen } from './seen.js'
import { type Widening, widened, widenedKeyText, widestEvent } from './widen.js'

/**
 * The fold that defines activity. Slow and plain on purpose: whatever engine folds faster must give these rows.
 *
 * Law: the rows depend on the set of facts alone. Their order, and how often an identical event is delivered, changes
 * nothing but {@link Fold.duplicates}, as long as the event is remembered ({@link Seen}).
 */
export interface Fold {
  /** Adds a fact. False if the same event was folded before: same activity, same eventID, same time. */
  add(fact: Fact): boolean
  /**
   * Adds many events at once that differ from the fact in eventID and time alone, and of which none was folded before:
   * whoever groups events recognizes them as well. Of one day, if the fold is by days. Equal to adding them one by one.
   * `details` stand in place of what the fact has.
   */
  addGroup(fact: Fact, events: Evidence, details?: GroupDetails): void
  /**
   * Adds values of a member that there may be no end of, for events that {@link addGroup} was told of without them: the
   * leaves of a tree of them, one at least. Of one day, if the fold is by days.
   */
  addValues(
    fact: Fact,
    member: Pick<Fact['unbounded'][number], 'key' | 'fixed'>,
    leaves: readonly PrefixLeaf[],
  ): void
  /** Adds a row of another fold, over other events. All rows of two folds give the fold of the events of both. */
  addRow(row: Activity): void
  /** Events that were delivered again. */
  readonly duplicates: number
  /** All activity so far, sorted. Of a fold by days, each with the evidence of one day. */
  rows(): readonly Activity[]
}

/** In what events of a group may differ and still be in one row. */
export interface GroupDetails {
  /** The message that is first in the order of the text. */
  readonly message?: string | undefined
  /** What stands for the member that the fact lacks. */
  readonly identifiers?: readonly string[] | undefined
}

/** What may differ between folds. */
export interface FoldSettings {
  /** What recognizes an event that is delivered again. Default: {@link openSeen}. */
  readonly seen: Seen
  /** Keep the rows of each day apart, so that the rows of some days can be added up later. Default: false. */
  readonly byDay: boolean
}

interface Row {
  readonly key: string
  readonly activity: ActivityKey
  readonly tally: Tally
  readonly unbounded: Map<string, PrefixTree>
  message: string | undefined
  pending: PendingIdentifiers | undefined
}

/** The rows of one event by one principal, with one outcome. */
interface EventRows {
  step: Widening
  /** How many different requests there are. */
  keys: Set<string>
  rows: Map<string, Row>
}

/** A fold of nothing yet. */
export function openFold({ seen = openSeen(), byDay = false }: Partial<FoldSettings> = {}): Fold {
  const events = new Map<string, EventRows>()
  let duplicates = 0

  function eventRows({ call: { principal, eventSource, eventName }, outcome }: ActivityKey): EventRows {
    const name = [principal, eventSource, eventName, outcome].join('\u0000')
    const known = events.get(name) ?? { step: 0, keys: new Set(), rows: new Map() }
    events.set(name, known)
    return known
  }

  const rowFor = (activity: ActivityKey, key: string, time: string) =>
    rowIn(eventRows(activity), activity, key, byDay ? time.slice(0, 10) : '')

  return {
    add(fact) {
      if (!isNew(fact, seen)) {
        duplicates += 1
        return false
      }
      addToRow(rowFor(fact.activity, fact.key, fact.time), fact, undefined)
      return true
    },
    addGroup(fact, group, details) {
      addToRow(rowFor(fact.activity, fact.key, group.first), fact, group, details)
    },
    addValues(fact, { key, fixed }, leaves) {
      const tree = treeIn(rowFor(fact.activity, fact.key, leaves[0]!.evidence.first), key, fixed)
      for (const leaf of leaves) addLeaf(tree, leaf)
    },
    addRow(row) {
      const known = eventRows(row)
      while (known.step < row.widened) widenEvent(known)
      mergeRow(rowFor(row, row.key, row.evidence.first), row)
    },
    get duplicates() {
      return duplicates
    },
    rows: () =>
      [...events.values()]
        .flatMap(({ rows, step }) => [...rows].map(([place, row]) => ({ place, row, step })))
        .sort((a, b) => byCodeUnit(a.place, b.place))
        .map(({ row, step }) => activityOf(row, step)),
  }
}

/** The row of an activity, after as many steps of widening as it takes to have no more than {@link widestEvent}. */
function rowIn(event: EventRows, activity: ActivityKey, exact: string, day: string): Row {
  for (;;) {
    const wide = widened(event.step, activity)
    const key = event.step === 0 ? exact : widenedKeyText(event.step, wide)
    event.keys.add(key)
    if (event.keys.size > widestEvent && event.step < 3) {
      widenEvent(event)
      continue
    }
    const place = day === '' ? key : `${key} ${day}`
    const known = event.rows.get(place)
    if (known !== undefined) return known
    const row = openRow(key, wide)
    event.rows.set(place, row)
    return row
  }
}

function openRow(key: string, activity: ActivityKey): Row {
  return { key, activity, tally: openTally(), unbounded: new Map(), message: undefined, pending: undefined }
}

/** One step further: rows that are the same now become one. */
function widenEvent(event: EventRows): void {
  const before = event.rows
  const byDay = [...before].some(([place, { key }]) => place !== key)
  event.step = (event.step + 1) as Widening
  event.keys = new Set()
  event.rows = new Map()
  for (const row of before.values()) {
    const day = byDay ? row.tally.first.slice(0, 10) : ''
    mergeRow(rowIn(event, row.activity, row.key, day), activityOf(row, event.step))
  }
}

/** An event without an eventID cannot be recognized and counts each time. */
function isNew(fact: Fact, seen: Seen): boolean {
  const { eventID, time, activity } = fact
  if (eventID === undefined) return true
  const place = placeOf(time, activity.call.account, activity.call.region)
  return seen.add(eventIdentity(factIdentity(fact), eventID, time), place)
}

function addToRow(row: Row, fact: Fact, events: Evidence | undefined, details?: GroupDetails): void {
  const { time, eventID, message, pending } = fact
  if (events === undefined) addCall(row.tally, time, eventID)
  else addTally(row.tally, events)
  addUnbounded(row, fact, events)
  if (pending !== undefined)
    row.pending = withIdentifiers(row.pending, {
      stands: pending.stands,
      identifiers: details?.identifiers ?? [pending.identifier],
      overflown: false,
    })
  keepMessage(row, details?.message ?? message)
}

function addUnbounded(row: Row, { time, eventID, unbounded }: Fact, events: Evidence | undefined): void {
  for (const { key, fixed, value } of unbounded) {
    const tree = treeIn(row, key, fixed)
    if (events === undefined) addValue(tree, value, time, eventID)
    else addLeaf(tree, { pattern: value, collapsed: false, evidence: events })
  }
}

function treeIn(row: Row, key: string, fixed: number): PrefixTree {
  const tree = row.unbounded.get(key) ?? openPrefixTree(fixed)
  row.unbounded.set(key, tree)
  return tree
}

function mergeRow(row: Row, { evidence, unbounded, message, pending }: Activity): void {
  addTally(row.tally, evidence)
  for (const [key, tree] of unbounded) {
    const into = treeIn(row, key, tree.fixed)
    for (const leaf of leavesOf(tree)) addLeaf(into, leaf)
  }
  if (pending !== undefined) row.pending = withIdentifiers(row.pending, pending)
  keepMessage(row, message)
}

/** The first in the order of the text, so that the order of records never shows. */
function keepMessage(row: Row, message: string | undefined): void {
  if (message !== undefined && (row.message === undefined || message < row.message)) row.message = message
}

function activityOf({ key, activity, tally, unbounded, message, pending }: Row, step: Widening): Activity {
  return { ...activity, key, evidence: tally, unbounded, message, pending, widened: step }
}
