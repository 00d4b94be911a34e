import type { LogFile } from '../../workflows/ports.js'

/** Files that one worker folds in one go: small ones together, for a message costs as much as a small file. */
export interface Batch {
  readonly number: number
  /** Places in the list of files. */
  readonly files: readonly number[]
}

const bytesABatch = 1 << 20
const filesABatch = 64

/** The files that lie on disk, in order, in batches. */
export function batchesOf(files: readonly LogFile[]): readonly Batch[] {
  const batches: number[][] = []
  let bytes = 0
  for (const [index, file] of files.entries()) {
    if (file.path === undefined || file.bytes === undefined) continue
    const current = batches.at(-1)
    if (current === undefined || current.length >= filesABatch || bytes + file.bytes > bytesABatch) {
      batches.push([index])
      bytes = file.bytes
    } else {
      current.push(index)
      bytes += file.bytes
    }
  }
  return batches.map((members, number) => ({ number, files: members }))
}
