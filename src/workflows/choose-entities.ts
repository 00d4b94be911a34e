import type { AccountPrincipal } from '../core/account/snapshot.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { parseArn } from '../core/iam/arn.js'
import { nearest } from '../core/iam/nearest.js'
import { principalMatcher } from './choose-principal.js'
import { LeastwiseError } from './errors.js'
import type { GrantedToday } from './ports.js'

/** Names are unique among the users, and among the roles, of an account: records do not always tell the path. */
export function entityKey({
  type,
  account,
  name,
}: Pick<AccountPrincipal, 'type' | 'account' | 'name'>): string {
  return `${type} ${account} ${name}`
}

/** The key of whom the records show; of another type than `user` and `role` it is nobody's. */
export function keyOfPrincipal({ type, account, name }: Principal): string {
  return `${type} ${account ?? ''} ${name}`
}

/** Is whom the records show in the account details? */
export function isKnownTo({ snapshot }: GrantedToday, principal: Principal): boolean {
  const key = keyOfPrincipal(principal)
  return snapshot.principals.some((one) => entityKey(one) === key)
}

/** The users and roles that are meant, and how many service-linked roles were left out. Throws PRINCIPAL_NOT_IN_SNAPSHOT. */
export function chosenEntities(
  wanted: string,
  { snapshot, policies }: GrantedToday,
): { readonly entities: readonly AccountPrincipal[]; readonly serviceLinked: number } {
  const all = snapshot.principals
  if (wanted === 'all') {
    const entities = all.filter(({ serviceLinked }) => !serviceLinked)
    return { entities, serviceLinked: all.length - entities.length }
  }
  const matches = principalMatcher(wanted)
  const found = all.filter((one) => matches(asPrincipal(one)))
  const bare = found.length === 0 && policies.length > 0 ? bareEntity(wanted) : undefined
  if (bare !== undefined) return { entities: [bare], serviceLinked: 0 }
  if (found.length > 0) return { entities: found, serviceLinked: 0 }
  throw notFound(wanted, all)
}

function asPrincipal({ arn, type, account, name, serviceLinked }: AccountPrincipal): Principal {
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1]
  return {
    ...{ arn, type, account, name, session: undefined, permissionSet },
    ...(serviceLinked ? { serviceLinked: true as const } : {}),
  }
}

/** Policies on disk need no account details: the ARN says all there is. */
function bareEntity(arn: string): AccountPrincipal | undefined {
  const parsed = parseArn(arn)
  const type = parsed?.resource.split('/')[0]
  if (parsed?.service !== 'iam' || (type !== 'user' && type !== 'role')) return undefined
  return {
    ...{ type, arn, account: parsed.account, name: arn.slice(arn.lastIndexOf('/') + 1) },
    ...{ inline: [], attached: [], boundary: undefined, groups: [], tags: [], trust: undefined },
    ...{ instanceProfiles: [], serviceLinked: false },
  }
}

function notFound(wanted: string, all: readonly AccountPrincipal[]): LeastwiseError {
  const near = nearest(
    wanted,
    all.map(({ arn }) => arn),
    3,
  )
  return new LeastwiseError(
    'PRINCIPAL_NOT_IN_SNAPSHOT',
    `the account details have no user or role \`${wanted}\``,
    near.length > 0
      ? `did you mean ${near.map((arn) => `\`${arn}\``).join(' or ')}?`
      : 'leave out `--principal` to see all that are there; with `--policy` alone, give the ARN',
  )
}
