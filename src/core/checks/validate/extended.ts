import { actionCovers, actionMatches } from '../../iam/action.js'
import { arnCovers, arnsOverlap } from '../../iam/arn-pattern.js'
import { quoted } from '../../iam/policy-problem.js'
import { anyText } from '../../reference/arn-format.js'
import type { Action } from '../../reference/service.js'
import { type Check, check, type Report, statements } from './check.js'
import { neverChecks } from './never.js'
import type { PolicyView, StatementView } from './policy-view.js'

/** Checks that IAM Access Analyzer does not have. Their codes begin with `LEASTWISE_`. */
export const extendedChecks: readonly Check[] = [
  check(
    'WARNING',
    'LEASTWISE_RESOURCE_UNSUPPORTED_BY_ACTIONS',
    {
      tests: 'A resource of an identity policy is of a type on which none of the statement’s actions acts.',
      why: 'It grants nothing there, and actions that act on no resource at all need `*`.',
      fix: 'Put the resource beside its actions, or use `*` for actions without resources.',
      policies: ['identity'],
    },
    statements(findUnsupportedResources),
  ),
  check(
    'WARNING',
    'LEASTWISE_ACTION_WITHOUT_RESOURCE',
    {
      tests: 'An action of an identity policy acts on none of the resources of its statement.',
      why: 'The action is not granted.',
      fix: 'Add a resource that the action acts on, or `*` if it acts on none.',
      policies: ['identity'],
    },
    statements(findUnsupportedActions),
  ),
  ...neverChecks,
  check(
    'SUGGESTION',
    'LEASTWISE_SHADOWED_STATEMENT',
    {
      tests: 'A statement is covered by another of the same effect, principals and conditions.',
      why: 'It changes nothing.',
      fix: 'Remove it, or narrow the other.',
      policies: ['identity', 'resource', 'scp', 'rcp'],
    },
    findShadowed,
  ),
  check(
    'SECURITY_WARNING',
    'LEASTWISE_PRIVILEGE_ESCALATION',
    {
      tests: 'An identity policy allows actions that together give the caller whatever it wants.',
      why: 'Whoever has the policy can become an administrator.',
      fix: 'Restrict the resources of the actions that the finding names, or take one of them away.',
      policies: ['identity'],
    },
    findEscalations,
  ),
  check(
    'WARNING',
    'LEASTWISE_EXCEEDS_MANAGED_POLICY',
    {
      tests: 'An identity policy has more than 6,144 characters, white space not counted.',
      why: 'It fits no managed policy, only the inline policies of a role.',
      fix: 'Split it.',
      policies: ['identity'],
    },
    (policy, report) => {
      const size = compactSize(policy)
      if (size > 6144)
        report(`The policy has about ${size} characters; a managed policy can have 6144.`, policy)
    },
  ),
]

function compactSize({ node }: PolicyView): number {
  // Between its places an element has nothing but white space and punctuation, which this leaves in once.
  const sizes = (inner: typeof node): number => {
    if (inner.kind === 'object') {
      return inner.members.reduce((sum, { key, value }) => sum + key.value.length + 4 + sizes(value), 2)
    }
    if (inner.kind === 'array') return inner.items.reduce((sum, item) => sum + 1 + sizes(item), 2)
    return inner.kind === 'string' ? inner.value.length + 2 : 5
  }
  return sizes(node)
}

/** ARN patterns of the resources that an action acts on; empty for one that only `*` grants. */
function patternsOf(action: Action): readonly string[] {
  return action.resources.map(({ type }) => type.format.text.replace(/\$\{[^}]*\}/g, anyText))
}

/** The named actions of a statement, if all of them are known and named in full. */
function namedActions({ action }: StatementView): readonly Action[] | undefined {
  if (action === undefined || action.not || action.unknown || action.actions.length === 0) return undefined
  const named = action.actions.flatMap((item) => item.action ?? [])
  return named.length === action.actions.length ? named : undefined
}

function findUnsupportedResources(statement: StatementView, report: Report): void {
  const [named, { resource }] = [namedActions(statement), statement]
  if (named === undefined || resource === undefined || resource.not) return
  const patterns = named.flatMap(patternsOf)
  for (const item of resource.resources) {
    if (item.all || item.fields === undefined || item.value.includes('${')) continue
    if (patterns.some((pattern) => arnsOverlap(pattern, item.value))) continue
    report(`None of the actions acts on a resource like \`${quoted(item.value)}\`.`, item)
  }
}

