import { sortedUnique } from '../iam/order.js'
import { claimsOfField, isAboutResources, isGeneric, type Plan, planOf } from './assignments.js'
import type { Call } from './call.js'
import { type Field, fieldAt, normalized, type Place, placeInside, singular, topPlace } from './fields.js'
import { isPassedRole } from './pass-role.js'
import { isAlwaysRead, isTagsMember } from './project.js'
import { isTagSpecification } from './request-tags.js'
import { type Operation, operationOfEvent, primaryAction } from './required.js'
import { type Action, actionById } from './service.js'
import { taggingNeeds } from './tag-on-create.js'

/** A step into a request: a key, and whether what is below it stands in a list. */
export interface Step {
  readonly key: string
  readonly inList: boolean
}

/** What can be said of a request field before its value is known. */
export interface FieldReading {
  /**
   * Strings, numbers and booleans: `arn` if only an ARN could be read, `apart` if it is one of the unbounded members, or an
   * identifier that stands for a member.
   */
  readonly scalar: 'read' | 'arn' | 'apart' | 'unread'
  /** Objects and lists: `inside` if their members have to be asked one by one. */
  readonly container: 'read' | 'inside' | 'unread'
}

/** Which fields of the requests of one kind of event can decide anything. */
export interface RequestReading {
  /** The reading of the field at the end of a path. */
  of(path: readonly Step[]): FieldReading
}

const unread: FieldReading = Object.freeze({ scalar: 'unread', container: 'unread' })
const read: FieldReading = Object.freeze({ scalar: 'read', container: 'read' })

/**
 * The reading of an event's requests, `undefined` if it depends on the request itself which rules read it.
 *
 * Law: requests that differ in unread fields alone (or, where `arn` is said, in texts that are no ARN) have projections
 * that are equal: see `projectCall`.
 */
export function readingOfEvent(eventSource: string, eventName: string): RequestReading | undefined {
  const event = { eventSource, eventName, request: undefined }
  const operation = operationOfEvent(event)
  const scalable = operationOfEvent({ ...event, request: { serviceNamespace: 'ecs' } })
  if (operation?.service !== scalable?.service) return undefined
  if (operation === undefined) return { of: () => unread }
  const actions = possibleActions(operation, event)
  if (actions.length === 0 && operation.rules === undefined) return { of: () => unread }
  const readers = readersOf(actions, operation)
  return { of: (path) => readingOf(path, operation, readers) }
}

/** Rules that choose the action by the request may choose any of the service; tags add the one that tags. */
function possibleActions(operation: Operation, event: Pick<Call, 'eventSource' | 'eventName'>): Action[] {
  const { rules, service, name } = operation
  const call = { ...emptyCall, ...event, request: { tags: [{ key: 'k', value: 'v' }] } }
  const primary = primaryAction(operation, call)
  const chosen = rules?.primary === undefined ? [] : [...service.actions.values()]
  const own = primary === undefined ? chosen : [primary, ...chosen]
  const tagging = own.flatMap((action) => taggingNeeds(action, name, call, rules))
  const all = [...own, ...tagging.map((need) => actionById(need.action)).filter((one) => one !== undefined)]
  return [...new Set(all)]
}

const emptyCall: Omit<Call, 'eventSource' | 'eventName' | 'request'> = {
  region: undefined,
  account: undefined,
  partition: 'aws',
  principal: '',
  invokedBy: undefined,
  errorCode: undefined,
  resources: [],
}

/** Actions that may read a field, with the names by which any of them would know it. */
interface Readers {
  readonly actions: readonly Action[]
  readonly plan: Plan | undefined
}

/** Of services whose rules choose the action: it may be any. By the actions, of which there are few sets. */
const readersOfServices = new Map<string, Readers>()

function readersOf(actions: readonly Action[], { rules, service }: Operation): Readers {
  const isAny = rules?.primary !== undefined && actions.length >= service.actions.size
  if (!isAny) return { actions, plan: jointPlan(actions) }
  const key = sortedUnique(actions.map(({ id }) => id)).join(' ')
  const readers = readersOfServices.get(key) ?? { actions, plan: jointPlan(actions) }
  readersOfServices.set(key, readers)
  return readers
}

/** Whether a field claims anything is the same for all names in one slot as for the slots that they are of. */
function jointPlan(actions: readonly Action[]): Plan | undefined {
  const plans = actions.map(planOf).filter(({ slots }) => slots.length > 0)
  const [first] = plans
  if (first === undefined) return undefined
  const names = [...new Set(plans.flatMap(({ slots }) => slots.flatMap((slot) => slot.names)))]
  return {
    action: first.action,
    slots: [{ type: 0, variable: '', own: false, names }],
    claims: new Map(),
  }
}

function readingOf(path: readonly Step[], { rules }: Operation, readers: Readers): FieldReading {
  const last = path.at(-1)!
  if (path.length === 1) {
    const unbounded = rules?.unbounded?.find(({ key }) => key === last.key)
    // What is carried stays in the request.
    if (unbounded !== undefined)
      return unbounded.carries === undefined ? { scalar: 'apart', container: 'read' } : read
    if (rules?.links?.some(({ identifier }) => identifier === last.key))
      return { scalar: 'apart', container: 'read' }
    if (rules?.links?.some(({ stands }) => stands === last.key)) return read
  }
  const place = placeOf(path.slice(0, -1))
  if (place.depth === 0 && (isTagsMember(last.key) || isTagSpecification(last.key))) return read
  const isNamed = (key: string) => rules?.reads?.includes(normalized(key)) === true
  const name = normalized(last.key)
  if (isAlwaysRead(name) || Object.hasOwn(rules?.reduces ?? {}, name)) return read
  // Of an object that a rule names, the keys count at least.
  const parent = path.at(-2)
  if (isNamed(last.key) || (parent !== undefined && isNamed(parent.key)))
    return { scalar: 'read', container: 'inside' }
  const field = fieldAt(place, last.key, 'x', last.inList)
  return { scalar: isReadAsText(field, readers) ? 'read' : 'arn', container: 'inside' }
}

function placeOf(path: readonly Step[]): Place {
  return path.reduce((place, { key, inList }) => placeInside(place, key, inList), topPlace)
}

/** As `projectCall` asks of a text that is no ARN, whatever it is. */
function isReadAsText(field: Field, { actions, plan }: Readers): boolean {
  if (isAboutResources(field) && plan !== undefined) {
    if (field.depth === 0 && isGeneric(singular(field.name))) return true
    if (claimsOfField(plan, field).length > 0) return true
  }
  return actions.some((action) => isPassedRole(field, action))
}
