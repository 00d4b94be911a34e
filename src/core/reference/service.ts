import { type ArnFormat, parseArnFormat } from './arn-format.js'
import { serviceTables } from './tables/services.js'

/** A resource type of the Service Authorization Reference. */
export interface ResourceType {
  /** AWS's name of the type within its service: `table`, `log-group`. */
  readonly name: string
  readonly format: ArnFormat
  readonly conditionKeys: readonly string[]
}

/** A resource type as one action supports it. */
export interface ActionResource {
  readonly type: ResourceType
  /** Starred in the reference: a policy that grants the action must allow a resource of this type. */
  readonly required: boolean
  readonly conditionKeys: readonly string[]
}

/** An IAM action. */
export interface Action {
  /** With prefix, as AWS spells it: `dynamodb:GetItem`. */
  readonly id: string
  readonly name: string
  /** `List`, `Read`, `Write`, `Tagging`, `Permissions management`, or two of them separated by a comma. */
  readonly accessLevel: string
  /** Empty for an action that only `*` can grant. */
  readonly resources: readonly ActionResource[]
  readonly conditionKeys: readonly string[]
  /** Actions AWS lists as needed beside this one. Not all of them for every call. */
  readonly dependents: readonly string[]
}

/** One service (IAM prefix) of the reference. */
export interface Service {
  readonly prefix: string
  readonly resourceTypes: readonly ResourceType[]
  readonly actions: Actions
}

/** The actions of a service, by lower-cased name: IAM compares action names without regard to case. */
export interface Actions {
  readonly size: number
  readonly has: (name: string) => boolean
  readonly get: (name: string) => Action | undefined
  /** All of them, in the order of their names. */
  readonly values: () => readonly Action[]
}

type Row = readonly [
  name: string,
  accessLevel: string,
  types: readonly (readonly [type: number, required: 0 | 1, keys: number])[],
  keys: number,
  dependents?: readonly string[],
]

type Table = {
  readonly a: readonly Row[]
  readonly r: readonly (readonly [string, string, number])[]
  readonly k: readonly (readonly string[])[]
}

const services = new Map<string, Service>()

/** The service with an IAM prefix (`s3`), or `undefined` if AWS has none. Parsed once, on first use. */
export function serviceByPrefix(prefix: string): Service | undefined {
  const known = services.get(prefix)
  if (known !== undefined) return known
  if (!Object.hasOwn(serviceTables, prefix)) return undefined
  const service = readTable(prefix, JSON.parse(serviceTables[prefix]!) as Table)
  services.set(prefix, service)
  return service
}

/** Every IAM prefix of the reference, sorted. */
export function servicePrefixes(): readonly string[] {
  return Object.keys(serviceTables)
}

/** An action by its full name, in any letter case, or `undefined` if it does not exist. */
export function actionById(id: string): Action | undefined {
  const colon = id.indexOf(':')
  return serviceByPrefix(id.slice(0, colon).toLowerCase())?.actions.get(id.slice(colon + 1).toLowerCase())
}

function readTable(prefix: string, table: Table): Service {
  let types: readonly ResourceType[] | undefined
  const resourceTypes = () => {
    types ??= table.r.map(([name, arn, keys]) => resourceType(name, arn, table.k[keys]!))
    return types
  }
  return {
    prefix,
    get resourceTypes() {
      return resourceTypes()
    },
    actions: actionsOf(table.a, (row) => actionOf(prefix, row, table.k, resourceTypes())),
  }
}

/** An action is put together when it is first asked for: most of a service's never are. */
function actionsOf(rows: readonly Row[], build: (row: Row) => Action): Actions {
  const rowsByName = new Map(rows.map((row) => [row[0].toLowerCase(), row]))
  const built = new Map<string, Action>()
  const get = (name: string) => {
    const known = built.get(name)
    if (known !== undefined) return known
    const row = rowsByName.get(name)
    if (row === undefined) return undefined
    const action = build(row)
    built.set(name, action)
    return action
  }
  return {
    size: rowsByName.size,
    has: (name) => rowsByName.has(name),
    get,
    values: () => [...rowsByName.keys()].map((name) => get(name)!),
  }
}

function actionOf(
  prefix: string,
  [name, accessLevel, types, keys, dependents = []]: Row,
  keyLists: Table['k'],
  resourceTypes: readonly ResourceType[],
): Action {
  return {
    id: `${prefix}:${name}`,
    name,
    accessLevel,
    resources: types.map(([type, required, typeKeys]) => ({
      type: resourceTypes[type]!,
      required: required === 1,
      conditionKeys: keyLists[typeKeys]!,
    })),
    conditionKeys: keyLists[keys]!,
    dependents,
  }
}

/** The format is read when it is first asked for: most of a service's types never are. */
function resourceType(name: string, arn: string, conditionKeys: readonly string[]): ResourceType {
  let format: ArnFormat | undefined
  return {
    name,
    conditionKeys,
    get format() {
      format ??= parseArnFormat(arn)
      return format
    },
  }
}

/** True if AWS documents the condition key for the action, at the action or at any of its resource types. */
export function supportsConditionKey(action: Action, key: string): boolean {
  return (
    action.conditionKeys.includes(key) ||
    action.resources.some((resource) => resource.conditionKeys.includes(key))
  )
}
