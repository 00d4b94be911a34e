import { z } from 'zod'
import { parseRecipe } from '../../adapters/recipe/read-recipe.js'
import { resourceTypes } from '../../core/checks/validate/policy-kind.js'
import { formats } from '../../core/render/formats.js'
import { explainEvent } from '../../workflows/explain-event.js'
import { explainedLine } from '../../workflows/explained-line.js'
import type { RecordSource } from '../../workflows/ports.js'
import type { Validate } from '../aws/validate-apart.js'
import type { Trails } from '../trails.js'
import { type ApiRoute, route } from './route.js'

const json = (schema: z.ZodType) => ({ 'application/json': schema })
const items = (schema: z.ZodType) => json(z.object({ items: z.array(schema) }))
const text = (most: number) => z.string().max(most)

/** What is answered at once: nothing here reads logs. */
export function plainRoutes(trails: Trails, validate: Validate): readonly ApiRoute[] {
  return [
    route({
      id: 'listSources',
      method: 'get',
      path: '/sources',
      summary: 'The trails that the server has logs of',
      answers: {
        200: { description: 'sorted by ARN', content: items(z.object({ arn: z.string(), inputs: z.int() })) },
      },
      handle: ({ context }) =>
        context.json({ items: [...trails].map(([arn, { inputs }]) => ({ arn, inputs: inputs.length })) }),
    }),
    formatsRoute,
    explainRoute,
    validateRoute(validate),
    recipeRoute,
  ]
}

const explainRoute = route({
  id: 'explainEvents',
  method: 'post',
  path: '/explain',
  summary: 'Which permissions CloudTrail records need, from which fields, by which rule',
  body: z.strictObject({
    records: text(100_000).describe('a record, an array of them, or a log file, as JSON text'),
  }),
  answers: {
    200: {
      description: 'an object for every record, as `leastwise explain-event --json` prints',
      content: items(z.unknown()),
    },
  },
  handle: async ({ body, context }) => {
    const lines: unknown[] = []
    const { input } = await explainEvent(posted(body.records), (one) => void lines.push(explainedLine(one)))
    return context.json({ items: lines, warnings: input.warnings })
  },
})

/** A text that a client sent, as the only log file. */
function posted(records: string): RecordSource {
  const file = {
    name: 'records',
    bytes: undefined,
    async *text() {
      yield records
    },
  }
  return { list: async () => ({ files: [file], passedOver: {} }) }
}

function validateRoute(validate: Validate): ApiRoute {
  return route({
    id: 'validatePolicy',
    method: 'post',
    path: '/validate',
    summary: 'What is wrong with a policy, as ValidatePolicy of IAM Access Analyzer finds it',
    body: z.strictObject({
      policy: text(200_000).describe('a policy document as JSON text'),
      type: z
        .enum(['IDENTITY_POLICY', 'RESOURCE_POLICY', 'SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'])
        .default('IDENTITY_POLICY'),
      resourceType: z.enum([...resourceTypes]).optional(),
    }),
    answers: { 200: { description: 'the findings', content: items(z.unknown()) } },
    handle: async ({ body: { policy, type, resourceType }, context }) =>
      context.json({ items: await validate({ text: policy, use: { type, resourceType } }) }),
  })
}

const formatsRoute = route({
  id: 'listFormats',
  method: 'get',
  path: '/formats',
  summary: 'The formats that a policy can be written in',
  answers: {
    200: {
      description: 'as docs/formats.md describes them',
      content: items(
        z.object({ name: z.string(), title: z.string(), variables: z.array(z.string()).nullable() }),
      ),
    },
  },
  handle: ({ context }) =>
    context.json({
      items: Object.entries(formats).map(([name, { title, variables }]) => ({
        name,
        title,
        variables: variables ?? null,
      })),
    }),
})

const recipeRoute = route({
  id: 'checkRecipe',
  method: 'post',
  path: '/recipes/check',
  summary: 'Whether a text is a recipe: RECIPE_INVALID names the line if not',
  body: z.strictObject({ recipe: text(200_000).describe('YAML, as docs/recipe.md says') }),
  answers: {
    200: { description: 'it is one', content: json(z.object({ principal: z.string().nullable() })) },
  },
  handle: ({ body, context }) =>
    context.json({ principal: parseRecipe('recipe', body.recipe).principal ?? null }),
})
