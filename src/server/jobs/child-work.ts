import { fork } from 'node:child_process'
import type { GenerationTask, JobError, WorkerMessage } from './generation.js'
import type { QuestionTask } from './question.js'
import type { Ending, Running } from './queue.js'

/**
 * Generates in a process of its own, so that it never blocks the server, takes no memory from it, and is gone at once when
 * it is stopped.
 */
export function generateInChild(
  task: GenerationTask,
  told: (progress: unknown) => void,
  worker = new URL('./generation-worker.js', import.meta.url),
): Running {
  return inChild(task, told, worker)
}

/** Answers a question of the logs in the same way. */
export function answerInChild(task: QuestionTask, told: (progress: unknown) => void): Running {
  return inChild(task, told, new URL('./question-worker.js', import.meta.url))
}

function inChild(
  task: GenerationTask | QuestionTask,
  told: (progress: unknown) => void,
  worker: URL,
): Running {
  const child = fork(worker, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
  const ended = new Promise<Ending>((done) => {
    child.on('message', (message) => {
      const said = message as WorkerMessage
      if (said.kind === 'progress') told(said.progress)
      else if (said.kind === 'done') done({ kind: 'done', result: said.outcome })
      else done({ kind: 'failed', error: said.error })
    })
    child.on('error', (error) => done({ kind: 'failed', error: broken(error.message) }))
    child.on('exit', (status, signal) =>
      done({ kind: 'failed', error: broken(`its process ended (${signal ?? `status ${status}`})`) }),
    )
  })
  child.send(task, (error) => {
    if (error !== null) child.kill('SIGKILL')
  })
  return { ended, stop: () => child.kill('SIGKILL') }
}

function broken(what: string): JobError {
  return { code: 'SERVICE_ERROR', message: `the generation did not come to its end: ${what}` }
}
