import type { ServiceRules } from './rule.js'
import type { Service } from './service.js'

/**
 * Lambda, CloudFront, Polly and others put the API version behind the operation: `GetFunction20150331v2`,
 * `CreateDistribution2020_05_31`, `SynthesizeSpeech20161128`.
 * https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
 */
const versionSuffix = /^(.*?[A-Za-z])(20\d\d_?\d\d_?\d\d(?:_?v\d+)?)$/

/**
 * The operation that an event name stands for. A version suffix is cut only if what remains is known and the whole is
 * not, because real names end in digits too (`ListObjectsV2`, `CreateEnvironmentEC2`).
 */
export function operationOf(logged: string, service: Service, rules: ServiceRules | undefined): string {
  const eventName = logged.trim()
  const name = spelled(eventName, service, rules)
  if (name !== undefined) return name
  const [, bare] = versionSuffix.exec(eventName) ?? []
  return (bare === undefined ? undefined : spelled(bare, service, rules)) ?? eventName
}

function spelled(name: string, service: Service, rules: ServiceRules | undefined): string | undefined {
  const special = [rules?.renamed, rules?.permissionless].some(
    (table) => table !== undefined && Object.hasOwn(table, name),
  )
  return special ? name : service.actions.get(name.toLowerCase())?.name
}
