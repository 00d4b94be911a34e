import { parseArn } from '../iam/arn.js'
import {
  type ArnPattern,
  coversArn,
  isLiteralArn,
  matchesArn,
  overlapsArn,
  parseArnPattern,
} from '../iam/arn-pattern.js'
import type { Effect, PatternElement, PolicyVersion } from '../iam/policy.js'
import { type ArnTemplate, expandArn, parseArnTemplate } from './arn-template.js'
import type { RequestContext } from './evaluation.js'
import { isConstant, parseTemplate } from './template.js'
import type { Truth } from './truth.js'

/** How a pattern of a statement relates to the resource of a request. */
type Relation = 'covers' | 'overlaps' | 'apart' | 'unknown'

/** A request's resource, or `undefined` for text that is neither an ARN nor `*`. */
export type RequestResource = { readonly pattern: ArnPattern; readonly isLiteral: boolean } | undefined

/**
 * Reads the resource of a request. Unlike in a policy, an ARN with too few fields is not completed. A `*` or `?` that
 * belongs to the name itself is written as a policy writes it, `${*}`.
 */
export function parseRequestResource(text: string): RequestResource {
  const pattern = text === '*' || parseArn(text) !== undefined ? requestPattern(text) : undefined
  return pattern === undefined ? undefined : { pattern, isLiteral: isLiteralArn(pattern) }
}

const noContext: RequestContext = new Map()

function requestPattern(text: string): ArnPattern | undefined {
  const template = parseTemplate(text, '2012-10-17')
  if (template.length === 1 || !isConstant(template)) return parseArnPattern(text)
  const expanded = expandArn(parseArnTemplate(template), noContext)
  return expanded.kind === 'value' ? expanded.value : undefined
}

/** A pattern of a `Resource` element, ready to be compared. */
export type ResourcePattern = (resource: RequestResource, context: RequestContext) => Relation

/** Prepares a pattern. One without variables is parsed once. */
export function resourcePattern(pattern: string, version: PolicyVersion | undefined): ResourcePattern {
  const parsed = parseTemplate(pattern, version)
  const template = parseArnTemplate(parsed)
  if (hasEarlyVariable(template)) return () => 'unknown'
  if (!parsed.every((part) => part.kind === 'text')) {
    return (resource, context) => relateTemplate(template, resource, context)
  }
  const constant = parseArnPattern(pattern)
  return constant === undefined ? () => 'unknown' : (resource) => relate(constant, resource)
}

/**
 * Does the element match the whole resource? If a log shows a resource in part only, `Resource` of an Allow
 * must cover all that it may be. Where `Resource` of a Deny, or either `NotResource`, fits just some of it,
 * the answer is `unknown`. A variable without a value matches no resource.
 */
export function resourceTruth(
  element: PatternElement,
  effect: Effect,
  relations: readonly Relation[],
): Truth {
  const has = (relation: Relation) => relations.includes(relation)
  if (has('covers')) return element.not ? 'no' : 'yes'
  if (has('unknown')) return 'unknown'
  if (has('overlaps')) return !element.not && effect === 'Allow' ? 'no' : 'unknown'
  return element.not ? 'yes' : 'no'
}

function relateTemplate(template: ArnTemplate, resource: RequestResource, context: RequestContext): Relation {
  const pattern = expandArn(template, context)
  if (pattern.kind === 'value') return relate(pattern.value, resource)
  return pattern.kind === 'null' ? 'apart' : 'unknown'
}

function relate(pattern: ArnPattern, resource: RequestResource): Relation {
  if (pattern === 'any') return 'covers'
  if (resource === undefined) return 'apart'
  if (resource.isLiteral) return matchesArn(pattern, resource.pattern) ? 'covers' : 'apart'
  if (coversArn(pattern, resource.pattern)) return 'covers'
  return overlapsArn(pattern, resource.pattern) ? 'overlaps' : 'apart'
}

/** AWS takes variables only behind the fifth colon of a `Resource`; what it makes of others is not documented. */
function hasEarlyVariable(template: ArnTemplate): boolean {
  if (template === undefined || template === 'any') return false
  return template.slice(0, 4).some((field) => !isConstant(field))
}
