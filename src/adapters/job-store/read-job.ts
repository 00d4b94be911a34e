import { asObject, type Json, member } from '../../core/iam/json.js'
import type { JobStatus, StoredJob } from '../../workflows/ports.js'

const statuses: readonly JobStatus[] = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELED']

/** The job in the text of a file, or what is wrong with it. */
export function readJob(text: string, id: string): StoredJob | string {
  const json = parsed(text)
  if (json === undefined) return 'it is no JSON'
  if (member(asObject(json), 'version') !== 1) return 'it was written by another version'
  const job = asObject(member(asObject(json), 'job'))
  const [status, startedOn, attempts] = [
    member(job, 'status'),
    member(job, 'startedOn'),
    member(job, 'attempts'),
  ]
  const known = statuses.find((one) => one === status)
  if (member(job, 'id') !== id) return 'it holds another job than its name says'
  if (known === undefined || typeof startedOn !== 'string' || typeof attempts !== 'number')
    return 'it holds no job'
  return {
    id,
    status: known,
    startedOn,
    completedOn: textOf(member(job, 'completedOn')),
    error: errorOf(member(job, 'error')),
    attempts,
    token: textOf(member(job, 'token')),
    request: member(job, 'request'),
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function errorOf(value: Json | undefined): StoredJob['error'] {
  const error = asObject(value)
  const [code, message] = [textOf(member(error, 'code')), textOf(member(error, 'message'))]
  return code === undefined || message === undefined ? undefined : { code, message }
}
