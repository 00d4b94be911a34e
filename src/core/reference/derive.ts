import { asText, member } from '../iam/json.js'
import { type ArnPlace, buildArn } from './arn-format.js'
import {
  type Assigned,
  type Assignments,
  assign,
  isUnfit,
  type Plan,
  planOf,
  typeOfArn,
} from './assignments.js'
import type { Call, ResourceReference } from './call.js'
import { isAnonymous, isIdentifier, type Slot, stem } from './candidate-names.js'
import { isCreating } from './creation.js'
import { type Field, fieldsOf, normalized } from './fields.js'
import { literalValue } from './literal-value.js'
import type { Action } from './service.js'

/**
 * The general rule from a call to the resources it touched, for every service: ARNs that the record gives whole, then
 * ARNs built from the request's names, then patterns for what the call itself created.
 * The formats come from the Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deriveResources(action: Action, operation: string, call: Call): readonly ResourceReference[] {
  if (action.resources.length === 0) return [anything(action, undefined)]
  const plan = planOf(action)
  const fields = fieldsOf(call.request)
  const subject = subjectOf(plan, operation, fields)
  const request = assign(plan, fields, subject)
  const named = action.resources.flatMap((_, type) =>
    referencesOfType({ plan, operation, call, request }, type),
  )
  return named.length > 0 ? dropAlternatives(named) : unnamed({ plan, operation, call, request })
}

/** The resources of an action whose ARNs the request gives whole. Nothing is put in their place where it gives none. */
export function handedOver(action: Action, call: Call): readonly ResourceReference[] {
  const { arns } = assign(planOf(action), fieldsOf(call.request), undefined)
  return unique([...arns.values()].flat()).map(given)
}

interface Derivation {
  readonly plan: Plan
  readonly operation: string
  readonly call: Call
  readonly request: Assignments
}

/** A reference with what is needed to choose among types. */
interface Found {
  readonly type: number
  readonly complete: boolean
  readonly whole: boolean
  readonly reference: ResourceReference
}

/**
 * The resource that a bare `name` or `id` of the request means: the type in the operation's own name, else the only
 * type there is, else the only required one.
 */
function subjectOf({ action, slots }: Plan, operation: string, fields: readonly Field[]): Slot | undefined {
  const own = slots.filter((slot) => slot.own && !fields.some((field) => isUnfit(action, slot, field)))
  const noun = normalized(operation)
  const inName = own
    .map((slot) => ({
      slot,
      length: Math.max(0, ...slot.names.map((name) => (noun.includes(stem(name)) ? stem(name).length : 0))),
    }))
    .filter(({ length }) => length > 2)
    .sort((a, b) => b.length - a.length)
  const required = own.filter((slot) => action.resources[slot.type]!.required)
  return inName[0]?.slot ?? (own.length === 1 ? own[0] : required.length === 1 ? required[0] : undefined)
}

function referencesOfType(derivation: Derivation, type: number): Found[] {
  const { plan, call, request } = derivation
  const listed = call.resources.filter((resource) => typeOfArn(plan.action, resource.arn) === type)
  const whole = [
    ...listed.map(({ arn }) => ({ value: literalValue(arn), path: 'resources[]' })),
    ...(request.arns.get(type) ?? []),
  ]
  const makes = creates(derivation.operation, plan, type)
  const found = unique(whole).map((assigned) => ({
    type,
    complete: true,
    whole: true,
    reference: makes && isAnswer(assigned, call) ? asMade(given(assigned)) : given(assigned),
  }))
  // resources[] says what an alias or a name meant; only a list that mixes ARNs and names has more to say.
  if (listed.length > 0) return found
  const rest = found.length === 0 ? derivation : besideArns(derivation, type)
  return rest === undefined ? found : [...found, ...namedOfType(rest, type)]
}

/** True if the last part of an ARN in `resources[]` is nowhere in the request: it is AWS's answer to it. */
function isAnswer({ value, path }: Assigned, { request }: Call): boolean {
  const identifier = value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1)
  return path === 'resources[]' && !fieldsOf(request).some((field) => field.value.includes(identifier))
}

function asMade(reference: ResourceReference): ResourceReference {
  return { ...reference, ephemeral: true, why: `${reference.why}, which the call made` }
}

