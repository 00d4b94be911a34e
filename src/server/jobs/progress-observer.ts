import type { Observer } from '../../workflows/ports.js'
import type { GenerationProgress } from './generation.js'

/** Told how far the reading of logs is. */
export type ProgressListener = (progress: GenerationProgress) => void

const toldEvery = 250

/** Progress a few times a second at most. */
export function progressObserver(told: ProgressListener): Observer {
  let [files, filesRead, records, last] = [0, 0, 0, 0]
  return {
    listed(count) {
      files = count
      told({ files, filesRead, records })
    },
    finished(_file, outcome) {
      filesRead += 1
      records += outcome.records
      const now = performance.now()
      if (now - last < toldEvery && filesRead < files) return
      last = now
      told({ files, filesRead, records })
    },
  }
}
