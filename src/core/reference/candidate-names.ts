import { anyText, literalLength } from './arn-format.js'
import { normalized, singular } from './fields.js'
import type { Action, ResourceType } from './service.js'

/**
 * How the general rule recognizes the request field that fills a variable of an ARN format, for every service alike:
 * `${FunctionName}` of type `function` is filled by `functionName`, `function`, `functionId`, …; `${DbClusterInstanceName}`
 * of type `cluster` by `dBClusterIdentifier`, because that ends with the type and `identifier`.
 */
export interface Slot {
  /** Index into the action's resources. */
  readonly type: number
  readonly variable: string
  /** True if a bare `name`, `id` or `arn` of the request can mean this variable. */
  readonly own: boolean
  readonly names: readonly string[]
}

const suffixes = [
  'friendlyname',
  'namewithpath',
  'idwithpath',
  'withoutleadingslash',
  'resourceid',
  'identifier',
  'name',
  'uuid',
  'id',
  'arn',
]
const meaningless = new Set(['', 'resource', 'name', 'id', 'identifier', 'uuid', 'arn', 'db', 'partition'])

/** A name without what only says that it is a name: `tablename` → `table`, `rolenamewithpath` → `role`. */
export function stem(name: string): string {
  const suffix = suffixes.find((ending) => name.endsWith(ending))
  return suffix === undefined ? name : name.slice(0, -suffix.length)
}

/** True if nothing in a request could be told to fill the variable by its name: `${Id}`, `${ResourceId}`, `${UUID}`. */
export function isAnonymous(variable: string): boolean {
  return meaningless.has(stem(normalized(variable)))
}

/** True if the variable is an identifier that AWS chooses rather than a name that the caller does. */
export function isIdentifier(variable: string): boolean {
  return /(?:id|uuid|identifier)$/.test(normalized(variable))
}

/** The slots of every resource type that an action supports. */
export function slotsOf(action: Action): readonly Slot[] {
  return action.resources.flatMap((resource, type) => slotsOfType(resource.type, type))
}

function slotsOfType(resourceType: ResourceType, type: number): Slot[] {
  const { variables, service } = resourceType.format
  const typeStem = withoutVersion(normalized(resourceType.name), variables)
  const own = ownVariable(variables, typeStem)
  return variables
    .filter((variable) => variable !== anyText)
    .map((variable) => {
      const stems = new Set([
        stem(normalized(variable)),
        ...(variable === own ? [typeStem, stem(typeStem)] : []),
      ])
      const names = [...stems]
        .flatMap((text) => [text, singular(text), withoutService(text, service)])
        .filter((text) => !meaningless.has(text))
        .flatMap(aliases)
        .flatMap(spellings)
      return { type, variable, own: variable === own, names: [...new Set([...names, ...specific(variable)])] }
    })
}

/** A `bot version` of `bot:${BotName}:${BotVersion}` is a bot: what a request names it by is the bot's name. */
function withoutVersion(typeStem: string, variables: readonly string[]): string {
  const bare = typeStem.replace(/version$/, '')
  return bare !== typeStem && variables.some((variable) => stem(normalized(variable)) === bare)
    ? bare
    : typeStem
}

/** `ipv6poolec2` → `ipv6pool`: requests do not repeat the service. */
function withoutService(text: string, service: string): string {
  return text.endsWith(service) && text.length > service.length + 3 ? text.slice(0, -service.length) : text
}

/** The variable that identifies the resource itself rather than something it belongs to. */
function ownVariable(variables: readonly string[], typeStem: string): string | undefined {
  const fits = (test: (text: string) => boolean) => {
    const fitting = variables.filter((variable) => test(stem(normalized(variable))))
    // A name is the caller's to give; of two variables of one stem it identifies the resource in a request.
    return fitting.find((variable) => !isIdentifier(variable)) ?? fitting[0]
  }
  const same = fits((text) => text === typeStem)
  return same ?? fits((text) => !meaningless.has(text) && typeStem.endsWith(text)) ?? variables.at(-1)
}

/** Words that AWS shortens in ARN formats but spells out in requests, and the reverse. */
const longForms: Readonly<Record<string, string>> = {
  app: 'application',
  config: 'configuration',
  env: 'environment',
  keypair: 'key',
  loadbalancer: 'lb',
  org: 'organization',
  repo: 'repository',
}

function aliases(text: string): string[] {
  return Object.hasOwn(longForms, text) ? [text, longForms[text]!] : [text]
}

function spellings(text: string): string[] {
  return [text, `${text}name`, `${text}id`, `${text}identifier`, `${text}arn`]
}

function specific(variable: string): string[] {
  const name = normalized(variable)
  return meaningless.has(stem(name)) ? [] : [name]
}

/** A field's claim to fill a slot; the stronger wins. */
export interface Claim {
  readonly slot: Slot
  readonly strength: number
}

/** Copies and renames name a second resource of the same kind: `sourceTableName`, `newUserName`. */
const roles =
  /^(?:source|target|destination|dest|new|original|parent|primary|peer|accepter|requester|current|old|child|existing)(?=.{4})/

/** The slots that a field name fills: the most exact ones alone. */
export function claimsOf(slots: readonly Slot[], name: string): readonly Claim[] {
  const bare = name.replace(roles, '').replace(/s?to(?:add|remove|delete)$/, '')
  const claims = slots.flatMap((slot) => {
    const strength = Math.max(0, ...slot.names.map((candidate) => strengthOf(candidate, name, bare)))
    return strength > 0 ? [{ slot, strength }] : []
  })
  const best = Math.max(0, ...claims.map((claim) => claim.strength))
  return claims.filter((claim) => claim.strength === best)
}

const exact = 3000
const ending = 2000
const shortened = 1000
const shortestPart = 5

function strengthOf(candidate: string, name: string, bare: string): number {
  if (candidate === name || candidate === bare) return exact
  if (candidate.length >= shortestPart && name.endsWith(candidate)) return ending + candidate.length
  if (name.length >= shortestPart && candidate.endsWith(name)) return shortened + name.length
  return 0
}

/** Of several types that match an ARN, the one that fixes most of it. */
export function mostSpecific(types: readonly number[], action: Action): number | undefined {
  return [...types].sort(
    (a, b) =>
      literalLength(action.resources[b]!.type.format) - literalLength(action.resources[a]!.type.format) ||
      a - b,
  )[0]
}
