import { type PolicyKind, type PolicyUse, useOf } from '../../core/checks/validate/policy-kind.js'
import { isAboutRoles, viewPolicy } from '../../core/checks/validate/policy-view.js'
import { type JsonNode, type JsonProblem, parseJsonTolerantly } from '../../core/iam/json-source.js'
import type { PolicyFile } from '../ports.js'
import { dumpPolicies, isAccountDump } from './account-dump.js'
import { isTemplate, templatePolicies } from './cloudformation.js'
import { type EmbeddedPolicy, policyAt } from './embedded.js'
import { isServerless, serverlessPolicies } from './serverless.js'
import { isPlan, planPolicies } from './terraform.js'
import { listOf, memberOf } from './tree.js'

/** What the user says of the policies; `kind` is `undefined` to find out from each document. */
export interface Hint {
  readonly kind: PolicyKind | undefined
  readonly resourceType: string | undefined
}

/** Members of what the AWS CLI prints around a policy. */
const WRAPPERS: readonly (readonly [name: string, kind: PolicyKind])[] = [
  ['PolicyDocument', 'identity'],
  ['Document', 'identity'],
  ['AssumeRolePolicyDocument', 'trust'],
  ['Policy', 'resource'],
]

/**
 * The policies in a file: the file itself, or those in an account's dump, a Terraform plan, a template or a
 * Serverless file. `undefined` if there is no sign of a policy in it.
 */
export function policiesIn(file: PolicyFile, hint: Hint): readonly EmbeddedPolicy[] | undefined {
  const { root, problems } = file.tree ?? parseJsonTolerantly(file.text)
  if (root !== undefined && problems.length === 0) {
    if (isAccountDump(root)) return dumpPolicies(root, file.text)
    if (isPlan(root)) return planPolicies(root, file.text)
    if (isServerless(root)) return serverlessPolicies(root, file.text)
    if (isTemplate(root)) return templatePolicies(root, file.text)
  }
  return documents(root, problems, file, hint)
}

function documents(
  root: JsonNode | undefined,
  problems: readonly JsonProblem[],
  file: PolicyFile,
  hint: Hint,
): readonly EmbeddedPolicy[] | undefined {
  if (root !== undefined && looksLikePolicy(root)) return [document('', root, problems, hint)]
  const list = listOf(root)
  if (list.length > 0 && list.every(looksLikePolicy)) {
    return list.map((item, n) => document(`[${n}]`, item, n === 0 ? problems : [], hint))
  }
  const wrapped = wrappedPolicies(root, file.text, hint)
  if (wrapped.length > 0) return wrapped
  // A file that was named is meant to be a policy, and so is broken JSON that speaks of statements.
  if (file.tree === undefined && (file.named || (problems.length > 0 && file.text.includes('"Statement"')))) {
    return [document('', root ?? nothing(problems), problems, hint)]
  }
  return undefined
}

function looksLikePolicy(node: JsonNode): boolean {
  const statement = memberOf(node, 'Statement')
  return statement?.kind === 'array' || statement?.kind === 'object'
}

function wrappedPolicies(root: JsonNode | undefined, text: string, hint: Hint): readonly EmbeddedPolicy[] {
  const holders = [root, memberOf(root, 'Role'), memberOf(root, 'PolicyVersion')]
  return holders.flatMap((holder) =>
    WRAPPERS.flatMap(([name, kind]) => {
      const use = useOf(hint.kind ?? kind, hint.resourceType)
      const found = policyAt(name, use, memberOf(holder, name), text)
      return found !== undefined && looksLikePolicy(found.root) ? [found] : []
    }),
  )
}

function document(
  where: string,
  root: JsonNode,
  problems: readonly JsonProblem[],
  hint: Hint,
): EmbeddedPolicy {
  return { where, use: useFor(root, hint), root, problems, inFile: (span) => span }
}

/** As the user says, else by what the statements are: a principal makes it a policy on a resource. */
function useFor(root: JsonNode, { kind, resourceType }: Hint): PolicyUse {
  if (kind !== undefined) return useOf(kind, resourceType)
  if (resourceType !== undefined) return useOf('resource', resourceType)
  const { statements } = viewPolicy(root, useOf('resource'))
  if (!statements.some(({ principal }) => principal !== undefined)) return useOf('identity')
  return useOf(statements.every(isAboutRoles) ? 'trust' : 'resource')
}

function nothing(problems: readonly JsonProblem[]): JsonNode {
  const start = { line: 1, column: 0, offset: 0 }
  return { kind: 'null', span: problems[0]?.span ?? { start, end: start } }
}
