const ticks = 10

/** A watch over something that should keep moving. */
export interface StallWatch {
  /** It moved. */
  moved(): void
  stop(): void
}

/**
 * Calls `stalled` once when nothing moved for so long. Time in which this process was too busy to listen does not count, for
 * then the bytes may be there already: what counts is how often it listened in vain.
 */
export function watchStall(milliseconds: number, stalled: () => void): StallWatch {
  let still = 0
  const timer = setInterval(() => {
    still++
    if (still < ticks) return
    clearInterval(timer)
    stalled()
  }, milliseconds / ticks)
  return {
    moved() {
      still = 0
    },
    stop: () => clearInterval(timer),
  }
}
