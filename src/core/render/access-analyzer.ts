import { printPolicy } from '../iam/policy-print.js'
import type { ExplainedPolicy } from './explained.js'
import { type Rendering, refusedIfEmpty, rendered } from './rendering.js'

/**
 * The same actions as IAM Access Analyzer lays them out: `SupportedServiceSid0` for those without a required resource, then
 * one statement for each kind of resource, with `${Region}`, `${Account}` and names as placeholders.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_generate-policy.html
 */
export function renderAccessAnalyzer(policy: ExplainedPolicy): Rendering {
  const empty = refusedIfEmpty(policy)
  if (empty !== undefined) return empty
  const [first] = policy.placeholders.statements
  const everywhere = first?.resource?.patterns.includes('*') === true ? first.action.patterns : []
  const named = new Set(
    policy.report.permissions.filter(({ resources }) => !resources.includes('*')).map(({ action }) => action),
  )
  const wide = everywhere.filter((action) => named.has(action))
  return rendered(`${printPolicy(policy.placeholders)}\n`, [
    'the placeholders must be replaced before the policy can be attached; `--format json` has the real names',
    ...(wide.length === 0
      ? []
      : [`on \`*\`, because AWS marks no resource of theirs as required: ${wide.join(', ')}`]),
  ])
}