function findUnsupportedActions({ action, resource }: StatementView, report: Report): void {
  if (action === undefined || action.not || resource === undefined || resource.not || resource.unknown) return
  const arns = resource.resources
  if (
    arns.length === 0 ||
    arns.some(({ all, fields, value }) => all || fields === undefined || value.includes('${'))
  )
    return
  for (const item of action.actions) {
    if (item.action === undefined) continue
    const patterns = patternsOf(item.action)
    if (patterns.some((pattern) => arns.some(({ value }) => arnsOverlap(pattern, value)))) continue
    const advice =
      patterns.length === 0 ? 'It acts on no resource: grant it on *.' : 'It acts on none of these resources.'
    report(`\`${quoted(item.value)}\` is not granted. ${advice}`, item)
  }
}

const STATEMENTS_MAX = 200

function findShadowed({ statements: all }: PolicyView, report: Report): void {
  // Every pair is compared, so only that many statements are: no real policy has more.
  const few = all.slice(0, STATEMENTS_MAX)
  for (const [at, statement] of few.entries()) {
    const cover = few.find(
      (other, index) => index !== at && covers(other, statement) && (index < at || !covers(statement, other)),
    )
    if (cover !== undefined)
      report('Another statement covers this one, so it changes nothing.', statement, cover)
  }
}

function covers(a: StatementView, b: StatementView): boolean {
  if (a.effect === undefined || a.effect !== b.effect || a.condition.length > 0) return false
  if (a.action === undefined || b.action === undefined || a.action.not || b.action.not || b.action.unknown)
    return false
  if (a.resource === undefined || b.resource === undefined || a.resource.not || b.resource.not) return false
  if (b.resource.unknown || b.action.actions.length === 0 || b.resource.resources.length === 0) return false
  if (a.principal !== undefined || b.principal !== undefined) return false
  if (a.action.actions.length * b.action.actions.length > 10_000) return false
  if (a.resource.resources.length * b.resource.resources.length > 10_000) return false
  const [actions, resources] = [a.action.actions, a.resource.resources]
  return (
    b.action.actions.every(({ value }) => actions.some((other) => actionCovers(other.value, value))) &&
    b.resource.resources.every(({ value }) =>
      resources.some((other) => other.value === value || arnCovers(other.value, value)),
    )
  )
}

/**
 * Actions that together let the caller give itself more.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html and the actions' own pages
 */
const ESCALATIONS: readonly (readonly string[])[] = [
  ['iam:CreatePolicyVersion'],
  ['iam:SetDefaultPolicyVersion'],
  ['iam:AttachUserPolicy'],
  ['iam:AttachGroupPolicy'],
  ['iam:AttachRolePolicy', 'sts:AssumeRole'],
  ['iam:PutUserPolicy'],
  ['iam:PutGroupPolicy'],
  ['iam:PutRolePolicy', 'sts:AssumeRole'],
  ['iam:AddUserToGroup'],
  ['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole'],
  ['iam:CreateAccessKey'],
  ['iam:CreateLoginProfile'],
  ['iam:UpdateLoginProfile'],
  ['iam:PassRole', 'ec2:RunInstances'],
  ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
  ['iam:PassRole', 'cloudformation:CreateStack'],
  ['iam:PassRole', 'glue:CreateDevEndpoint'],
  ['iam:PassRole', 'ecs:RunTask', 'ecs:RegisterTaskDefinition'],
  ['iam:PassRole', 'sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
  ['iam:PassRole', 'codebuild:CreateProject', 'codebuild:StartBuild'],
]

/** Only what is allowed on every resource, without a condition, counts: anything else may be meant. */
function findEscalations({ statements: all }: PolicyView, report: Report): void {
  const open = all.filter(
    ({ effect, condition, resource }) =>
      effect === 'Allow' &&
      condition.length === 0 &&
      resource?.not === false &&
      resource.resources.some((item) => item.all),
  )
  const allowing = (name: string) =>
    open
      .flatMap(({ action }) => (action?.not === false ? action.actions : []))
      .find(({ value }) => actionMatches(value, name))
  const seen = new Set<string>()
  for (const names of ESCALATIONS) {
    const places = names.map(allowing)
    if (places.some((place) => place === undefined)) continue
    const key = [...new Set(places.map((place) => place!.span.start.offset))].sort((a, b) => a - b).join()
    if (seen.has(key)) continue
    seen.add(key)
    report(
      `${names.join(' and ')} on every resource lets the caller give itself more.`,
      ...places.map((place) => place!),
    )
  }
}
