/**
 * How much of a variety has been seen, from how often its members were seen: the estimates that ecology makes of species
 * from samples, here of permissions from days.
 *
 * Chao, A. et al. (2014), Rarefaction and extrapolation with Hill numbers, Ecological Monographs 84(1), for incidence
 * data: Chao2, Good–Turing coverage and the expected number of new ones in further samples.
 */
export interface Richness {
  /** Samples: days. */
  readonly samples: number
  /** Different ones seen. */
  readonly observed: number
  /** Of these, seen in one sample only, and in exactly two. */
  readonly once: number
  readonly twice: number
  /** Estimate: the share of what a further sample holds that is among those seen. Undefined for fewer than two samples. */
  readonly coverage: number | undefined
  /** Estimate: at least so many exist that were never seen (Chao2). Undefined for fewer than two samples. */
  readonly unseen: number | undefined
}

/** The estimates, from the number of samples in which each member was seen. */
export function richnessOf(samples: number, incidences: readonly number[]): Richness {
  const once = incidences.filter((count) => count === 1).length
  const twice = incidences.filter((count) => count === 2).length
  const total = incidences.reduce((sum, count) => sum + count, 0)
  const base = { samples, observed: incidences.length, once, twice }
  if (samples < 2 || total === 0) return { ...base, coverage: undefined, unseen: undefined }
  return {
    ...base,
    coverage: 1 - (once / total) * missedShare(samples, once, twice),
    unseen: ((samples - 1) / samples) * unseenAtLeast(once, twice),
  }
}

/** Chao2; its bias-corrected form where none was seen twice. */
function unseenAtLeast(once: number, twice: number): number {
  if (once === 0) return 0
  return twice > 0 ? once ** 2 / (2 * twice) : (once * (once - 1)) / 2
}

function missedShare(samples: number, once: number, twice: number): number {
  const [weight, rest] = twice > 0 ? [(samples - 1) * once, 2 * twice] : [(samples - 1) * (once - 1), 2]
  return once === 0 ? 0 : weight / (weight + rest)
}

/** Estimate: how many new ones so many further samples bring. Undefined where {@link Richness.unseen} is. */
export function expectedNew({ samples, once, unseen }: Richness, further: number): number | undefined {
  if (unseen === undefined) return undefined
  // Every one of the few was seen once: nothing bounds the unseen, and the rate at which new ones came goes on.
  if (unseen === 0) return once === 0 ? 0 : (once / samples) * further
  return unseen * (1 - (1 - once / (samples * unseen + once)) ** further)
}
