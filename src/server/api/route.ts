import type { Context } from 'hono'
import type { z } from 'zod'

/** An answer that a route can give. */
export interface AnswerShape {
  readonly description: string
  /** By media type. */
  readonly content?: Readonly<Record<string, z.ZodType>>
}

/** What a route is told: everything is as its schemas say. */
export interface Asked<Parameters, Query, Body> {
  readonly parameters: Parameters
  readonly query: Query
  readonly body: Body
  readonly context: Context
}

/**
 * One operation of our own API. The schemas check what clients send and are what the OpenAPI document says, so that the two
 * cannot differ.
 */
export interface ApiRoute {
  readonly id: string
  readonly method: 'get' | 'post' | 'delete'
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string
  readonly summary: string
  readonly parameters?: z.ZodObject | undefined
  readonly query?: z.ZodObject | undefined
  readonly body?: z.ZodType | undefined
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly handle: (asked: Asked<never, never, never>) => Promise<Response> | Response
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** A route whose handler is told what its schemas give. */
export function route<
  const P extends z.ZodObject | undefined = undefined,
  const Q extends z.ZodObject | undefined = undefined,
  const B extends z.ZodType | undefined = undefined,
>(
  given: Omit<ApiRoute, 'parameters' | 'query' | 'body' | 'handle'> & {
    readonly parameters?: P
    readonly query?: Q
    readonly body?: B
    readonly handle: (asked: Asked<Output<P>, Output<Q>, Output<B>>) => Promise<Response> | Response
  },
): ApiRoute {
  return given as unknown as ApiRoute
}