/** The names in the very lists that hold ARNs too, if there are any: `clusters: ["prod", "arn:…"]`. */
function besideArns(derivation: Derivation, type: number): Derivation | undefined {
  const { arns, values } = derivation.request
  const paths = new Set(arns.get(type)?.map(({ path }) => path))
  const mixed = [...(values.get(type) ?? [])].map(
    ([variable, list]) => [variable, list.filter(({ path }) => paths.has(path))] as const,
  )
  const kept = new Map(mixed.filter(([, list]) => list.length > 0))
  return kept.size === 0 ? undefined : { ...derivation, request: { arns, values: new Map([[type, kept]]) } }
}

function given({ value, path }: Assigned): ResourceReference {
  return { arn: value, why: `the ARN in ${path}`, wildcard: undefined }
}

function unique(assigned: readonly Assigned[]): Assigned[] {
  return [...new Map(assigned.map((one) => [one.value, one])).values()]
}

/** ARNs built from names. Nothing if no variable of the type itself was named. */
function namedOfType({ plan, operation, call, request }: Derivation, type: number): Found[] {
  const { type: resourceType, required } = plan.action.resources[type]!
  const { format } = resourceType
  const values = request.values.get(type)
  if (format.variables.length === 0) return required ? [fixed(plan, call, type)] : []
  if (values === undefined)
    return creates(operation, plan, type) && required ? [created(plan, call, type)] : []
  const missing = format.variables.filter((variable) => !values.has(variable))
  const own = plan.slots.find((slot) => slot.type === type && slot.own)
  if (missing.length > 0 && !required && !values.has(own?.variable ?? '')) return []
  const makes = missing.length > 0 && missing.every(isChosenByAws) && creates(operation, plan, type)
  return combinations(format.variables, values).map(({ row, paths }) => {
    const arn = buildArn(format, placeOf(call), row)
    const why = `${resourceType.name} ARN from ${paths.join(', ')}`
    const wildcard = makes || missing.every(isAnonymous) ? undefined : partial(missing)
    const reference = { arn, why, wildcard }
    return {
      type,
      complete: missing.length === 0,
      whole: false,
      reference: makes ? { ...reference, ephemeral: true, why: `${why}; AWS chooses the rest` } : reference,
    }
  })
}

function isChosenByAws(variable: string): boolean {
  return isIdentifier(variable) || isAnonymous(variable)
}

/** Where the ARNs of a call are: its own Region and account. */
export function placeOf(call: Call): ArnPlace {
  return { partition: call.partition, region: call.region, account: ownerIn(call) ?? call.account }
}

/**
 * Members that say whose registry or catalog is meant, when it is another account's.
 * https://docs.aws.amazon.com/glue/latest/dg/cross-account-access.html
 */
const owners = ['registryId', 'catalogId']

function ownerIn({ request }: Call): string | undefined {
  const named = owners.map((key) => asText(member(request, key)))
  return named.find((value) => value !== undefined && /^\d{12}$/.test(value))
}

function partial(missing: readonly string[]): { reason: string; hint: string } {
  const names = missing.map((variable) => `\${${variable}}`).join(' and ')
  return { reason: `the record does not show ${names}`, hint: 'replace the `*` if you know the value' }
}

function fixed({ action }: Plan, call: Call, type: number): Found {
  const { format, name } = action.resources[type]!.type
  const reference = {
    arn: buildArn(format, placeOf(call), new Map()),
    why: `the one ${name} of the account`,
    wildcard: undefined,
  }
  return { type, complete: true, whole: false, reference }
}

/** True if the operation makes a resource of the type: its identifier did not exist when AWS checked the permission. */
function creates(operation: string, { action }: Plan, type: number): boolean {
  return (
    isCreating(operation) &&
    normalized(operation).includes(stem(normalized(action.resources[type]!.type.name)))
  )
}

function created({ action }: Plan, call: Call, type: number): Found {
  const { format, name } = action.resources[type]!.type
  const arn = buildArn(format, placeOf(call), new Map())
  return {
    type,
    complete: false,
    whole: false,
    reference: {
      arn,
      why: `the call creates the ${name}, whose identifier AWS chooses`,
      wildcard: undefined,
      ephemeral: true,
    },
  }
}

