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

function candidates(patterns: ReadonlyMap<string, readonly string[]>, text: string): readonly string[] {
  const found: string[] = []
  const wildcard = text.search(/[*?]/)
  const end = Math.min(wildcard < 0 ? text.length : wildcard, 512)
  for (let length = 0; length <= end && found.length < COMPARED_MAX; length++) {
    found.push(...(patterns.get(text.slice(0, length)) ?? []))
  }
  return found.slice(0, COMPARED_MAX)
}
