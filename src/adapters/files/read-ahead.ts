/** Items looked at beyond the one taken: enough for as many as are light, without a long search where few are. */
const window = 4096
const rounding = 1e-9

/**
 * Loads the next few items while the consumer works on the one it took, so that order stays and memory is bounded: the
 * weights of those held or loading beyond the last one taken sum up to at most 1. What was passed without being taken is
 * dropped.
 */
export class ReadAhead<T> {
  readonly #loading = new Map<number, Promise<T>>()
  readonly #count: number
  readonly #load: (index: number) => Promise<T>
  readonly #weight: (index: number) => number | undefined

  /**
   * `load` must not reject, for what is loaded ahead may never be taken. `weight` is what an item takes of the room there
   * is; `undefined` if it may not be loaded ahead at all.
   */
  constructor(
    count: number,
    load: (index: number) => Promise<T>,
    weight: (index: number) => number | undefined,
  ) {
    this.#count = count
    this.#load = load
    this.#weight = weight
  }

  /** The item, loaded ahead or now; starts loading the ones after it. */
  take(index: number): Promise<T> {
    for (const earlier of [...this.#loading.keys()]) if (earlier < index) this.#loading.delete(earlier)
    const item = this.#loading.get(index) ?? this.#load(index)
    this.#loading.delete(index)
    this.#startAfter(index)
    return item
  }

  #startAfter(index: number): void {
    const last = Math.min(index + window, this.#count - 1)
    let room = 1 + rounding
    for (let next = index + 1; next <= last; next++) {
      const weight = this.#weight(next)
      if (weight === undefined) continue
      room -= weight
      if (room < 0) return
      if (!this.#loading.has(next)) this.#loading.set(next, this.#load(next))
    }
  }
}
