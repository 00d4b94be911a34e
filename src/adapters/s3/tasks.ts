/**
 * Does tasks, and the tasks that come of them, a few at a time in no particular order. Rejects with the first failure and
 * starts nothing more.
 */
export async function inParallel<T>(
  first: readonly T[],
  atOnce: number,
  run: (task: T) => Promise<readonly T[]>,
): Promise<void> {
  const waiting = [...first]
  const running = new Set<Promise<void>>()
  while (waiting.length > 0 || running.size > 0) {
    while (waiting.length > 0 && running.size < atOnce) {
      const one: Promise<void> = run(waiting.shift()!).then((more) => {
        waiting.push(...more)
        running.delete(one)
      })
      one.catch(() => {})
      running.add(one)
    }
    await Promise.race(running)
  }
}
