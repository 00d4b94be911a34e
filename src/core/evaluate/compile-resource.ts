import { type Arn, splitArn } from '../iam/arn.js'
import type { PolicyVersion, Statement } from '../iam/policy.js'
import type { EvaluationRequest } from './evaluation.js'
import {
  parseRequestResource,
  type RequestResource,
  type ResourcePattern,
  resourcePattern,
  resourceTruth,
} from './resource.js'
import { type Truth, truthOf } from './truth.js'

/** A request's resource; its pattern is read only if a statement needs it. */
export interface PreparedResource {
  readonly text: string
  /** One ARN without wildcards: patterns of a simple shape are compared with its text alone. */
  readonly isLiteral: boolean
  /** What {@link readResource} found. */
  read: { readonly resource: RequestResource } | undefined
}

/** Reads the resource of a request for {@link compileResource}. `arn` is what `parseArn` says of it. */
export function prepareResource(text: string, arn: Arn | undefined): PreparedResource {
  return { text, isLiteral: arn !== undefined && !hasMeaning(text), read: undefined }
}

/** Are there characters that may stand for others? */
function hasMeaning(text: string): boolean {
  return text.includes('*') || text.includes('?') || text.includes('$')
}

function readResource(resource: PreparedResource): RequestResource {
  resource.read ??= { resource: parseRequestResource(resource.text) }
  return resource.read.resource
}

/** Does the `Resource` or `NotResource` of a statement match? */
export type ResourceTest = (resource: PreparedResource, request: EvaluationRequest) => Truth

/** Prepares the element of a statement; `absent` is the answer if it has none. */
export function compileResource(
  { resource: element, effect }: Statement,
  version: PolicyVersion | undefined,
  absent: Truth,
): ResourceTest {
  if (element === undefined) return () => absent
  const { not, patterns } = element
  const all = patterns.map((pattern) => resourcePattern(pattern, version))
  const general: ResourcePattern[] = []
  const names = new Set<string>()
  const prefixes: string[] = []
  for (const [at, pattern] of patterns.entries()) {
    const shape = shapeOf(pattern)
    if (shape === 'name') names.add(pattern)
    else if (shape === 'prefix') prefixes.push(pattern.slice(0, -1))
    else general.push(all[at] ?? (() => 'unknown'))
  }
  const [matching, other] = [truthOf(!not), truthOf(not)]
  if (patterns.includes('*')) return () => matching
  const isNamed = nameTest([...names], prefixes)
  return (resource, { context }) => {
    if (resource.isLiteral && isNamed(resource.text)) return matching
    const compared = resource.isLiteral ? general : all
    if (compared.length === 0) return other
    const parsed = readResource(resource)
    const relations = compared.map((pattern) => pattern(parsed, context))
    return resourceTruth(element, effect, relations)
  }
}

/** Comparing a text with a few others takes less time than looking it up: texts of other lengths are other texts. */
const NAMES_COMPARED = 16

function nameTest(names: readonly string[], prefixes: readonly string[]): (text: string) => boolean {
  const set = new Set(names)
  const isName =
    names.length > NAMES_COMPARED ? (text: string) => set.has(text) : (text: string) => names.includes(text)
  return (text) => {
    if (isName(text)) return true
    for (const prefix of prefixes) if (text.startsWith(prefix)) return true
    return false
  }
}

/**
 * Is the pattern one ARN, or the ARNs that begin with a text that reaches into the resource part? Their fields
 * need not be taken apart.
 */
function shapeOf(pattern: string): 'name' | 'prefix' | 'general' {
  if (splitArn(pattern)?.length !== 5 || pattern.includes('$') || pattern.includes('?')) return 'general'
  const star = pattern.indexOf('*')
  if (star < 0) return 'name'
  const isLast = star === pattern.length - 1
  return isLast && splitArn(pattern.slice(0, -1))?.length === 5 ? 'prefix' : 'general'
}
