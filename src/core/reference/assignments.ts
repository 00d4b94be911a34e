import { type ArnFormat, literalPrefix, matchesFormat } from './arn-format.js'
import {
  type Claim,
  claimsOf,
  isAnonymous,
  isIdentifier,
  mostSpecific,
  type Slot,
  slotsOf,
  stem,
} from './candidate-names.js'
import { isCreating } from './creation.js'
import { type Field, singular } from './fields.js'
import { isDisclosed, literalValue } from './literal-value.js'
import type { Action } from './service.js'
import { isTagsKey } from './tags.js'

/** A value of the request that fills a variable. */
export interface Assigned {
  readonly value: string
  readonly path: string
}

/** What the fields of one request (or response) say of an action's resources. */
export interface Assignments {
  /** By resource index: ARNs given whole. */
  readonly arns: ReadonlyMap<number, readonly Assigned[]>
  /** By resource index and variable: values, in the order of the request, repetitions kept. */
  readonly values: ReadonlyMap<number, ReadonlyMap<string, readonly Assigned[]>>
}

/** The names by which an action's resources are recognized; worked out once per action. */
export interface Plan {
  readonly action: Action
  readonly slots: readonly Slot[]
  readonly claims: Map<string, readonly Claim[]>
}

const plans = new Map<string, Plan>()

/** The plan of an action. There are as many as actions exist, so remembering them is bounded. */
export function planOf(action: Action): Plan {
  const known = plans.get(action.id)
  if (known !== undefined) return known
  const plan = { action, slots: slotsOf(action), claims: new Map<string, readonly Claim[]>() }
  plans.set(action.id, plan)
  return plan
}

const rememberedClaims = 2_000

/** The claims of a field: by its own name, in the singular, or with the name of the object around it. */
export function claimsOfField(plan: Plan, field: Field): readonly Claim[] {
  const key = `${field.qualified} ${field.name}`
  const known = plan.claims.get(key)
  if (known !== undefined) return known
  const claims = firstClaims(plan, [field.name, singular(field.name), listless(field.name), field.qualified])
  if (plan.claims.size < rememberedClaims) plan.claims.set(key, claims)
  return claims
}

function firstClaims(plan: Plan, names: readonly string[]): readonly Claim[] {
  for (const name of names) {
    const claims = isGeneric(name) ? [] : claimsOf(plan.slots, name)
    if (claims.length > 0) return claims
  }
  return []
}

function listless(name: string): string {
  return name.replace(/s?(?:list|set)$/, '')
}

/** A name that says nothing of what it names: `name`, `id`, `arn`, `resourceArn`. */
export function isGeneric(name: string): boolean {
  return ['', 'resource'].includes(stem(name))
}

/** Tags, filters, headers and the owner's account speak of other things than the resources a call acts on. */
export function isAboutResources(field: Field): boolean {
  if (isBesideResources(field.path)) return false
  return !(/^(?:registry|catalog)id$/.test(field.name) && /^\d{12}$/.test(field.value))
}

const beside = new Map<string, boolean>()
const rememberedPaths = 20_000

function isBesideResources(path: string): boolean {
  const known = beside.get(path)
  if (known !== undefined) return known
  const keys = path.split(/[.[\]]+/)
  const found = keys.some(isTagsKey) || /^(?:tag|filter|requesttag|x-amz-)/i.test(keys[0] ?? '')
  if (beside.size < rememberedPaths) beside.set(path, found)
  return found
}

/** Reads the fields with the action's plan. `subject` is the resource that a bare `name` or `id` means. */
export function assign(plan: Plan, fields: readonly Field[], subject: Slot | undefined): Assignments {
  const arns = new Map<number, Assigned[]>()
  const values = new Map<number, Map<string, Assigned[]>>()
  const strengths = new Map<string, number>()
  for (const field of fields) {
    if (!isAboutResources(field) || !isDisclosed(field.value)) continue
    if (field.value.startsWith('arn:')) assignArn(plan.action, field, arns)
    else
      for (const claim of claimsFor(plan, field, subject))
        assignValue(plan.action, field, claim, values, strengths)
  }
  return { arns, values }
}

