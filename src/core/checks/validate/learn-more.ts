import type { FindingType } from './finding.js'

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html'

const CATEGORIES: Readonly<Record<FindingType, string>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'security-warning',
  WARNING: 'general-warning',
  SUGGESTION: 'suggestion',
}

/** Where the checks that AWS does not have are explained: a file of the package. */
const OWN_PAGE = 'docs/checks.md'

/** The part of AWS's page that explains the code; for a code of our own, of ours. */
export function learnMoreLink(type: FindingType, code: string): string {
  if (code.startsWith('LEASTWISE_')) return `${OWN_PAGE}#${code.toLowerCase()}`
  const anchor = code.toLowerCase().replaceAll('_', '-')
  return `${PAGE}#access-analyzer-reference-policy-checks-${CATEGORIES[type]}-${anchor}`
}

const SPELLED: ReadonlyMap<string, string> = new Map([
  ...['ARN', 'SCP', 'RCP', 'SLR', 'IP', 'OIDC', 'VPC', 'VPCE', 'JSON', 'KMS', 'S3'].map(
    (word): [string, string] => [word, word],
  ),
  ['SID', 'Sid'],
  ['SIDS', 'Sids'],
  ['REGION', 'Region'],
  ['GITHUB', 'GitHub'],
  ['DYNAMODB', 'DynamoDB'],
  ['BOOLEAN', 'Boolean'],
  ['NOTACTION', 'NotAction'],
  ['NOTPRINCIPAL', 'NotPrincipal'],
  ['FORALLVALUES', 'ForAllValues'],
  ['FORANYVALUE', 'ForAnyValue'],
  ['IFEXISTS', 'IfExists'],
])

/** The code in words: `Invalid ARN prefix`. */
export function titleOf(code: string): string {
  const words = code.split('_').map((word) => SPELLED.get(word) ?? word.toLowerCase())
  const title = words.join(' ')
  return title.charAt(0).toUpperCase() + title.slice(1)
}
