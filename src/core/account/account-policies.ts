import { sortedUnique } from '../iam/order.js'
import type { PolicyDocument } from '../iam/policy.js'
import { type Organization, wayTo } from './organization.js'
import { type AccountPrincipal, type AccountSnapshot, groupKey } from './snapshot.js'

/** An identity policy, and how it came to the principal. */
export interface NamedPolicy {
  /** Its ARN, or for an inline policy its name. */
  readonly name: string
  readonly kind: 'managed' | 'inline' | 'file'
  /** The group that the policy is a group's. */
  readonly group: string | undefined
  readonly document: PolicyDocument
}

/** What is granted to a principal today, in the shape that `core/evaluate` takes, and what is not known of it. */
export interface AccountPolicies {
  readonly named: readonly NamedPolicy[]
  readonly policies: {
    readonly identity: readonly PolicyDocument[]
    readonly boundary?: PolicyDocument
    readonly scps?: readonly (readonly PolicyDocument[])[]
    readonly rcps?: readonly (readonly PolicyDocument[])[]
    readonly managementAccount?: string
  }
  /** Identity policies whose document is not in the snapshot, by ARN, and groups that are not, by name. */
  readonly unknown: readonly string[]
  /** The boundary, if its document is not in the snapshot. */
  readonly unknownBoundary: string | undefined
  /** False if an organization was given that does not have the account. */
  readonly isInOrganization: boolean
}

/** Every policy that limits or grants for a principal, groups included. What is not in the snapshot is named, never guessed. */
export function accountPolicies(
  principal: AccountPrincipal,
  snapshot: AccountSnapshot,
  organization: Organization | undefined,
): AccountPolicies {
  const { account, boundary } = principal
  const groups = principal.groups.map((name) => ({
    name,
    group: snapshot.groups.get(groupKey(account, name)),
  }))
  const holders = [
    { holder: principal, group: undefined },
    ...groups.flatMap(({ name, group }) => (group === undefined ? [] : [{ holder: group, group: name }])),
  ]
  const named = holders.flatMap(({ holder, group }) => policiesOf(holder, group, snapshot))
  const attached = holders.flatMap(({ holder }) => holder.attached)
  const limit = boundary === undefined ? undefined : snapshot.managed.get(boundary)
  const way = organization === undefined ? undefined : wayTo(organization.targets, account)
  return {
    named,
    policies: {
      identity: named.map(({ document }) => document),
      ...(limit === undefined ? {} : { boundary: limit }),
      ...limitsOf(organization, way),
    },
    unknown: sortedUnique([
      ...attached.filter((arn) => !snapshot.managed.has(arn)),
      ...groups.flatMap(({ name, group }) => (group === undefined ? [`group ${name}`] : [])),
    ]),
    unknownBoundary: limit === undefined ? boundary : undefined,
    isInOrganization: organization === undefined || way !== undefined,
  }
}

function policiesOf(
  { inline, attached }: Pick<AccountPrincipal, 'inline' | 'attached'>,
  group: string | undefined,
  { managed }: AccountSnapshot,
): readonly NamedPolicy[] {
  return [
    ...inline.map(({ name, document }) => ({ name, kind: 'inline', group, document }) as const),
    ...attached.flatMap((name) => {
      const document = managed.get(name)
      return document === undefined ? [] : [{ name, kind: 'managed', group, document } as const]
    }),
  ]
}

/** An organization without resource control policies anywhere has not enabled them: they limit nothing. */
function limitsOf(
  organization: Organization | undefined,
  way: ReturnType<typeof wayTo>,
): Partial<AccountPolicies['policies']> {
  if (organization === undefined || way === undefined) return {}
  const { managementAccount } = organization
  const [scps, rcps] = [way.map((one) => one.scps), way.map((one) => one.rcps)]
  return {
    ...(scps.every((level) => level.length === 0) ? {} : { scps }),
    ...(rcps.every((level) => level.length === 0) ? {} : { rcps }),
    ...(managementAccount === undefined ? {} : { managementAccount }),
  }
}
