import { sortedUnique } from '../iam/order.js'
import type { Condition, Statement } from '../iam/policy.js'
import { policySize, printPolicy } from '../iam/policy-print.js'
import type { ExplainedPolicy } from './explained.js'
import { documentOf } from './merged.js'
import { type Rendering, refused, rendered } from './rendering.js'

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const scpLimit = 10_240

/**
 * What must not be denied by Region: services with one endpoint for the whole world, and the few calls of other services
 * that every console and tool makes in a Region of its own. The list is that of AWS's example "Deny access to AWS based on
 * the requested AWS Region", less the services that are gone.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
export const globalActions: readonly string[] = Object.freeze([
  'acm:*',
  'aws-marketplace-management:*',
  'aws-marketplace:*',
  'aws-portal:*',
  'billing:*',
  'budgets:*',
  'ce:*',
  'chime:*',
  'cloudfront:*',
  'config:*',
  'cur:*',
  'directconnect:*',
  'ec2:DescribeRegions',
  'ec2:DescribeTransitGateways',
  'ec2:DescribeVpnGateways',
  'fms:*',
  'globalaccelerator:*',
  'health:*',
  'iam:*',
  'importexport:*',
  'kms:*',
  'mobileanalytics:*',
  'networkmanager:*',
  'organizations:*',
  'pricing:*',
  'route53-recovery-cluster:*',
  'route53-recovery-control-config:*',
  'route53-recovery-readiness:*',
  'route53:*',
  'route53domains:*',
  's3:GetAccountPublic*',
  's3:ListAllMyBuckets',
  's3:ListMultiRegionAccessPoints',
  's3:PutAccountPublic*',
  'shield:*',
  'sts:*',
  'support:*',
  'trustedadvisor:*',
  'waf-regional:*',
  'waf:*',
  'wafv2:*',
  'wellarchitected:*',
])

/** Services without which nobody can sign in, be helped, pay, or leave a guardrail again. */
const alwaysAllowed: readonly string[] = [
  'account',
  'billing',
  'health',
  'iam',
  'organizations',
  'signin',
  'sts',
  'support',
]

/**
 * A service control policy that denies what is not used: every Region but those in use, with the exemptions of AWS's own
 * example, and every service but those in use. It allows nothing by itself.
 */
export function renderScp(policy: ExplainedPolicy): Rendering {
  const regions = sortedUnique(policy.report.regions.map(({ region }) => region))
  if (regions.length === 0 || policy.services.length === 0) {
    return refused(
      'no call succeeded, so it is not known what is in use',
      'use a longer period, or `--principal "*"`',
    )
  }
  const services = sortedUnique([...policy.services, ...alwaysAllowed])
  const document = documentOf([
    deny('DenyOtherRegions', globalActions, [
      { operator: 'StringNotEquals', key: 'aws:RequestedRegion', values: regions },
    ]),
    deny(
      'DenyOtherServices',
      services.map((service) => `${service}:*`),
      [],
    ),
  ])
  const size = policySize(document)
  if (size > scpLimit) {
    return refused(
      `the guardrail has ${size} characters, and an SCP takes ${scpLimit}`,
      'narrow the accounts',
    )
  }
  return rendered(`${printPolicy(document)}\n`, notesOf(policy))
}

function deny(sid: string, exempt: readonly string[], condition: readonly Condition[]): Statement {
  return {
    sid,
    effect: 'Deny',
    principal: undefined,
    action: { not: true, patterns: exempt },
    resource: { not: false, patterns: ['*'] },
    condition,
  }
}

function notesOf({ report }: ExplainedPolicy): readonly string[] {
  const everybody = report.principal === '*'
  const unmapped = [...new Set(report.unmapped.map(({ eventSource }) => eventSource))]
  return [
    ...(everybody
      ? []
      : [
          `an SCP binds everybody in the account, and this one knows only what ${report.principal} used: generate it with \`--principal "*"\``,
        ]),
    ...(unmapped.length === 0
      ? []
      : [
          `calls of ${unmapped.join(', ')} could not be mapped: see that their services are among those allowed`,
        ]),
    'an SCP allows nothing, and does not bind the management account or service-linked roles: try it on one account first',
  ]
}
