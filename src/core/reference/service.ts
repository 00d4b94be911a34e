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
  /** By lower-cased name: IAM compares action names without regard to case. */
  readonly actions: ReadonlyMap<string, Action>
}

type Table = {
  readonly a: readonly (readonly [
    string,
    string,
    readonly (readonly [number, 0 | 1, number])[],
    number,
    (readonly string[])?,
  ])[]
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
  const resourceTypes = table.r.map(([name, arn, keys]) => resourceType(name, arn, table.k[keys]!))
  const actions = table.a.map(([name, accessLevel, types, keys, dependents]) => ({
    id: `${prefix}:${name}`,
    name,
    accessLevel,
    resources: types.map(([type, required, typeKeys]) => ({
      type: resourceTypes[type]!,
      required: required === 1,
      conditionKeys: table.k[typeKeys]!,
    })),
    conditionKeys: table.k[keys]!,
    dependents: dependents ?? [],
  }))
  return {
    prefix,
    resourceTypes,
    actions: new Map(actions.map((action) => [action.name.toLowerCase(), action])),
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
