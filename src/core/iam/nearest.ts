import { byCodeUnit } from './order.js'

/** Longer text is compared by its first characters only: the cost of a comparison is the product of the lengths. */
const comparedLength = 128

/**
 * The candidates most like `name`, best first, at most `count`: what a "did you mean" offers.
 * A candidate counts by its whole text and by its last path segment (`arn:…:role/app/Deploy` is found by
 * `deploy`), in this order: the same but for case, beginning with the name, containing it, one or a few edits away (a
 * third of the shorter length). Candidates unlike `name` are left out, ties go by code unit.
 */
export function nearest(name: string, candidates: readonly string[], count: number): readonly string[] {
  if (name === '') return []
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, rank: rank(name, candidate) }))
    .filter((entry) => entry.rank !== undefined)
    .sort((a, b) => a.rank! - b.rank! || byCodeUnit(a.candidate, b.candidate))
    .slice(0, count)
    .map((entry) => entry.candidate)
}

/** Smaller is nearer; `undefined` is unlike. */
function rank(name: string, candidate: string): number | undefined {
  const whole = likeness(comparable(name), comparable(candidate))
  const last = likeness(comparable(lastSegment(name)), comparable(lastSegment(candidate)))
  if (whole === undefined) return last === undefined ? undefined : last + 0.5
  return last === undefined ? whole : Math.min(whole, last + 0.5)
}

function likeness(wanted: string, found: string): number | undefined {
  if (wanted === '' || found === '') return undefined
  if (wanted === found) return 0
  const shorter = Math.min(wanted.length, found.length)
  if (shorter >= 3 && found.startsWith(wanted)) return 1
  if (shorter >= 3 && (found.includes(wanted) || wanted.includes(found))) return 2
  const allowed = Math.floor(shorter / 3)
  const edits = editDistance(wanted, found, allowed)
  return edits === undefined ? undefined : 2 + edits
}

function comparable(text: string): string {
  return text.slice(-comparedLength).toLowerCase()
}

function lastSegment(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1)
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string
 * alignment), or `undefined` when more than `most` are needed.
 */
export function editDistance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = nextRow(a, b, row, last, beforeLast)
    if (Math.min(...current) > most && Math.min(...last) > most) return undefined
    beforeLast = last
    last = current
  }
  const distance = last[b.length]!
  return distance > most ? undefined : distance
}

function nextRow(a: string, b: string, row: number, last: number[], beforeLast: number[]): number[] {
  const current = [row]
  for (let column = 1; column <= b.length; column++) {
    const same = a[row - 1] === b[column - 1]
    const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
    const edited = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
    current.push(swapped ? Math.min(edited, beforeLast[column - 2]! + 1) : edited)
  }
  return current
}
