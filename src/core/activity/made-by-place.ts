import { byCodeUnit } from '../iam/order.js'
import type { MadeLessons } from './made.js'
import type { Sighted, Sighting } from './sightings.js'

/** Where a principal learned an identifier: enough to leave it out if the place was not asked for. */
export type MadePlace = Pick<Sighting, 'arn' | 'day' | 'region' | 'account'>

/** Identifiers that AWS made in answer to calls, by principal, day, Region and account. */
export interface MadeByPlace {
  all(): readonly { readonly place: MadePlace; readonly lessons: MadeLessons }[]
  /** Identifiers that were not kept, because there were more than {@link rememberedIdentifiers}. */
  readonly dropped: number
}

/** What grows. */
export interface OpenMadeByPlace extends MadeByPlace {
  learn(sighted: Pick<Sighted, 'arn' | 'time' | 'region' | 'account'>, lessons: MadeLessons): void
  learnAt(place: MadePlace, lessons: MadeLessons): void
  merge(other: MadeByPlace): void
}

/** How many identifiers are kept: below that, what is known does not depend on the order of records. */
export const rememberedIdentifiers = 500_000

interface Learned {
  readonly place: MadePlace
  readonly identifiers: Set<string>
  readonly links: Map<string, string>
}

/** Nothing yet. */
export function openMadeByPlace(): OpenMadeByPlace {
  const byPlace = new Map<string, Learned>()
  let [kept, dropped] = [0, 0]

  /** Whether there is room for one more. */
  function room(): boolean {
    if (kept >= rememberedIdentifiers) {
      dropped += 1
      return false
    }
    kept += 1
    return true
  }

  function learnAt(place: MadePlace, { identifiers, links }: MadeLessons): void {
    if (identifiers.length + links.length === 0) return
    const at = learnedAt(byPlace, place)
    for (const identifier of identifiers)
      if (!at.identifiers.has(identifier) && room()) at.identifiers.add(identifier)
    for (const [identifier, value] of links) {
      const known = at.links.get(identifier)
      if (known === undefined ? room() : value < known) at.links.set(identifier, value)
    }
  }

  return {
    learn({ arn, region, account, time }, lessons) {
      learnAt({ arn, day: time.slice(0, 10), region, account }, lessons)
    },
    learnAt,
    merge(other) {
      for (const { place, lessons } of other.all()) learnAt(place, lessons)
      dropped += other.dropped
    },
    all: () =>
      [...byPlace]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, { place, identifiers, links }]) => ({
          place,
          lessons: {
            identifiers: [...identifiers].sort(byCodeUnit),
            links: [...links].sort(([a], [b]) => byCodeUnit(a, b)),
          },
        })),
    get dropped() {
      return dropped
    },
  }
}

function learnedAt(byPlace: Map<string, Learned>, place: MadePlace): Learned {
  const key = [place.arn, place.day, place.region ?? '', place.account ?? ''].join('\u0000')
  const at = byPlace.get(key) ?? { place, identifiers: new Set(), links: new Map() }
  byPlace.set(key, at)
  return at
}
