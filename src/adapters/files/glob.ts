/** What a walk over folders takes. Immutable: entering a folder gives the filter that holds inside it. */
export interface PathFilter {
  /** The same key means the same filter: a folder needs one walk for each. */
  readonly key: string
  /** The filter inside a folder of this name, or `undefined` if nothing in it can match. */
  folder(name: string): PathFilter | undefined
  file(name: string): boolean
}

/** Takes every file at every depth. */
export const everything: PathFilter = Object.freeze({ key: '', folder: () => everything, file: () => true })

/** A glob split where the wildcards begin. */
export interface Glob {
  /** The folder in front of the first segment with a wildcard; `.` if there is none. */
  readonly base: string
  readonly filter: PathFilter
}

/** Whether a path has `*` or `?` in it. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path)
}

/**
 * Reads a glob: `*` and `?` stand for characters other than `/` (and not for a leading dot), `**` alone between slashes
 * for any number of folders. A folder that matches the whole glob is taken with everything below it. `/` separates.
 */
export function parseGlob(glob: string): Glob {
  const segments = glob.split('/')
  const first = segments.findIndex(isGlob)
  const base = segments.slice(0, first).join('/')
  const pattern = segments.slice(first).filter((segment) => segment !== '' && segment !== '.')
  return { base: base === '' ? (first > 0 ? '/' : '.') : base, filter: filterAt(pattern, [0]) }
}

/** The filter when any of the positions in `pattern` may be the next to match. */
function filterAt(pattern: readonly string[], positions: readonly number[]): PathFilter {
  const reached = throughDoubleStars(pattern, positions)
  return {
    key: reached.join(),
    folder: (name) => {
      const next = advance(pattern, reached, name)
      if (isComplete(pattern, next)) return everything
      return next.length === 0 ? undefined : filterAt(pattern, next)
    },
    file: (name) => isComplete(pattern, advance(pattern, reached, name)),
  }
}

/** `**` may also stand for no folder at all. */
function throughDoubleStars(pattern: readonly string[], positions: readonly number[]): readonly number[] {
  const reached = new Set<number>()
  for (const start of positions) {
    let position = start
    reached.add(position)
    while (pattern[position] === '**') reached.add(++position)
  }
  return [...reached].sort((a, b) => a - b)
}

function advance(pattern: readonly string[], positions: readonly number[], name: string): readonly number[] {
  const next = new Set<number>()
  for (const position of positions) {
    const segment = pattern[position]
    if (segment === undefined) continue
    if (segment === '**') {
      if (!name.startsWith('.')) next.add(position)
    } else if (matchesSegment(segment, name)) next.add(position + 1)
  }
  return [...next]
}

/** `a/**` is complete below `a`: the last `**` needs nothing after it. */
function isComplete(pattern: readonly string[], positions: readonly number[]): boolean {
  return positions.some((at) => at === pattern.length || (at === pattern.length - 1 && pattern[at] === '**'))
}

/** Matches one path segment; time grows with the product of the lengths, never faster. */
export function matchesSegment(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  let p = 0
  let star = -1
  let retry = 0
  for (let n = 0; n < name.length; ) {
    if (pattern[p] === '*') {
      star = p++
      retry = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++retry
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
