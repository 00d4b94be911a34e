import type { Json } from '../iam/json.js'
import type { PolicyDocument } from '../iam/policy.js'
import { documentAt } from './document.js'
import { at, listAt, objectAt, optionalText, type Placed, problem, textAt } from './shape.js'
import type { SnapshotProblem } from './snapshot.js'

/** The policies at a root, an organizational unit or an account. */
export interface OrganizationTarget {
  readonly parent: string | undefined
  readonly scps: readonly PolicyDocument[]
  readonly rcps: readonly PolicyDocument[]
}

/** Service and resource control policies, as docs/compare.md says how to dump them. */
export interface Organization {
  readonly managementAccount: string | undefined
  /** By ID: `r-…`, `ou-…` or the account's. */
  readonly targets: ReadonlyMap<string, OrganizationTarget>
}

/**
 * Reads `{ ManagementAccountId, Targets: [{ TargetId, ParentId, Policies }] }`, parsed. Each policy is what
 * `aws organizations describe-policy --query Policy` prints. What is wrong goes to `problems`.
 * Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Policy.html
 */
export function readOrganization(json: Json, problems: SnapshotProblem[]): Organization {
  const root: Placed = { value: json, place: '', problems }
  if (objectAt(root) !== undefined && at(root, 'Targets').value === undefined) problem(root, 'has no Targets')
  const targets = new Map<string, OrganizationTarget>()
  for (const target of listAt(at(root, 'Targets'))) {
    const id = textAt(at(target, 'TargetId'))
    if (targets.has(id)) problem(at(target, 'TargetId'), 'occurs twice')
    targets.set(id, targetAt(target))
  }
  checkParents(targets, root)
  return { managementAccount: optionalText(at(root, 'ManagementAccountId')), targets }
}

function targetAt(target: Placed): OrganizationTarget {
  const parent = at(target, 'ParentId')
  const policies = listAt(at(target, 'Policies')).map(policyAt)
  const of = (kind: string) => policies.flatMap(({ type, document }) => (type === kind ? [document] : []))
  return {
    parent: parent.value === '' || parent.value === 'None' ? undefined : optionalText(parent),
    scps: of('SERVICE_CONTROL_POLICY'),
    rcps: of('RESOURCE_CONTROL_POLICY'),
  }
}

function policyAt(policy: Placed): { readonly type: string; readonly document: PolicyDocument } {
  const type = at(at(policy, 'PolicySummary'), 'Type')
  const known = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']
  if (!known.includes(textAt(type))) problem(type, `is none of ${known.join(', ')}`)
  return { type: String(type.value), document: documentAt(at(policy, 'Content')) }
}

/** An organization is at most five units deep below its root, so a longer way up is a circle. */
const deepest = 7

function checkParents(targets: Organization['targets'], root: Placed): void {
  for (const [id, { parent }] of targets) {
    if (parent !== undefined && !targets.has(parent))
      problem(root, `has no target \`${parent.slice(0, 80)}\`, the parent of \`${id.slice(0, 80)}\``)
    else if (wayTo(targets, id) === undefined)
      problem(root, `has a circle of parents at \`${id.slice(0, 80)}\``)
  }
}

/** From the root down to the target. `undefined` if it is not there, or its way up never ends. */
export function wayTo(
  targets: Organization['targets'],
  id: string,
): readonly OrganizationTarget[] | undefined {
  const way: OrganizationTarget[] = []
  for (let next: string | undefined = id; next !== undefined; ) {
    const target = targets.get(next)
    if (target === undefined || way.length === deepest) return undefined
    way.unshift(target)
    next = target.parent
  }
  return way
}
