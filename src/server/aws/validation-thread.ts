import { parentPort } from 'node:worker_threads'
import { validatePolicy } from '../../core/checks/validate/validate.js'
import type { ValidationTask } from './validate-apart.js'

/** The thread that validates policies which are too long for the thread that answers requests. */
parentPort?.on('message', ({ text, use }: ValidationTask) => {
  parentPort?.postMessage(validatePolicy(text, use))
})
