import { member } from '../iam/json.js'
import { matchesFormat } from './arn-format.js'
import type { Call, RequiredPermission } from './call.js'
import { requestTags } from './request-tags.js'
import { type Operation, operationOfEvent, primaryAction } from './required.js'
import type { UnboundedMember } from './rule.js'
import { type Action, actionById, supportsConditionKey } from './service.js'

/**
 * What a request carries into its context beside what decides its permissions: the prefix of a listing, tags. A policy may
 * ask for it. Such values are folded apart, in prefix trees, so that no activity becomes two for their sake.
 */
export interface CarriedValue {
  /** The tree that the value goes to: a request member, or {@link tagsTree}. */
  readonly key: string
  readonly fixed: number
  readonly value: string
}

/**
 * The tree of tags. A resource type (`''` for what the request is about) stands for a call whose tags of that type are all
 * known, `type/key/value` for each of them; `/` and `%` in them are escaped.
 */
export const tagsTree = 'aws:RequestTag'

/** Stands for a member that the request does not have. No policy can hold it. */
export const notSent = '\uE001'

/** As the reference spells it. */
const requestTag = 'aws:RequestTag/${TagKey}'
const tagKeys = 'aws:TagKeys'

/** What a call carries, of what AWS lists a condition key for. Nothing if its request is not logged. */
export function carriedValues(operation: Operation, call: Call): readonly CarriedValue[] {
  if (call.request === undefined) return []
  const action = primaryAction(operation, call)
  if (action === undefined) return []
  return [...memberValues(operation, action, call), ...(takesTags(action) ? tagValues(call) : [])]
}

function memberValues(operation: Operation, action: Action, { request }: Call): readonly CarriedValue[] {
  const carrying = membersOf(operation).filter(({ carries }) => supportsConditionKey(action, carries))
  return carrying.flatMap(({ key, fixed }) => {
    const value = member(request, key) ?? notSent
    return typeof value === 'string' ? [{ key, fixed, value }] : []
  })
}

type Carrying = UnboundedMember & { readonly carries: string }

function membersOf({ rules }: Operation): readonly Carrying[] {
  return (rules?.unbounded ?? []).filter((one): one is Carrying => one.carries !== undefined)
}

function takesTags(action: Action): boolean {
  return supportsConditionKey(action, requestTag) || supportsConditionKey(action, tagKeys)
}

function tagValues(call: Call): readonly CarriedValue[] {
  return [...(requestTags(call) ?? [])].flatMap(([type, tags]) =>
    [type, ...[...tags].map(([key, value]) => `${type}/${escaped(key)}/${escaped(value)}`)].map((value) => ({
      key: tagsTree,
      fixed: 0,
      value,
    })),
  )
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('/', '%2F')
}

/** The key or value of a tag as it was before it was put into {@link tagsTree}. */
export function unescapedTag(text: string): string {
  return text.replaceAll('%2F', '/').replaceAll('%25', '%')
}

/** True for a tree of values that are never put back into the request. */
export function isCarried(call: Pick<Call, 'eventSource' | 'eventName' | 'request'>, tree: string): boolean {
  if (tree === tagsTree) return true
  const operation = operationOfEvent(call)
  return operation !== undefined && membersOf(operation).some(({ key }) => key === tree)
}

/** Which carried values AWS has in the context when it decides on a permission. */
export interface ContextOfPermission {
  /** Condition key and the tree of its values. */
  readonly members: readonly { readonly key: string; readonly tree: string }[]
  /** The type under which the tags stand in {@link tagsTree}; `undefined` where none are sure to be in the context. */
  readonly tagsOf: string | undefined
}

const nothing: ContextOfPermission = { members: [], tagsOf: undefined }

/**
 * What of a call's request AWS lists as context of a permission on one of its resources: of the operation's own action,
 * where it is sure that the key is there for this resource. EC2 has the tags of each type with the resource of that type,
 * for the action that makes it and for ec2:CreateTags.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function contextOfPermission(
  permission: RequiredPermission,
  arn: string,
  call: Call,
): ContextOfPermission {
  const action = actionById(permission.action)
  const operation = operationOfEvent(call)
  if (action === undefined || operation === undefined) return nothing
  const isOwn = permission.kind === 'primary'
  const members = isOwn
    ? membersOf(operation)
        .filter(({ carries }) => supportsConditionKey(action, carries))
        .map(({ key, carries }) => ({ key: carries, tree: key }))
    : []
  return { members, tagsOf: tagsOf(permission, action, arn) }
}

function tagsOf(
  { kind, resources, context }: RequiredPermission,
  action: Action,
  arn: string,
): string | undefined {
  const type = action.resources.find(
    (use) =>
      use.conditionKeys.includes(requestTag) && matchesFormat(use.type.format, arn.replaceAll('*', 'x')),
  )?.type.name
  if (action.id.startsWith('ec2:')) {
    const isCreation = context.some(({ key }) => key === 'ec2:CreateAction')
    return action.id === 'ec2:CreateTags' && !isCreation ? '' : type
  }
  if (kind !== 'primary') return undefined
  const isAlone = resources.length === 1 && action.conditionKeys.includes(requestTag)
  return type !== undefined || isAlone ? '' : undefined
}
