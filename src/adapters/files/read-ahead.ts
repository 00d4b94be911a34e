/**
 * Loads the next few items while the consumer works on the one it took, so that order stays and memory is bounded: at
 * most `ahead` items beyond the last one taken are held or loading. What was passed without being taken is dropped.
 */
export class ReadAhead<T> {
  readonly #loading = new Map<number, Promise<T>>()
  readonly #count: number
  readonly #ahead: number
  readonly #load: (index: number) => Promise<T>
  readonly #isLight: (index: number) => boolean

  /**
   * `load` must not reject, for what is loaded ahead may never be taken. `isLight` says which items may be loaded
   * ahead at all.
   */
  constructor(
    count: number,
    ahead: number,
    load: (index: number) => Promise<T>,
    isLight: (index: number) => boolean,
  ) {
    this.#count = count
    this.#ahead = ahead
    this.#load = load
    this.#isLight = isLight
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
    const last = Math.min(index + this.#ahead, this.#count - 1)
    for (let next = index + 1; next <= last; next++) {
      if (!this.#loading.has(next) && this.#isLight(next)) this.#loading.set(next, this.#load(next))
    }
  }
}
