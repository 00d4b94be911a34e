import type { Call, ResourceReference } from '../call.js'
import { givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
export const lambda: ServiceRules = {
  prefix: 'lambda',
  renamed: {
    Invoke: 'InvokeFunction',
    InvokeWithResponseStream: 'InvokeFunction',
    GetLayerVersionByArn: 'GetLayerVersion',
  },
  resources: functions,
  tagOnCreate: 'lambda:TagResource',
  reads: ['functionname', 'functionarn', 'qualifier'],
}

/**
 * A function is named by name, by name and qualifier, by `account:function:name` or by ARN.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
 */
function functions(action: Action, _operation: string, call: Call): readonly ResourceReference[] | undefined {
  if (!action.resources.some(({ type }) => type.name === 'function')) return undefined
  const name = text(call.request, 'functionName') ?? text(call.request, 'functionArn')
  if (name === undefined) return undefined
  const qualifier = text(call.request, 'qualifier')
  const arn = name.startsWith('arn:') ? givenArn(name, 'functionName') : named(call, name)
  const [, , , , , , , given] = arn.arn.split(':')
  const qualified =
    qualifier === undefined || given !== undefined ? arn : { ...arn, arn: `${arn.arn}:${qualifier}` }
  return [qualified]
}

function named(call: Call, name: string): ResourceReference {
  const partial = /^(\d{12}):function:(.+)$/.exec(name)
  if (partial === null) return resourceOf(call, 'lambda/function', { FunctionName: name }, 'functionName')
  return resourceOf(
    { ...call, account: partial[1] },
    'lambda/function',
    { FunctionName: partial[2] },
    'functionName',
  )
}
