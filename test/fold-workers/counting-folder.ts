import type { FileFolder } from '../../src/workflows/ports.js'

/** Counts the files that were folded on threads, so that a test cannot pass because none was. */
export function counting(folder: FileFolder) {
  const counted = { folded: 0, left: 0, failures: [] as string[] }
  const counter: FileFolder = {
    start(...given) {
      const folding = folder.start(...given)
      if (folding === undefined) return undefined
      return {
        settle: () => folding.settle(),
        finish: () => folding.finish(),
        close: () => folding.close(),
        async next() {
          try {
            const file = await folding.next()
            counted[file.kind] += 1
            return file
          } catch (error) {
            counted.failures.push(String(error))
            throw error
          }
        },
      }
    },
  }
  return { counter, counted }
}
