import { Hono, type MiddlewareHandler } from 'hono'
import { awsAnswer } from './aws/aws-answer.js'
import { AwsError, internalError } from './aws/aws-error.js'

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
  app.notFound(() =>
    awsAnswer(
      new AwsError('ValidationException', 'there is no operation with this method and path', {
        reason: 'unknownOperation',
      }),
    ),
  )
  app.onError((error) => {
    if (error instanceof AwsError) return awsAnswer(error)
    failed(error)
    return awsAnswer(internalError())
  })
  return app
}
