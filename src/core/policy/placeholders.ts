import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import { actionById } from '../reference/service.js'
import { splitToFit } from './split.js'

/**
 * Actions in the layout that IAM Access Analyzer's policy generation gives: one statement for all that have no required
 * resource type, on `*`, then one for each ARN format of a required type, sorted by the format's text. An action with
 * several required types stands in the statement of each. The partition is written out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_generate-policy.html
 */
export function placeholderDocument(actions: readonly string[], partition: string): PolicyDocument {
  const byResource = new Map<string, string[]>()
  const free: string[] = []
  for (const action of sortedUnique(actions)) {
    const formats = requiredFormats(action, partition)
    if (formats.length === 0) free.push(action)
    for (const format of formats) byResource.set(format, [...(byResource.get(format) ?? []), action])
  }
  const named = [...byResource].sort(([a], [b]) => byCodeUnit(a, b))
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ...(free.length === 0 ? [] : [['*', free] as const]),
    ...named,
  ]
  return {
    version: '2012-10-17',
    id: undefined,
    statements: groups.map(([resource, list], at) => statement(at, resource, list)),
  }
}

/** The same actions in one statement on `*`: what AWS gives when no placeholders are asked for. */
export function anyResourceDocument(actions: readonly string[]): PolicyDocument {
  const sorted = sortedUnique(actions)
  return {
    version: '2012-10-17',
    id: undefined,
    statements: sorted.length === 0 ? [] : [statement(0, '*', sorted)],
  }
}

/**
 * Documents within the limit of a managed policy that hold the statements in their order. A statement that is too large
 * alone is cut by its actions. The ids are numbered through.
 */
export function withinLimit(document: PolicyDocument, limit: number): readonly PolicyDocument[] {
  if (document.statements.length === 0) return []
  const split = splitToFit(document.statements, limit - longestNumber)
  if (split.kind === 'too-large') return [document]
  let at = 0
  return split.documents.map((part) => ({
    ...part,
    statements: part.statements.map((one) => ({ ...one, sid: `${sidStem}${at++}` })),
  }))
}

/** Room for ids with more digits than before. */
const longestNumber = 64
const sidStem = 'SupportedServiceSid'

function requiredFormats(action: string, partition: string): readonly string[] {
  const required = (actionById(action)?.resources ?? []).filter((resource) => resource.required)
  return sortedUnique(required.map(({ type }) => type.format.text.replace('${Partition}', partition)))
}

function statement(at: number, resource: string, actions: readonly string[]): Statement {
  return {
    sid: `${sidStem}${at}`,
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: actions },
    resource: { not: false, patterns: [resource] },
    condition: [],
  }
}
