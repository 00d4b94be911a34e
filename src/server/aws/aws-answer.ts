import { randomUUID } from 'node:crypto'
import { AwsError, errorStatus } from './aws-error.js'

/** An answer in rest-json: the members of the output, or an error with its name in `x-amzn-ErrorType`. */
export function awsAnswer(answer: object | AwsError): Response {
  const requestId = randomUUID()
  const headers = new Headers({ 'content-type': 'application/json', 'x-amzn-requestid': requestId })
  if (!(answer instanceof AwsError)) return new Response(JSON.stringify(answer), { status: 200, headers })
  const { retryAfterSeconds, ...members } = answer.details
  headers.set('x-amzn-errortype', answer.name)
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds))
  const body = JSON.stringify({ message: answer.message, ...members })
  return new Response(body, { status: errorStatus[answer.name], headers })
}