/** Whether several values belong together (`items[].databaseName` with `items[].tableName`) or all with all. */
function combinations(
  variables: readonly string[],
  values: ReadonlyMap<string, readonly Assigned[]>,
): { row: ReadonlyMap<string, string>; paths: string[] }[] {
  const columns = variables
    .filter((variable) => values.has(variable))
    .map((variable) => ({ variable, list: values.get(variable)! }))
  const rows = zips(columns.map(({ list }) => list)) ? zipped(columns) : product(columns)
  return [
    ...new Map(
      rows.map((row) => [JSON.stringify([...row.values()].map(({ value }) => value)), row]),
    ).values(),
  ].map((row) => ({
    row: new Map([...row].map(([variable, { value }]) => [variable, value])),
    paths: [...row.values()].map(({ path }) => path),
  }))
}

type Column = { readonly variable: string; readonly list: readonly Assigned[] }

function zips(lists: readonly (readonly Assigned[])[]): boolean {
  const parents = new Set(lists.map((list) => parentPath(list[0]!.path)))
  return lists.length > 1 && parents.size === 1 && new Set(lists.map((list) => list.length)).size === 1
}

function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}

function zipped(columns: readonly Column[]): Map<string, Assigned>[] {
  return columns[0]!.list.map(
    (_, index) => new Map(columns.map(({ variable, list }) => [variable, list[index]!])),
  )
}

/** Never more than a policy could hold; beyond it the later variables stay `*`. */
const maximumCombinations = 1_000

function product(columns: readonly Column[]): Map<string, Assigned>[] {
  return columns.reduce<Map<string, Assigned>[]>(
    (rows, { variable, list }) =>
      rows.length * list.length > maximumCombinations
        ? rows
        : rows.flatMap((row) => list.map((one) => new Map([...row, [variable, one]]))),
    [new Map()],
  )
}

/**
 * Types that an action may act on *instead* of each other share variables or were not named: once one is known, an
 * incomplete other one that says nothing new is dropped. Types it needs *together* are all named by the request.
 */
function dropAlternatives(found: readonly Found[]): ResourceReference[] {
  const whole = new Set(found.filter((one) => one.whole).map((one) => one.type))
  const kept = found.filter((one) => one.complete || whole.size === 0)
  return (kept.length > 0 ? kept : found).map((one) => one.reference)
}

/** Nothing in the request names a resource: what AWS created, or everything of the one type there is. */
function unnamed({ plan, operation, call }: Derivation): ResourceReference[] {
  const { action } = plan
  const made = action.resources.flatMap(({ required }, type) =>
    (required || action.resources.length === 1) && creates(operation, plan, type)
      ? [created(plan, call, type).reference]
      : [],
  )
  if (made.length > 0) return made
  const subject = subjectOf(plan, operation, [])
  const only = subject === undefined ? undefined : action.resources[subject.type]
  if (only === undefined)
    return [anything(action, 'the request names no resource, and the action supports several types')]
  if (isCreating(operation)) return [created(plan, call, action.resources.indexOf(only)).reference]
  const { format, name } = only.type
  const arn = buildArn(format, placeOf(call), new Map())
  const wildcard = unnamedWildcard(operation, name)
  return [{ arn, why: wildcard.reason, wildcard }]
}

/** AWS checks a listing without names on all resources of the type; any other call acts on one that is not shown. */
function unnamedWildcard(operation: string, type: string): { reason: string; hint: string } {
  return /^(?:List|Describe|Get|Search)/.test(operation)
    ? {
        reason: `the request names no ${type}: AWS checks all of them`,
        hint: `name the ${type} in the call to narrow it`,
      }
    : {
        reason: `the record does not say which ${type}`,
        hint: `put the ${type} in the place of the \`*\` if you know it`,
      }
}

/** `*`: right for an action without resource types, a confession for any other. */
export function anything(action: Action, reason: string | undefined): ResourceReference {
  if (action.resources.length === 0)
    return { arn: '*', why: `${action.id} supports no resource but *`, wildcard: undefined }
  const why = reason ?? 'no resource could be derived'
  return {
    arn: '*',
    why,
    wildcard: { reason: why, hint: `leastwise reference ${action.id} lists the types it supports` },
  }
}
