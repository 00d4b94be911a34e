import { globCovers } from '../../iam/glob-relation.js'
import type { Text } from './place.js'

/** How many patterns one text is compared with, so that a hostile list cannot take quadratic time. */
const COMPARED_MAX = 64

/**
 * The texts of a list that another of it covers: a repeated one after its first, and one that a pattern covers
 * wholly. Time is nearly linear: a text is compared only with patterns that begin as it does.
 */
export function coveredByOthers<T extends Text>(texts: readonly T[]): readonly T[] {
  if (texts.length < 2) return []
  const seen = new Set<string>()
  const patterns = patternsByStart(texts)
  return texts.filter((text) => {
    if (seen.has(text.value)) return true
    seen.add(text.value)
    if (patterns.size === 0) return false
    return candidates(patterns, text.value).some(
      (pattern) => pattern !== text.value && globCovers(pattern, text.value),
    )
  })
}

/** Different patterns with wildcards, by the text before the first. */
function patternsByStart(texts: readonly Text[]): ReadonlyMap<string, readonly string[]> {
  const patterns = new Map<string, string[]>()
  for (const value of new Set(texts.map((text) => text.value))) {
    const at = value.search(/[*?]/)
    if (at < 0) continue
    const start = value.slice(0, at)
    const known = patterns.get(start)
    if (known === undefined) patterns.set(start, [value])
    else if (known.length < COMPARED_MAX) known.push(value)
  }
  return patterns
}

/** As many starts as are compared one by one, which for a few is faster than to look for every start of the text. */
const FEW = 8

function candidates(patterns: ReadonlyMap<string, readonly string[]>, text: string): readonly string[] {
  const wildcard = text.search(/[*?]/)
  const end = Math.min(wildcard < 0 ? text.length : wildcard, 512)
  const found: string[] = []
  for (const start of startsOf(patterns, text, end)) {
    if (found.length >= COMPARED_MAX) break
    found.push(...(patterns.get(start) ?? []))
  }
  return found.slice(0, COMPARED_MAX)
}

/** Starts of the text, the shortest first. */
function startsOf(
  patterns: ReadonlyMap<string, readonly string[]>,
  text: string,
  end: number,
): Iterable<string> {
  if (patterns.size > FEW) return startsOfEveryLength(text, end)
  const starts = [...patterns.keys()].filter((start) => start.length <= end && text.startsWith(start))
  return starts.sort((a, b) => a.length - b.length)
}

function* startsOfEveryLength(text: string, end: number): Generator<string> {
  for (let length = 0; length <= end; length++) yield text.slice(0, length)
}
