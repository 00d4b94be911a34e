import { type Json, member } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { givenArn, type Need, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
export const lambda: ServiceRules = {
  prefix: 'lambda',
  renamed: {
    Invoke: 'InvokeFunction',
    InvokeWithResponseStream: 'InvokeFunction',
    GetLayerVersionByArn: 'GetLayerVersion',
  },
  primary: mapping,
  additional: (operation, call) =>
    /^(?:CreateFunction|UpdateFunctionConfiguration)$/.test(operation) ? layers(call) : [],
  resources: functions,
  tagOnCreate: 'lambda:TagResource',
  reads: ['functionname', 'functionarn', 'qualifier', 'layers'],
}

/**
 * An event source mapping is granted by the function it feeds; its own ARN cannot be known before it exists.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
function mapping(operation: string, call: Call): readonly Need[] | undefined {
  const name = text(call.request, 'functionName')
  if (!/^(?:Create|Update)EventSourceMapping$/.test(operation) || name === undefined) return undefined
  const { arn } = functionNamed(call, name)
  const context = [{ key: 'lambda:FunctionArn', values: [arn] }]
  return [{ action: `lambda:${operation}`, context, why: 'the operation itself' }]
}

/**
 * Whoever gives a function a layer must be allowed to read that version of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-user-function.html
 */
function layers(call: Call): readonly Need[] {
  const list = member(call.request, 'layers')
  const arns = (Array.isArray(list) ? (list as readonly Json[]) : []).filter(
    (arn): arn is string => typeof arn === 'string' && /^arn:[^:]+:lambda:[^:]*:[^:]*:layer:/.test(arn),
  )
  if (arns.length === 0) return []
  const resources = arns.map((arn) => givenArn(arn, 'the ARN in layers'))
  return [{ action: 'lambda:GetLayerVersion', resources, why: 'the function is given layers' }]
}

/**
 * A function is named by name, by name and qualifier, by `account:function:name` or by ARN.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
 */
function functions(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  if (!action.resources.some(({ type }) => /^function(?: alias| version)?$/.test(type.name))) return undefined
  const name = text(call.request, 'functionName') ?? text(call.request, 'functionArn')
  if (name === undefined) return undefined
  const qualifier = text(call.request, 'qualifier')
  const arn = functionNamed(call, name)
  const [, , , , , , , given] = arn.arn.split(':')
  const qualified =
    qualifier === undefined || given !== undefined ? arn : { ...arn, arn: `${arn.arn}:${qualifier}` }
  const others = deriveResources(action, operation, call).filter(
    ({ arn: other, wildcard }) => wildcard === undefined && !other.includes(':function:'),
  )
  return [qualified, ...others]
}

function functionNamed(call: Call, name: string): ResourceReference {
  if (name.startsWith('arn:')) return givenArn(name, 'functionName')
  const partial = /^(\d{12}):function:(.+)$/.exec(name)
  if (partial === null) return resourceOf(call, 'lambda/function', { FunctionName: name }, 'functionName')
  return resourceOf(
    { ...call, account: partial[1] },
    'lambda/function',
    { FunctionName: partial[2] },
    'functionName',
  )
}
