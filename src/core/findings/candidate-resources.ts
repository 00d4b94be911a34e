import type { RequestContext } from '../evaluate/evaluation.js'
import { parseTemplate } from '../evaluate/template.js'
import { splitArn } from '../iam/arn.js'
import { arnCovers, arnsOverlap, isAny } from '../iam/arn-pattern.js'
import type { PolicyVersion } from '../iam/policy.js'
import type { Action } from '../reference/service.js'
import type { AllowingStatement } from './allowing-statements.js'

/** The ARN patterns of all resources that an action can be on, in any account; `*` where a call can have none. */
export function resourcesOf({ resources }: Action, partition: string): readonly string[] {
  const patterns = resources.map(({ type }) => genericArn(type.format.text, partition))
  const needsOne = resources.some(({ required }) => required)
  return needsOne ? [...new Set(patterns)] : [...new Set([...patterns, '*'])]
}

/** Every variable of an ARN format as `*`. */
function genericArn(format: string, partition: string): string {
  return format.replaceAll('${Partition}', partition).replace(/\$\{[^}]*\}/g, '*')
}

/**
 * The resources, as patterns, of which to ask whether a request can be allowed: if any request is, then one on one of
 * these is, or two statements overlap without one covering the other (see `isExcluded`).
 */
export function candidateResources(
  generic: readonly string[],
  statements: readonly AllowingStatement[],
  context: RequestContext,
): readonly string[] {
  const named = statements.flatMap((one) => resourcePatterns(one, context))
  const narrower = named.filter(
    (pattern) => !isAny(pattern) && generic.some((one) => one !== '*' && narrows(pattern, one)),
  )
  return [...new Set([...generic, ...narrower])]
}

function narrows(pattern: string, generic: string): boolean {
  return fits(pattern, generic) && !arnCovers(pattern, generic)
}

/**
 * Can a pattern name a resource of the type that has this generic ARN? A call without a resource is named by `*` alone; a
 * type whose ARNs have a Region or an account has one in each.
 */
export function fits(pattern: string, generic: string): boolean {
  if (generic === '*' || isAny(pattern)) return isAny(pattern)
  if (!arnsOverlap(pattern, generic)) return false
  const [fields, others] = [splitArn(pattern) ?? [], splitArn(generic) ?? []]
  return [regionField, accountField].every((at) => others[at] === '' || fields[at] !== '')
}

const [regionField, accountField] = [2, 3] as const

/** The `Resource` patterns of a statement with all five fields and with what is known of their variables. */
export function resourcePatterns(
  { statement: { resource }, version }: AllowingStatement,
  context: RequestContext,
): readonly string[] {
  if (resource === undefined || resource.not) return resource === undefined ? [] : ['*']
  return resource.patterns.map((pattern) => completed(expanded(pattern, version, context)))
}

/** A variable whose value is not known may be anything. */
function expanded(pattern: string, version: PolicyVersion | undefined, context: RequestContext): string {
  const parts = parseTemplate(pattern, version).map((part) => {
    if (part.kind === 'text') return part.text
    if (part.kind === 'character') return `\${${part.text}}`
    const value = part.kind === 'variable' ? context.get(part.key) : 'unknown'
    const fallback = part.kind === 'variable' ? part.fallback : undefined
    if (value === undefined) return fallback ?? '*'
    return value === 'unknown' || value.length !== 1 ? '*' : value[0]!
  })
  return parts.join('')
}

function completed(pattern: string): string {
  const fields = splitArn(pattern)
  if (fields === undefined || fields.length >= 5) return pattern
  return `arn:${[...fields, ...Array.from({ length: 5 - fields.length }, () => '*')].join(':')}`
}
