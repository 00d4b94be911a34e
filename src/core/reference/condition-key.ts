import type { Action } from './service.js'
import { conditionKeysByType, prefixesByArnService, rcpServices } from './tables/condition-keys.js'

/** What a condition key holds. Source: the Service Authorization Reference, and AWS's list of global keys. */
export type ConditionKeyType = 'ARN' | 'Bool' | 'Date' | 'IPAddress' | 'Numeric' | 'String'

/** A condition key that AWS documents. */
export interface ConditionKey {
  /** As AWS spells it; `${…}` stands for a part that is free: `aws:ResourceTag/${TagKey}`. */
  readonly name: string
  readonly type: ConditionKeyType
  /** May a request carry several values? Such keys need `ForAnyValue` or `ForAllValues`. */
  readonly multivalued: boolean
}

/** A key that AWS does not document, but uses in a policy of its own (AWSSSOServiceRolePolicy). */
const UNDOCUMENTED: ConditionKey = {
  name: 'aws:PrincipalOrgMasterAccountId',
  type: 'String',
  multivalued: false,
}

interface Keys {
  readonly exact: ReadonlyMap<string, ConditionKey>
  /** Keys with a free part, by the text before it. */
  readonly open: readonly { readonly before: string; readonly after: string; readonly key: ConditionKey }[]
  readonly prefixes: ReadonlySet<string>
}

let read: Keys | undefined

/** The key with this name, in any letter case, or `undefined` if AWS documents none. */
export function conditionKey(name: string): ConditionKey | undefined {
  const wanted = name.toLowerCase()
  return keys().exact.get(wanted) ?? openKey(wanted)
}

function openKey(wanted: string): ConditionKey | undefined {
  const found = keys().open.find(
    ({ before, after }) =>
      wanted.length > before.length + after.length && wanted.startsWith(before) && wanted.endsWith(after),
  )
  return found?.key
}

/** Is this what comes before the first colon of any documented key? In any letter case. */
export function isConditionKeyPrefix(prefix: string): boolean {
  return keys().prefixes.has(prefix.toLowerCase())
}

/** Every documented key that starts with `prefix:`, as AWS spells it. */
export function conditionKeysOf(prefix: string): readonly string[] {
  const start = `${prefix.toLowerCase()}:`
  const { exact, open } = keys()
  const all = [...exact.values(), ...open.map(({ key }) => key)]
  return all.map(({ name }) => name).filter((name) => name.toLowerCase().startsWith(start))
}

/** The service prefixes whose resource types have ARNs of this service; empty if no ARN has it. */
export function prefixesOfArnService(service: string): readonly string[] {
  return Object.hasOwn(prefixesByArnService, service) ? prefixesByArnService[service]!.split(' ') : []
}

/** Every service that ARNs name, sorted. */
export function arnServices(): readonly string[] {
  return Object.keys(prefixesByArnService)
}

const covered = new Set(rcpServices.split(' '))

/** Do resource control policies cover the service with this prefix? */
export function isCoveredByRcp(prefix: string): boolean {
  return covered.has(prefix)
}

const supported = new WeakMap<Action, ReadonlySet<string>>()

/**
 * Does AWS list the key for the action: at the action, at its use of a resource type, or at the type itself? The
 * key in any letter case, with its own tag name or none.
 */
export function listsConditionKey(action: Action, name: string): boolean {
  const known = conditionKey(name)
  return known !== undefined && listed(action).has(known.name.toLowerCase())
}

function listed(action: Action): ReadonlySet<string> {
  const known = supported.get(action)
  if (known !== undefined) return known
  const resources = action.resources.flatMap((use) => [...use.conditionKeys, ...use.type.conditionKeys])
  const names = new Set([...action.conditionKeys, ...resources].map(spelledOnce))
  supported.set(action, names)
  return names
}

/** The same key has one name only: that of the table of keys. */
function spelledOnce(name: string): string {
  return (conditionKey(name)?.name ?? name).toLowerCase()
}

function keys(): Keys {
  read ??= readKeys()
  return read
}

function readKeys(): Keys {
  const exact = new Map<string, ConditionKey>([[UNDOCUMENTED.name.toLowerCase(), UNDOCUMENTED]])
  const open: { before: string; after: string; key: ConditionKey }[] = []
  const prefixes = new Set<string>()
  for (const [type, names] of Object.entries(conditionKeysByType)) {
    const multivalued = type.startsWith('ArrayOf')
    for (const name of names.split(' ')) {
      const key = { name, multivalued, type: type.replace('ArrayOf', '') as ConditionKeyType }
      const lower = name.toLowerCase()
      const [before = '', after] = lower.split(/\$\{[^}]*\}/)
      if (after === undefined) exact.set(lower, key)
      else open.push({ before, after, key })
      prefixes.add(lower.slice(0, lower.indexOf(':')))
    }
  }
  // The longest first, so that `events:metadata/x/matcher` is not taken for `events:metadata/x`.
  open.sort((a, b) => b.before.length + b.after.length - a.before.length - a.after.length)
  return { exact, open, prefixes }
}
