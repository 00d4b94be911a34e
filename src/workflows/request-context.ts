import type { Activity } from '../core/activity/activity.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { RequestContext } from '../core/evaluate/evaluation.js'
import { parseTemplate } from '../core/evaluate/template.js'
import { sortedUnique } from '../core/iam/order.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { contextOfOrigin } from '../core/policy/origin.js'

/** The condition keys and policy variables that the documents ask for, in lower case, sorted. */
export function keysAskedFor(documents: readonly PolicyDocument[]): readonly string[] {
  const statements = documents.flatMap(({ version, statements: list }) =>
    list.map((statement) => ({ statement, version })),
  )
  return sortedUnique(
    statements.flatMap(({ statement: { condition, resource }, version }) => {
      const texts = [...(resource?.patterns ?? []), ...condition.flatMap(({ values }) => values)]
      const variables = texts.flatMap((text) => parseTemplate(text, version))
      return [
        ...condition.map(({ key }) => key.toLowerCase()),
        ...variables.flatMap((part) => (part.kind === 'variable' ? [part.key] : [])),
      ]
    }),
  )
}

/** What a record of the call says of who made it and where it came from. */
export function contextOfCall(
  { call, vpcEndpointId }: Pick<Activity, 'call' | 'vpcEndpointId'>,
  principal: Principal | undefined,
): RequestContext {
  const forwarded = call.invokedBy !== undefined
  return new Map([
    ...contextOfOrigin({ region: call.region, endpoint: vpcEndpointId, forwarded }),
    ...(principal === undefined ? [] : contextOfPrincipal(principal)),
  ])
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn */
function contextOfPrincipal({ arn, account, name, type, pathUnknown }: Principal): [string, string[]][] {
  return [
    ...(pathUnknown === true ? [] : [['aws:principalarn', [arn]] as [string, string[]]]),
    ...(account === undefined ? [] : [['aws:principalaccount', [account]] as [string, string[]]]),
    ...(type === 'user' ? [['aws:username', [name]] as [string, string[]]] : []),
    ['aws:principalisawsservice', ['false']],
  ]
}

/**
 * The context with every key that is asked for and that no record tells marked as unknown: whether the request had it,
 * nobody can say. What a direct call never carries is left absent.
 */
export function withUnknownKeys(
  action: string,
  context: RequestContext,
  keys: readonly string[],
): RequestContext {
  const missing = keys.filter((key) => !context.has(key) && !isKnownAbsent(key, action, context))
  return missing.length === 0
    ? context
    : new Map([...context, ...missing.map((key) => [key, 'unknown'] as const)])
}

/** Keys that a request has only if a service made it, if it creates or passes something, or if a user made it. */
function isKnownAbsent(key: string, action: string, context: RequestContext): boolean {
  const forwarded = context.get('aws:viaawsservice')?.[0] !== 'false'
  if (key === 'kms:viaservice' || key === 'aws:calledvia') return !forwarded
  if (key === 'aws:sourcevpce') return !forwarded
  if (key === 'iam:passedtoservice') return action !== 'iam:PassRole'
  if (key === 'aws:username') return context.get('aws:principalarn')?.[0]?.includes(':role/') === true
  return key === 'ec2:createaction'
}
