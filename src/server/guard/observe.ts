import { randomUUID } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { ServerMetrics } from './metrics.js'
import type { Log } from './request-log.js'
import { remoteAddress } from './request-message.js'

/**
 * Gives every request an id, which the answer carries in `x-amzn-requestid`, and tells log and metrics of it. The log
 * has the path without the query, the client and the id of its access key; never a header or a body.
 */
export function observe(log: Log, metrics: ServerMetrics, now: () => number): MiddlewareHandler {
  return async (context, next) => {
    const begun = now()
    const id = randomUUID()
    context.set('requestId', id)
    metrics.started()
    try {
      await next()
    } finally {
      context.res.headers.set('x-amzn-requestid', id)
      const seconds = Math.max(0, now() - begun) / 1000
      const { status } = context.res
      const refused = context.get('refused')?.code
      metrics.answered({ method: context.req.method, route: routeOf(context), status, seconds, refused })
      log({
        time: new Date(begun).toISOString(),
        level: status >= 500 ? 'error' : refused === undefined ? 'info' : 'warn',
        event: 'request',
        id,
        method: context.req.method,
        path: context.req.path.slice(0, 512),
        status,
        milliseconds: Math.round(seconds * 1000),
        client: remoteAddress(context),
        accessKeyId: context.get('accessKeyId'),
        refused,
      })
    }
  }
}

/** The pattern of the route that answers: there are as many as routes, whatever clients send. */
function routeOf(context: Context): string {
  return matchedRoutes(context).find(({ path }) => !path.endsWith('*'))?.path ?? 'none'
}
