import { ANY_CHARACTER, ANY_TEXT, type Glob, isLiteral, matchesTokens, parseGlob } from './glob.js'

/**
 * Is every text that `narrower` matches also matched by `broader`? Exact, but for hostile pairs of patterns
 * that would need more than {@link STATES_MAX} states: those answer `false`, which never widens anything.
 */
export function globCovers(broader: string, narrower: string): boolean {
  return coversGlob(parseGlob(broader), parseGlob(narrower))
}

/** Is there a text that both patterns match? Exact. */
export function globsOverlap(a: string, b: string): boolean {
  return overlapsGlob(parseGlob(a), parseGlob(b))
}

/** How many states an inclusion may visit. Real patterns need about as many as they have characters. */
export const STATES_MAX = 20_000

/**
 * {@link globCovers} on parsed patterns. Why one character is enough for a wildcard of `narrower`: take one
 * that `broader` never names. Only wildcards of `broader` can match it, and they match anything else as well.
 */
export function coversGlob(broader: Glob, narrower: Glob): boolean {
  if (isLiteral(narrower) || !broader.includes(ANY_CHARACTER)) return matchesTokens(broader, narrower)
  return includes(automaton(broader), collapsed(narrower))
}

/** {@link globsOverlap} on parsed patterns: works from the end, one row of `b` at a time. */
export function overlapsGlob(a: Glob, b: Glob): boolean {
  let below: boolean[] = []
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = new Array(b.length + 1).fill(false)
    for (let j = b.length; j >= 0; j--) row[j] = meet(a, i, b, j, row, below)
    below = row
  }
  return below[0] === true
}

/** Do the rests of both patterns from `i` and `j` have a text in common? */
function meet(a: Glob, i: number, b: Glob, j: number, row: boolean[], below: boolean[]): boolean {
  if (i === a.length && j === b.length) return true
  if (a[i] === ANY_TEXT || b[j] === ANY_TEXT) return row[j + 1] === true || below[j] === true
  if (i === a.length || j === b.length) return false
  const same = a[i] === b[j] || a[i] === ANY_CHARACTER || b[j] === ANY_CHARACTER
  return same && below[j + 1] === true
}

/** The pattern as a nondeterministic automaton: bit n of a state says that token n comes next. */
interface Automaton {
  readonly literals: ReadonlyMap<number, bigint>
  readonly anyCharacter: bigint
  readonly anyText: bigint
  readonly accepting: bigint
}

function automaton(pattern: Glob): Automaton {
  const glob = collapsed(pattern)
  const bits = new Map<number, bigint>()
  glob.forEach((token, at) => {
    bits.set(token, (bits.get(token) ?? 0n) | (1n << BigInt(at)))
  })
  return {
    literals: bits,
    anyCharacter: bits.get(ANY_CHARACTER) ?? 0n,
    anyText: bits.get(ANY_TEXT) ?? 0n,
    accepting: 1n << BigInt(glob.length),
  }
}

/** Adds the states that a `*` reaches by matching nothing. One round is enough: no two `*` are neighbours. */
function close(machine: Automaton, state: bigint): bigint {
  return state | ((state & machine.anyText) << 1n)
}

/** The state after one character, or after one that the pattern does not name (`undefined`). */
function step(machine: Automaton, state: bigint, character: number | undefined): bigint {
  const literal = character === undefined ? 0n : (machine.literals.get(character) ?? 0n)
  const moved = (state & (literal | machine.anyCharacter)) << 1n
  return close(machine, moved | (state & machine.anyText))
}

/** Walks every way through `narrower` and asks that each ends where the automaton accepts. */
function includes(machine: Automaton, narrower: Glob): boolean {
  const seen: Set<bigint>[] = Array.from({ length: narrower.length + 1 }, () => new Set())
  const open: [at: number, state: bigint][] = [[0, close(machine, 1n)]]
  let states = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, state] = next
    if (seen[at]?.has(state)) continue
    if (++states > STATES_MAX || state === 0n) return false
    if (at === narrower.length && (state & machine.accepting) === 0n) return false
    seen[at]?.add(state)
    open.push(...after(machine, narrower, at, state))
  }
  return true
}

function after(machine: Automaton, narrower: Glob, at: number, state: bigint): [number, bigint][] {
  const token = narrower[at]
  if (token === undefined) return []
  if (token === ANY_CHARACTER) return [[at + 1, step(machine, state, undefined)]]
  if (token !== ANY_TEXT) return [[at + 1, step(machine, state, token)]]
  return [
    [at + 1, state],
    [at, step(machine, state, undefined)],
  ]
}

function collapsed(glob: Glob): Glob {
  return glob.filter((token, at) => token !== ANY_TEXT || glob[at - 1] !== ANY_TEXT)
}
