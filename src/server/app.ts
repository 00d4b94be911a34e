import { Hono, type MiddlewareHandler } from 'hono'
import { awsAnswer } from './aws/aws-answer.js'
import { AwsError, internalError } from './aws/aws-error.js'
import type { Refusal } from './guard/refusal.js'
import { isOwnSurface, refusalAnswer } from './guard/refusal-answer.js'

/** What a server is put together from. */
export interface AppParts {
  /** Asked before every route, in this order: who may come in, and how much. */
  readonly guards: readonly MiddlewareHandler[]
  /** Routes; the first that matches answers. */
  readonly parts: readonly Hono[]
  /** Told of what should not have happened. The caller hears nothing of it but that it did. */
  readonly failed: (error: unknown) => void
}

/** The whole HTTP surface. */
export function createApp({ guards, parts, failed }: AppParts): Hono {
  const app = new Hono()
  for (const guard of guards) app.use('*', guard)
  app.get('/health', (context) => context.json({ status: 'ok' }))
  for (const part of parts) app.route('/', part)
  app.notFound(({ req }) =>
    isOwnSurface(req.path) ? refusalAnswer(req.path, noRoute) : awsAnswer(noOperation()),
  )
  app.onError((error, { req }) => {
    if (error instanceof AwsError) return awsAnswer(error)
    failed(error)
    return isOwnSurface(req.path) ? refusalAnswer(req.path, unexpected) : awsAnswer(internalError())
  })
  return app
}

const noRoute: Refusal = {
  code: 'ROUTE_NOT_FOUND',
  message: 'There is nothing at this method and path.',
  hint: 'see /api/v1/openapi.json for what there is',
}

const unexpected: Refusal = {
  code: 'INTERNAL',
  message: 'The server failed.',
  hint: 'its log says more, under the id in the header x-amzn-requestid',
}

function noOperation(): AwsError {
  const message = 'there is no operation with this method and path'
  return new AwsError('ValidationException', message, { reason: 'unknownOperation' })
}
