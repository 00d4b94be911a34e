import type { PendingIdentifiers } from './activity.js'

const pendingKept = 50_000

/** Which identifiers are dropped depends on the order of records, so dropping any makes all of them unknown. */
export function withIdentifiers(
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
