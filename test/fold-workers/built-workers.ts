import { foldWorkers } from '../../src/adapters/fold-workers/fold-workers.js'

/** What `npm run build` left in dist. */
export const built = (name: string) => new URL(`../../dist/${name}`, import.meta.url)

/** The threads that the command line starts, for inputs of any size. */
export const workers = () =>
  foldWorkers({
    workers: 2,
    fewestBytes: 0,
    module: built('kernel/kernel.wasm'),
    worker: built('adapters/fold-workers/worker.js'),
  })