function claimsFor(plan: Plan, field: Field, subject: Slot | undefined): readonly Claim[] {
  if (subject !== undefined && field.depth === 0 && isGeneric(singular(field.name))) {
    return isUnfit(plan.action, subject, field) ? [] : [{ slot: subject, strength: 1 }]
  }
  return claimsOfField(plan, field)
}

/** A name is not an identifier: creating a hosted zone gives its name, never its id. */
export function isUnfit(action: Action, { variable }: Slot, { name, depth }: Field): boolean {
  return (
    depth === 0 &&
    name === 'name' &&
    isIdentifier(variable) &&
    (!isAnonymous(variable) || isCreating(action.name))
  )
}

function assignArn(action: Action, field: Field, arns: Map<number, Assigned[]>): void {
  const type = typeOfArn(action, field.value)
  if (type !== undefined) push(arns, type, { value: literalValue(field.value), path: field.path })
}

/** The resource type of an action that an ARN is of, as an index into the action's resources. */
export function typeOfArn(action: Action, arn: string): number | undefined {
  const matching = action.resources.flatMap((resource, index) =>
    matchesFormat(resource.type.format, arn) ? [index] : [],
  )
  return mostSpecific(matching, action)
}

function assignValue(
  action: Action,
  field: Field,
  { slot, strength }: Claim,
  values: Map<number, Map<string, Assigned[]>>,
  strengths: Map<string, number>,
): void {
  // A security group's name is not its id, which only AWS knows when the call is made.
  if (field.name.endsWith('name') && isIdentifier(slot.variable) && !isAnonymous(slot.variable)) return
  const value = valueForType(action, slot, field.value)
  const key = `${slot.type} ${slot.variable}`
  const best = strengths.get(key) ?? 0
  if (value === undefined || strength < best) return
  // Identifiers have no slash: `alias/app` is no key, `service/prod/web` no scalable target's id.
  if (value.includes('/') && isIdentifier(slot.variable) && !isAnonymous(slot.variable)) return
  const variables = values.get(slot.type) ?? new Map<string, Assigned[]>()
  values.set(slot.type, variables)
  if (strength > best) variables.set(slot.variable, [])
  strengths.set(key, strength)
  push(variables, slot.variable, { value: literalValue(value), path: field.path })
}

/**
 * The value without the type's own prefix (`/hostedzone/Z1` → `Z1`, `function:web` → `web`), or nothing if it bears the
 * prefix of another type (`alias/app` is no key).
 */
function valueForType(action: Action, { type, variable }: Slot, value: string): string | undefined {
  const { format } = action.resources[type]!.type
  const own = literalPrefix(format)
  const bare = value.startsWith('/') ? value.slice(1) : value
  const marker = identifierMarker(format, variable)
  if (marker !== '' && value.startsWith(marker)) return value.slice(marker.length)
  if (own !== '' && bare.startsWith(own) && bare.length > own.length) return bare.slice(own.length)
  const other = action.resources.some(({ type: { format } }) => {
    const prefix = literalPrefix(format)
    return prefix.length > 2 && prefix !== own && bare.startsWith(prefix)
  })
  return other || value.length > maximumValue ? undefined : value
}

/** `p-` in `policy/o-${OrganizationId}/…/p-${PolicyId}`: requests give the identifier with it. */
function identifierMarker(format: ArnFormat, variable: string): string {
  const at = format.resource.findIndex((part) => 'variable' in part && part.variable === variable)
  const before = format.resource[at - 1]
  return before !== undefined && 'literal' in before ? (/[a-z]+-$/.exec(before.literal)?.[0] ?? '') : ''
}

/** The longest ARN that IAM accepts in a policy element is bounded by the policy itself. */
const maximumValue = 2_048

function push<K>(map: Map<K, Assigned[]>, key: K, assigned: Assigned): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [assigned])
  else list.push(assigned)
}
