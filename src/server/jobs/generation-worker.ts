import { generateFor } from './generate-for.js'
import type { GenerationTask, WorkerMessage } from './generation.js'

/** The process that generates for one job: told its task by the server, it answers and ends. */
process.once('message', (task) => {
  const say = (message: WorkerMessage) => process.send?.(message)
  const finish = (message: WorkerMessage) => process.send?.(message, () => process.disconnect())
  generateFor(task as GenerationTask, (progress) => say({ kind: 'progress', progress })).then(finish)
})

// Without a server there is nobody to answer.
process.once('disconnect', () => process.exit(0))
