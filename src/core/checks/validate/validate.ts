import { type JsonNode, type JsonProblem, parseJsonTolerantly } from '../../iam/json-source.js'
import { byCodeUnit } from '../../iam/order.js'
import { catalog } from './catalog.js'
import type { Check } from './check.js'
import { type Finding, findingTypes, type Location } from './finding.js'
import { learnMoreLink } from './learn-more.js'
import type { PolicyUse } from './policy-kind.js'
import { viewPolicy } from './policy-view.js'
import { syntaxChecks } from './syntax.js'

/**
 * Checks a policy document as IAM Access Analyzer does, and in its shape: each finding with AWS's code, type and
 * link, and the places it is about. A text that is not JSON gets the findings of what can be read of it. The order
 * is that of the text; where several begin at one place, the gravest comes first. Never throws.
 */
export function validatePolicy(text: string, use: PolicyUse, checks = catalog): readonly Finding[] {
  const { root, problems } = parseJsonTolerantly(text)
  return root === undefined ? unreadable(problems, use) : validateTree(root, use, problems, checks)
}

/** {@link validatePolicy} for a document that was read before, such as one inside of another file. */
export function validateTree(
  root: JsonNode,
  use: PolicyUse,
  problems: readonly JsonProblem[] = [],
  checks: readonly Check[] = catalog,
): readonly Finding[] {
  const policy = viewPolicy(root, use, problems)
  const findings: Finding[] = []
  for (const check of checks) {
    if (!check.policies.includes(policy.kind)) continue
    check.find(policy, (detail, ...at) => {
      findings.push(findingOf(check, detail, at))
    })
  }
  return findings.sort(inTextOrder)
}

function unreadable(problems: readonly JsonProblem[], use: PolicyUse): readonly Finding[] {
  const start = { line: 1, column: 0, offset: 0 }
  const nothing: JsonNode = { kind: 'object', members: [], span: { start, end: start } }
  return validateTree(nothing, use, problems, syntaxChecks).filter(
    ({ issueCode }) => issueCode === 'JSON_SYNTAX_ERROR',
  )
}

function findingOf({ code, type }: Check, findingDetails: string, at: readonly Location[]): Finding {
  const locations = at.map(({ path, span }) => ({ path, span }))
  return {
    findingDetails,
    findingType: type,
    issueCode: code,
    learnMoreLink: learnMoreLink(type, code),
    locations,
  }
}

function inTextOrder(a: Finding, b: Finding): number {
  return (
    startOf(a) - startOf(b) ||
    findingTypes.indexOf(a.findingType) - findingTypes.indexOf(b.findingType) ||
    byCodeUnit(a.issueCode, b.issueCode)
  )
}

function startOf({ locations }: Finding): number {
  return locations[0]?.span.start.offset ?? 0
}
