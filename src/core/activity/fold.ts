import { byCodeUnit } from '../iam/order.js'
import type { Activity, ActivityKey, Fact, PendingIdentifiers } from './activity.js'
import { addCall, openTally, type Tally } from './evidence.js'
import { addValue, openPrefixTree, type PrefixTree } from './prefix-tree.js'
import { openSeen } from './seen.js'

/**
 * The fold that defines activity. Slow and plain on purpose: whatever engine folds faster must give these rows.
 *
 * Law: the rows depend on the set of facts alone. Their order, and how often an identical event is delivered, changes
 * nothing but {@link Fold.duplicates}.
 */
export interface Fold {
  /** Adds a fact. False if the same event was folded before: same activity, same eventID, same time. */
  add(fact: Fact): boolean
  /** Events that were delivered again. */
  readonly duplicates: number
  /** All activity so far, sorted. */
  rows(): readonly Activity[]
}

interface Row {
  readonly index: number
  readonly activity: ActivityKey
  readonly tally: Tally
  readonly unbounded: Map<string, PrefixTree>
  message: string | undefined
  pending: PendingIdentifiers | undefined
}

/** A fold of nothing yet. */
export function openFold(): Fold {
  const rows = new Map<string, Row>()
  const seen = openSeen()
  let duplicates = 0

  return {
    add(fact) {
      const row = rows.get(fact.key) ?? openRow(fact, rows.size)
      rows.set(fact.key, row)
      if (!isNew(fact, row)) {
        duplicates += 1
        return false
      }
      addToRow(row, fact)
      return true
    },
    get duplicates() {
      return duplicates
    },
    rows: () => [...rows].sort(([a], [b]) => byCodeUnit(a, b)).map(([, row]) => activityOf(row)),
  }

  /**
   * Documentation samples give one eventID to different events, so the row, and the values and the identifier that the
   * row collects, belong to an event's identity. An event without an eventID cannot be recognized and counts each time.
   */
  function isNew({ eventID, time, unbounded, pending }: Fact, { index }: Row): boolean {
    if (eventID === undefined) return true
    const values = unbounded.map(({ key, value }) => [key, value])
    return seen.add(JSON.stringify([index, time, eventID, values, pending?.identifier]))
  }
}

function openRow({ activity, message }: Fact, index: number): Row {
  return { index, activity, tally: openTally(), unbounded: new Map(), message, pending: undefined }
}

function addToRow(row: Row, { time, eventID, unbounded, message, pending }: Fact): void {
  addCall(row.tally, time, eventID)
  for (const { key, fixed, value } of unbounded) {
    const tree = row.unbounded.get(key) ?? openPrefixTree(fixed)
    row.unbounded.set(key, tree)
    addValue(tree, value, time, eventID)
  }
  if (pending !== undefined) row.pending = withIdentifier(row.pending, pending)
  if (message !== undefined && (row.message === undefined || message < row.message)) row.message = message
}

const pendingKept = 50_000

/** Which identifiers are dropped depends on the order of records, so dropping any makes all of them unknown. */
function withIdentifier(
  known: PendingIdentifiers | undefined,
  { stands, identifier }: NonNullable<Fact['pending']>,
): PendingIdentifiers {
  if (known === undefined) return { stands, identifiers: new Set([identifier]), overflown: false }
  if (known.overflown || known.identifiers.has(identifier)) return known
  if (known.identifiers.size >= pendingKept) return { stands, identifiers: new Set(), overflown: true }
  ;(known.identifiers as Set<string>).add(identifier)
  return known
}

function activityOf({ activity, tally, unbounded, message, pending }: Row): Activity {
  return { ...activity, evidence: tally, unbounded, message, pending }
}
