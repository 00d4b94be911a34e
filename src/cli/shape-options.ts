import type { Command } from 'commander'
import type { ActionWildcards } from '../core/policy/action-wildcards.js'
import { conditionKeyNamed, conditionKeys, defaultConditions } from '../core/policy/conditions.js'
import { defaultFit, type FitSettings } from '../core/policy/fit.js'
import type { ResourceChoice, ResourceChoices } from '../core/policy/generalize.js'
import { type LimitName, policyLimits } from '../core/policy/split.js'
import { serviceByPrefix } from '../core/reference/service.js'
import { LeastwiseError } from '../workflows/errors.js'
import { didYouMean } from './did-you-mean.js'
import { gather } from './query-options.js'

/** The options that say how a policy is written. */
export interface ShapeOptions {
  readonly resources?: readonly string[]
  readonly conditions?: readonly string[]
  readonly limit?: string
  readonly inertPairs?: string
  readonly allowActionWildcards?: string
}

const choices: readonly ResourceChoice[] = ['exact', 'observed', 'evident', 'patterns']
const wildcards: readonly ActionWildcards[] = ['none', 'exact', 'read']
const pairs = ['auto', 'allow', 'never'] as const
const limits = Object.keys(policyLimits) as readonly LimitName[]

/** Adds `--resources`, `--conditions`, `--limit`, `--inert-pairs` and `--allow-action-wildcards`. */
export function addShapeOptions(command: Command): Command {
  return command
    .option(
      '--resources <choices>',
      `how far names are generalised: ${choices.join(', ')}; for one service: ssm=exact (default: evident)`,
      gather,
    )
    .option(
      '--conditions <keys>',
      `condition keys to ask for, where every use carried them: default, none, or ${conditionKeys.join(', ')}; aws:RequestTag/team is for one tag`,
      gather,
    )
    .option('--limit <limit>', `what the policy has to fit into: ${limits.join(', ')} (default: managed)`)
    .option(
      '--inert-pairs <choice>',
      `pairs of action and resource that allow nothing, to be shorter: ${pairs.join(', ')} (default: auto)`,
    )
    .option('--allow-action-wildcards <choice>', `actions with *: ${wildcards.join(', ')} (default: none)`)
}

/** Throws OPTION_INVALID. `undefined` where nothing was asked for. */
export function readShape(options: ShapeOptions): {
  readonly resources: ResourceChoices | undefined
  readonly conditions: ReadonlySet<string> | undefined
  readonly fit: FitSettings | undefined
} {
  const { limit, inertPairs, allowActionWildcards } = options
  const asked = [limit, inertPairs, allowActionWildcards].some((one) => one !== undefined)
  const pair = oneOf(inertPairs ?? 'auto', pairs, '--inert-pairs')
  return {
    resources: options.resources === undefined ? undefined : readChoices(options.resources),
    conditions: options.conditions === undefined ? undefined : readConditions(options.conditions),
    fit: asked
      ? {
          limit: oneOf(limit ?? defaultFit.limit, limits, '--limit'),
          pairs: pair === 'allow' ? 'inert' : pair === 'never' ? 'exact' : 'auto',
          actionWildcards: oneOf(allowActionWildcards ?? 'none', wildcards, '--allow-action-wildcards'),
        }
      : undefined,
  }
}

/** `patterns`, `ssm=exact`, or both, in any order. */
function readChoices(values: readonly string[]): ResourceChoices {
  const services = new Map<string, ResourceChoice>()
  let all: ResourceChoice = 'evident'
  for (const value of values) {
    const [first = '', second] = value.split('=', 2)
    if (second === undefined) all = oneOf(first, choices, '--resources')
    else services.set(service(first), oneOf(second, choices, `--resources ${first}=`))
  }
  return { all, services }
}

/** `none`, or keys; `default` among them stands for the keys that are used by default. */
function readConditions(values: readonly string[]): ReadonlySet<string> {
  if (values.length === 1 && values[0] === 'none') return new Set()
  const known = ['default', ...conditionKeys]
  return new Set(
    values.flatMap((value) => {
      if (value.toLowerCase() === 'default') return [...defaultConditions]
      return [conditionKeyNamed(value) ?? oneOf(value, known, '--conditions')]
    }),
  )
}

function service(prefix: string): string {
  if (serviceByPrefix(prefix) !== undefined) return prefix
  const hint = 'a service is named by the prefix of its actions: `s3`, `dynamodb`, `execute-api`'
  throw new LeastwiseError('OPTION_INVALID', `there is no service \`${prefix}\``, hint)
}

function oneOf<T extends string>(value: string, known: readonly T[], option: string): T {
  const found = known.find((one) => one === value)
  if (found !== undefined) return found
  throw new LeastwiseError(
    'OPTION_INVALID',
    `\`${option}\` does not take \`${value}\``,
    didYouMean(value, known),
  )
}
