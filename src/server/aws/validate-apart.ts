import { Worker } from 'node:worker_threads'
import type { Finding } from '../../core/checks/validate/finding.js'
import type { PolicyUse } from '../../core/checks/validate/policy-kind.js'
import { validatePolicy } from '../../core/checks/validate/validate.js'
import { AwsError } from './aws-error.js'

/** A policy document and what it is. */
export interface ValidationTask {
  readonly text: string
  readonly use: PolicyUse
}

/** Gives the findings of a policy document. */
export type Validate = (task: ValidationTask) => Promise<readonly Finding[]>

/** Characters up to which a document is checked where it came in: no policy of a role or user is longer. */
const short = 8_000
/** Milliseconds that a document may take. */
const patience = 60_000
/** Long documents that may wait. */
const mostWaiting = 16

/**
 * Validates short documents at once, and long ones in a thread, one after the other, so that no document keeps the server
 * from answering others. Rejects with a ThrottlingException if too many wait, and with a ValidationException for one that
 * takes longer than a minute.
 */
export function openValidation(thread = new URL('./validation-thread.js', import.meta.url)): Validate {
  let worker: Worker | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const inThread = async (task: ValidationTask) => {
    worker ??= new Worker(thread)
    worker.unref()
    try {
      return await answerOf(worker, task)
    } catch (error) {
      await worker.terminate()
      worker = undefined
      throw error
    }
  }
  return (task) => {
    if (task.text.length <= short) return Promise.resolve(validatePolicy(task.text, task.use))
    if (waiting >= mostWaiting) return Promise.reject(tooMany())
    waiting += 1
    const mine = turn
      .then(() => inThread(task))
      .finally(() => {
        waiting -= 1
      })
    turn = mine.catch(() => undefined)
    return mine
  }
}

function answerOf(worker: Worker, task: ValidationTask): Promise<readonly Finding[]> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(tooSlow()), patience)
    const settle = (then: () => void) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      then()
    }
    worker.once('message', (findings: readonly Finding[]) => settle(() => done(findings)))
    worker.once('error', (error) => settle(() => failed(error)))
    worker.once('exit', () => settle(() => failed(new Error('the thread ended'))))
    worker.postMessage(task)
  })
}

function tooMany(): AwsError {
  const message = 'too many long policies wait to be validated; try again later'
  return new AwsError('ThrottlingException', message, { retryAfterSeconds: 5 })
}

function tooSlow(): AwsError {
  const message = 'the document takes more than a minute to validate: divide it'
  return new AwsError('ValidationException', message, { reason: 'other' })
}
