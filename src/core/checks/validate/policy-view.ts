import type { JsonNode, JsonProblem } from '../../iam/json-source.js'
import { type ActionElement, readActions } from './action-view.js'
import { type ConditionView, readConditions } from './condition-view.js'
import { itemsOf, type Member, membersOf, type Place, rootPlace, type Text, textsOf } from './place.js'
import { type PolicyKind, type PolicyUse, TRUST_POLICY } from './policy-kind.js'
import { type PrincipalElement, readPrincipal } from './principal-view.js'
import { type ResourceElement, readResources } from './resource-view.js'

/** A statement, read as far as it can be. */
export interface StatementView extends Place {
  /** The last of each name. */
  readonly members: ReadonlyMap<string, Member>
  readonly effect: 'Allow' | 'Deny' | undefined
  readonly sid: Text | undefined
  readonly principal: PrincipalElement | undefined
  readonly action: ActionElement | undefined
  readonly resource: ResourceElement | undefined
  readonly condition: readonly ConditionView[]
}

/** A policy document, read as far as it can be: what the checks look at. */
export interface PolicyView extends Place {
  readonly kind: PolicyKind
  /** For a resource policy, if it is known. */
  readonly resourceType: string | undefined
  readonly members: ReadonlyMap<string, Member>
  readonly version: string | undefined
  readonly statements: readonly StatementView[]
  /** What keeps the text from being JSON. */
  readonly problems: readonly JsonProblem[]
}

/** Reads a document. Whatever has the wrong shape is left out here and is a finding of its own. */
export function viewPolicy(
  root: JsonNode,
  use: PolicyUse,
  problems: readonly JsonProblem[] = [],
): PolicyView {
  const place = rootPlace(root)
  const members = byName(place)
  const list = members.get('Statement')?.value
  const statements = list === undefined ? [] : itemsOf(list).map(viewStatement)
  const version = members.get('Version')?.value.node
  return {
    ...place,
    kind: kindOf(use, statements),
    resourceType: use.resourceType,
    members,
    version: version?.kind === 'string' ? version.value : undefined,
    statements: statements.filter(({ node }) => node.kind === 'object'),
    problems,
  }
}

/** AWS runs the checks of trust policies also where no resource type is given: the actions say what it is. */
function kindOf({ type, resourceType }: PolicyUse, statements: readonly StatementView[]): PolicyKind {
  if (type === 'IDENTITY_POLICY') return 'identity'
  if (type === 'SERVICE_CONTROL_POLICY') return 'scp'
  if (type === 'RESOURCE_CONTROL_POLICY') return 'rcp'
  if (resourceType !== undefined) return resourceType === TRUST_POLICY ? 'trust' : 'resource'
  return statements.length > 0 && statements.every(isAboutRoles) ? 'trust' : 'resource'
}

/** Does the statement let principals assume a role, and say nothing of a resource? */
export function isAboutRoles({ action, resource, principal }: StatementView): boolean {
  if (resource !== undefined || principal === undefined || action === undefined) return false
  return action.actions.length > 0 && action.actions.every(({ service }) => service === 'sts')
}

function viewStatement(place: Place): StatementView {
  const members = byName(place)
  const effect = members.get('Effect')?.value.node
  const sid = members.get('Sid')?.value
  const condition = members.get('Condition')?.value
  const { path, span, node } = place
  return {
    path,
    span,
    node,
    members,
    effect: effect?.kind === 'string' ? effectOf(effect.value) : undefined,
    sid: sid === undefined ? undefined : textsOf(sid)[0],
    principal: element(members, 'Principal', readPrincipal),
    action: element(members, 'Action', readActions),
    resource: element(members, 'Resource', readResources),
    condition: condition === undefined ? [] : readConditions(condition),
  }
}

function effectOf(text: string): 'Allow' | 'Deny' | undefined {
  return text === 'Allow' || text === 'Deny' ? text : undefined
}

/** The element, or its `Not…` form where it has only that. */
function element<T>(
  members: ReadonlyMap<string, Member>,
  name: string,
  read: (place: Place, not: boolean) => T,
): T | undefined {
  const [plain, negated] = [members.get(name), members.get(`Not${name}`)]
  if (plain !== undefined) return read(plain.value, false)
  return negated === undefined ? undefined : read(negated.value, true)
}

function byName(place: Place): ReadonlyMap<string, Member> {
  return new Map(membersOf(place).map((member) => [member.name, member]))
}
