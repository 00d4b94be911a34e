import { z } from 'zod'
import { parseRecipe } from '../../adapters/recipe/read-recipe.js'
import { conditionKeys, defaultConditions } from '../../core/policy/conditions.js'
import type { ResourceChoices } from '../../core/policy/generalize.js'
import { policyLimits } from '../../core/policy/split.js'
import { serviceByPrefix } from '../../core/reference/service.js'
import type { GenerateOptions } from '../../workflows/generate.js'

const choice = z.enum(['exact', 'observed', 'evident', 'patterns'])
const service = z
  .string()
  .max(64)
  .refine((prefix) => serviceByPrefix(prefix) !== undefined, 'there is no such service')
const limitNames = Object.keys(policyLimits) as (keyof typeof policyLimits)[]

/** How a policy is written, as the options of `leastwise generate` say. */
export const generationOptions = z.strictObject({
  includeDenied: z
    .boolean()
    .optional()
    .describe('also grant what AWS denied; by default that is a suggestion'),
  resources: z
    .strictObject({ all: choice.default('evident'), services: z.record(service, choice).default({}) })
    .optional()
    .describe('how far names are generalised, for all services and for some of them'),
  conditions: z
    .array(z.enum(['default', ...conditionKeys]))
    .max(100)
    .optional()
    .describe('condition keys to ask for, where every use carried them; `default` stands for the usual ones'),
  limit: z.enum(limitNames).optional().describe('what the policy has to fit into'),
  inertPairs: z
    .enum(['auto', 'allow', 'never'])
    .optional()
    .describe('pairs of action and resource that allow nothing, to be shorter'),
  allowActionWildcards: z.enum(['none', 'exact', 'read']).optional().describe('actions with `*`'),
  recipe: z
    .string()
    .max(200_000)
    .optional()
    .describe('a recipe as text, as in docs/recipe.md; what is said beside it comes first'),
})

/** How a policy is written, as a client asked. */
export type GenerationOptions = z.output<typeof generationOptions>

type Shape = Omit<GenerateOptions, 'principal' | 'query'>

/** What the workflow is told. Throws RECIPE_INVALID. */
export function shapeOf(given: GenerationOptions = {}): Shape {
  const recipe = given.recipe === undefined ? undefined : parseRecipe('recipe', given.recipe)
  const resources = resourcesOf(given) ?? recipe?.resources
  const conditions =
    given.conditions === undefined
      ? recipe?.conditions && keysOf(recipe.conditions)
      : keysOf(given.conditions)
  const limit = given.limit ?? recipe?.limit
  const { inertPairs, allowActionWildcards } = given
  const fitted = limit !== undefined || inertPairs !== undefined || allowActionWildcards !== undefined
  return {
    includeDenied: given.includeDenied === true,
    ...(recipe === undefined ? {} : { recipe }),
    ...(resources === undefined ? {} : { resources }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(fitted
      ? {
          fit: {
            limit: limit ?? 'managed',
            pairs: inertPairs === 'allow' ? 'inert' : inertPairs === 'never' ? 'exact' : 'auto',
            actionWildcards: allowActionWildcards ?? 'none',
          },
        }
      : {}),
  }
}

function resourcesOf({ resources }: GenerationOptions): ResourceChoices | undefined {
  return resources && { all: resources.all, services: new Map(Object.entries(resources.services)) }
}

/** Keys without regard to case; `default` for those that are used by default, `none` for none. */
function keysOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(
    names.flatMap((name) => (name === 'default' ? [...defaultConditions] : name === 'none' ? [] : [name])),
  )
}
