import type { ResourceChoice } from '../../core/policy/generalize.js'
import type { Report } from '../../core/policy/report.js'
import type { LimitName } from '../../core/policy/split.js'
import { quoted } from './quoted.js'

/** What a first recipe starts from. */
export interface RecipeStart {
  readonly report: Report
  readonly name: string
  readonly format: string
  /** Why this format, in words of one line. */
  readonly why: string
  readonly resources: ResourceChoice
  readonly limit: LimitName
}

/**
 * A first recipe as text, with comments that say what can be decided and suggestions from the logs, commented out: nothing
 * that nobody decided takes effect. The same logs give the same bytes.
 */
export function recipeText({ report, name, format, why, resources, limit }: RecipeStart): string {
  return [
    '# What a person decided about this policy, applied whenever it is generated:',
    '#   leastwise generate LOGS --recipe leastwise.yaml',
    '# Keep this file in version control. docs/recipe.md explains every member.',
    'version: 1',
    `principal: ${quoted(report.principal)}`,
    `name: ${quoted(name)}`,
    `description: ${quoted(descriptionFor(report.principal))}`,
    '# tags:',
    '#   team: "shop"',
    '',
    '# How the policy is written, and what it has to fit into.',
    `# The format is ${format}: ${why}.`,
    `format: ${format}`,
    `limit: ${limit}`,
    '',
    '# How far names become patterns: exact, observed, evident, patterns; or by service.',
    '# resources:',
    '#   all: observed',
    '#   ssm: patterns',
    `resources: ${resources}`,
    '',
    '# Values that Terraform knows by a reference; ${bucket} can stand in resources below.',
    '# variables:',
    '#   bucket: {value: "marigold-media", reference: "aws_s3_bucket.media.id"}',
    '',
    ...allowSection(report),
    '',
    ...rulesSection,
    '',
    ...chooseSection(report),
    '',
  ].join('\n')
}

const rulesSection = [
  '# What was used and shall not be granted.',
  'exclude: []',
  '# exclude:',
  '#   - actions: ["iam:*"]',
  '#     resources: ["*"]',
  '#     reason: "done once, by hand"',
  '',
  '# Patterns in the place of ARNs that were seen.',
  'patterns: []',
  '# patterns:',
  '#   - actions: ["sqs:*"]',
  '#     resources: ["arn:aws:sqs:eu-central-1:111122223333:marigold-*"]',
  '#     reason: "one queue for each branch"',
]

const suggestionsShown = 20

/** Denied calls are suggestions: somebody has to take the comment away. */
function allowSection({ denied }: Report): string[] {
  const open = denied.filter(({ granted }) => !granted)
  if (open.length === 0)
    return ['# What was never seen and shall be granted, each with its reason.', 'allow: []']
  const more = open.length - suggestionsShown
  return [
    '# What was never seen to succeed and shall be granted, each with its reason. Denied in the logs, and so suggested:',
    'allow: []',
    '# allow:',
    ...open
      .slice(0, suggestionsShown)
      .flatMap(({ action, resource, count }) => [
        `#   - actions: [${quoted(action)}]`,
        `#     resources: [${quoted(resource)}]`,
        `#     reason: "denied ${count} times: say why it is needed"`,
      ]),
    ...(more > 0 ? [`# and ${more} more: see \`denied\` in the report`] : []),
  ]
}

/** Events without a known action: only a person can say what they need. */
function chooseSection({ unmapped }: Report): string[] {
  if (unmapped.length === 0)
    return ['# Actions for events that no rule knows. There were none.', 'choose: []']
  const more = unmapped.length - suggestionsShown
  return [
    '# Actions for events that no rule knows: choose them.',
    'choose: []',
    '# choose:',
    ...unmapped
      .slice(0, suggestionsShown)
      .flatMap(({ eventSource, eventName, count }) => [
        `#   - event: ${quoted(`${eventSource} ${eventName}`)}`,
        '#     actions: []',
        '#     resources: ["*"]',
        `#     reason: "called ${count} times: say what it needs"`,
      ]),
    ...(more > 0 ? [`# and ${more} more: see \`unmapped\` in the report`] : []),
  ]
}

/** In characters that every target takes in a description. */
function descriptionFor(principal: string): string {
  return `What ${principal.replace(/[^\u0020-\u007e]/g, '_').slice(0, 400)} was seen to use`
}
