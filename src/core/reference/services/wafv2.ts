import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { fieldsOf, normalized } from '../fields.js'
import { resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

const types = ['ipset', 'managedruleset', 'regexpatternset', 'rulegroup', 'webacl']

/**
 * ARNs spell the scope `regional` or `global`, which requests call REGIONAL and CLOUDFRONT, and hold name and id both.
 * https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html
 */
export const wafv2: ServiceRules = {
  prefix: 'wafv2',
  resources: scoped,
  reads: ['scope', 'name', 'id'],
}

function scoped(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  const type = types.find((one) => normalized(operation).includes(one))
  const name = text(call.request, 'name')
  const supported = action.resources.some((resource) => resource.type.name === type)
  if (!supported || name === undefined) return undefined
  const values = { Scope: scopeOf(call), Name: name, Id: text(call.request, 'id') }
  const subject = resourceOf(call, `wafv2/${type}`, values, 'scope, name and id')
  // A web ACL names the rule groups and sets that it uses by their ARNs.
  const given = new Set(fieldsOf(call.request).map(({ value }) => value))
  return [subject, ...deriveResources(action, operation, call).filter(({ arn }) => given.has(arn))]
}

function scopeOf(call: Call): string | undefined {
  const scope = text(call.request, 'scope')?.toLowerCase()
  return scope === 'cloudfront' ? 'global' : scope
}
