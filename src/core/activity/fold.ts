import { byCodeUnit } from '../iam/order.js'
import type { Activity, ActivityKey, Fact, PendingIdentifiers } from './activity.js'
import { addCall, addTally, type Evidence, openTally, type Tally } from './evidence.js'
import { eventIdentity, factIdentity } from './fact.js'
import { addLeaf, addValue, leavesOf, openPrefixTree, type PrefixTree } from './prefix-tree.js'
import { openSeen, placeOf, type Seen } from './seen.js'

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
   */
  addGroup(fact: Fact, events: Evidence): void
  /** Adds a row of another fold, over other events. All rows of two folds give the fold of the events of both. */
  addRow(row: Activity): void
  /** Events that were delivered again. */
  readonly duplicates: number
  /** All activity so far, sorted. Of a fold by days, each with the evidence of one day. */
  rows(): readonly Activity[]
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

/** A fold of nothing yet. */
export function openFold({ seen = openSeen(), byDay = false }: Partial<FoldSettings> = {}): Fold {
  const rows = new Map<string, Row>()
  let duplicates = 0

  function rowFor(key: string, activity: ActivityKey, time: string): Row {
    const place = byDay ? `${key} ${time.slice(0, 10)}` : key
    const known = rows.get(place)
    if (known !== undefined) return known
    const row = {
      key,
      activity,
      tally: openTally(),
      unbounded: new Map(),
      message: undefined,
      pending: undefined,
    }
    rows.set(place, row)
    return row
  }

  return {
    add(fact) {
      if (!isNew(fact, seen)) {
        duplicates += 1
        return false
      }
      addToRow(rowFor(fact.key, fact.activity, fact.time), fact, undefined)
      return true
    },
    addGroup(fact, events) {
      addToRow(rowFor(fact.key, fact.activity, events.first), fact, events)
    },
    addRow(row) {
      mergeRow(rowFor(row.key, row, row.evidence.first), row)
    },
    get duplicates() {
      return duplicates
    },
    rows: () => [...rows].sort(([a], [b]) => byCodeUnit(a, b)).map(([, row]) => activityOf(row)),
  }
}

/** An event without an eventID cannot be recognized and counts each time. */
function isNew(fact: Fact, seen: Seen): boolean {
  const { eventID, time, activity } = fact
  if (eventID === undefined) return true
  const place = placeOf(time, activity.call.account, activity.call.region)
  return seen.add(eventIdentity(factIdentity(fact), eventID, time), place)
}

function addToRow(row: Row, fact: Fact, events: Evidence | undefined): void {
  const { time, eventID, unbounded, message, pending } = fact
  if (events === undefined) addCall(row.tally, time, eventID)
  else addTally(row.tally, events)
  for (const { key, fixed, value } of unbounded) {
    const tree = row.unbounded.get(key) ?? openPrefixTree(fixed)
    row.unbounded.set(key, tree)
    if (events === undefined) addValue(tree, value, time, eventID)
    else addLeaf(tree, { pattern: value, collapsed: false, evidence: events })
  }
  if (pending !== undefined)
    row.pending = withIdentifiers(row.pending, {
      stands: pending.stands,
      identifiers: [pending.identifier],
      overflown: false,
    })
  keepMessage(row, message)
}

function mergeRow(row: Row, { evidence, unbounded, message, pending }: Activity): void {
  addTally(row.tally, evidence)
  for (const [key, tree] of unbounded) {
    const into = row.unbounded.get(key) ?? openPrefixTree(tree.fixed)
    row.unbounded.set(key, into)
    for (const leaf of leavesOf(tree)) addLeaf(into, leaf)
  }
  if (pending !== undefined) row.pending = withIdentifiers(row.pending, pending)
  keepMessage(row, message)
}

/** The first in the order of the text, so that the order of records never shows. */
function keepMessage(row: Row, message: string | undefined): void {
  if (message !== undefined && (row.message === undefined || message < row.message)) row.message = message
}

const pendingKept = 50_000

/** Which identifiers are dropped depends on the order of records, so dropping any makes all of them unknown. */
function withIdentifiers(
  known: PendingIdentifiers | undefined,
  more: { readonly stands: string; readonly identifiers: Iterable<string>; readonly overflown: boolean },
): PendingIdentifiers {
  const identifiers = known === undefined ? new Set<string>() : (known.identifiers as Set<string>)
  if (known?.overflown !== true && !more.overflown) {
    for (const identifier of more.identifiers) identifiers.add(identifier)
    if (identifiers.size <= pendingKept)
      return known ?? { stands: more.stands, identifiers, overflown: false }
  }
  return { stands: more.stands, identifiers: new Set(), overflown: true }
}

function activityOf({ key, activity, tally, unbounded, message, pending }: Row): Activity {
  return { ...activity, key, evidence: tally, unbounded, message, pending }
}
