import type { Call, ResourceReference } from '../call.js'
import { confessed, givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/**
 * CloudWatch Logs checks `log-group:NAME:*` (`log-group:NAME:log-stream:…`) for what a group holds, and the bare ARN
 * for tagging. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export const logs: ServiceRules = {
  prefix: 'logs',
  resources: groups,
  tagOnCreate: 'logs:TagResource',
  reads: [
    'loggroupname',
    'loggroupidentifier',
    'loggroupnames',
    'loggroupidentifiers',
    'resourcearn',
    'loggroupnameprefix',
  ],
}

const taggingActions = new Set(['TagResource', 'UntagResource', 'ListTagsForResource'])

function groups(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  const types = new Set(action.resources.map(({ type }) => type.name))
  if (!types.has('log-group') && !types.has('log-stream')) return undefined
  if (taggingActions.has(action.name)) return tagged(call)
  const names = groupNames(call)
  if (names.length === 0) return action.name === 'DescribeLogGroups' ? [allGroups(call)] : undefined
  return names.map((name) => group(call, name))
}

function tagged(call: Call): readonly ResourceReference[] | undefined {
  const arn = text(call.request, 'resourceArn')
  if (arn !== undefined) return [givenArn(arn, 'resourceArn')]
  const name = text(call.request, 'logGroupName')
  return name === undefined
    ? undefined
    : [resourceOf(call, 'logs/log-group', { LogGroupName: name }, 'logGroupName')]
}

function groupNames(call: Call): string[] {
  const one = text(call.request, 'logGroupName') ?? text(call.request, 'logGroupIdentifier')
  const lists = ['logGroupNames', 'logGroupIdentifiers'].flatMap((key) => call.request?.[key] ?? [])
  return [...(one === undefined ? [] : [one]), ...lists.filter((name) => typeof name === 'string')]
}

/** Streams are made anew by every run, so what is granted on one is granted on the group's. */
function group(call: Call, name: string): ResourceReference {
  const base = name.startsWith('arn:')
    ? givenArn(name.replace(/:\*$/, ''), 'the log group ARN')
    : resourceOf(call, 'logs/log-group', { LogGroupName: name }, 'logGroupName')
  return { ...base, arn: `${base.arn}:*` }
}

/** AWS checks `log-group::log-stream:` when no group is named. */
function allGroups(call: Call): ResourceReference {
  const reference = resourceOf(
    call,
    'logs/log-group',
    {},
    'the request names no group: AWS checks all of them',
  )
  return confessed(
    reference,
    'DescribeLogGroups is always checked on all log groups',
    'nothing to do: AWS does not narrow it',
  )
}
