import { type Glob, isLiteral, literalGlob, matchesTokens, parseGlob } from '../iam/glob.js'
import type { PatternElement } from '../iam/policy.js'

/** Prepares `Action` or `NotAction` for actions in lower case. Names in full are looked up; only patterns are matched. */
export function compileActions({ not, patterns }: PatternElement): (action: string) => boolean {
  const names = new Set<string>()
  const globs: Glob[] = []
  for (const pattern of patterns) {
    const glob = parseGlob(pattern.toLowerCase())
    if (isLiteral(glob)) names.add(pattern.toLowerCase())
    else globs.push(glob)
  }
  return (action) => {
    const tokens = literalGlob(action)
    return (names.has(action) || globs.some((glob) => matchesTokens(glob, tokens))) !== not
  }
}

/** AWS has some 22,000 actions; made-up ones must not fill the memory of what is kept by action. */
export const ACTIONS_MAX = 30_000
