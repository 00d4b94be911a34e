import { z } from 'zod'
import type { AnswerShape, ApiRoute } from './route.js'
import { errorShape } from './shapes.js'

type Json = Readonly<Record<string, unknown>>

/** The OpenAPI 3.1 document of routes, from the schemas that check requests. */
export function openapiOf(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = `/api/v1${route.path}`
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Leastwise',
      version: '1',
      description:
        'Least-privilege IAM policies from CloudTrail logs that the server was given. Where signatures are required, every request is signed with AWS Signature Version 4 for the service access-analyzer.',
    },
    paths,
    components: { schemas: { Error: schemaOf(errorShape, 'output') } },
  }
}

function operationOf({ id, summary, parameters, query, body, answers }: ApiRoute): Json {
  return {
    operationId: id,
    summary,
    parameters: [...parametersOf('path', parameters), ...parametersOf('query', query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      default: {
        description: 'an error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): readonly Json[] {
  if (schema === undefined) return []
  return Object.entries(schema.shape).map(([name, one]) => {
    const { description, ...rest } = schemaOf(one as z.ZodType, 'input')
    const required = place === 'path' || !(one as z.ZodType).safeParse(undefined).success
    return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: rest }
  })
}

function answerOf({ description, content = {} }: AnswerShape): Json {
  const bodies = Object.entries(content).map(([type, schema]) => [
    type,
    { schema: schemaOf(schema, 'output') },
  ])
  return { description, ...(bodies.length === 0 ? {} : { content: Object.fromEntries(bodies) }) }
}

/** What a client sends (`input`) or gets (`output`). */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return json
}
