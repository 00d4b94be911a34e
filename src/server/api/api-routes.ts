import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { apiAnswer, apiError, invalidRequest } from './api-error.js'
import { openapiOf } from './openapi.js'
import type { ApiRoute, Asked } from './route.js'

/** Our own API: every route behind its schemas, and the document that describes them. */
export function apiRoutes(routes: readonly ApiRoute[]): Hono {
  const app = new Hono()
  const document = openapiOf(routes)
  app.get('/api/v1/openapi.json', (context) => context.json(document))
  for (const route of routes) {
    const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`
    app.on(route.method.toUpperCase(), path, async (context) => {
      try {
        return await route.handle((await askedOf(route, context)) as Asked<never, never, never>)
      } catch (error) {
        const answer = apiAnswer(context, error)
        if (answer === undefined) throw error
        return answer
      }
    })
  }
  return app
}

async function askedOf(
  { parameters, query, body }: ApiRoute,
  context: Context,
): Promise<Asked<unknown, unknown, unknown>> {
  return {
    context,
    parameters: parameters && parsed('path', parameters, context.req.param()),
    query: query && parsed('query', query, context.req.query()),
    body: body && parsed('body', body, await jsonOf(context)),
  }
}

function parsed(part: string, schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalidRequest(part, result.error)
}

/** More than any request has. */
const deepest = 32

async function jsonOf({ req }: Context): Promise<unknown> {
  const text = await req.text()
  if (depthOf(text) > deepest) throw unreadable('is nested too deeply')
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw unreadable('is no JSON')
  }
}

/** How deep brackets outside strings are nested. */
function depthOf(text: string): number {
  let [depth, most, inString] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString && character === '\\') at += 1
    else if (character === '"') inString = !inString
    else if (!inString && (character === '{' || character === '[')) most = Math.max(most, ++depth)
    else if (!inString && (character === '}' || character === ']')) depth -= 1
  }
  return most
}

function unreadable(what: string) {
  return apiError('REQUEST_INVALID', `body: ${what}`, 'see /api/v1/openapi.json for what the operation takes')
}
