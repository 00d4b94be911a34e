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
  const [, bare] = versionSuffix.exec(eventName) ?? []
  const names = [eventName, ...(bare === undefined ? [] : [bare])]
  const found = [...names, ...names.flatMap(plainerNames)].map((name) => spelled(name, service, rules))
  return found.find((name) => name !== undefined) ?? eventName
}

/**
 * Operations without an action of their own that are authorized as a plainer one, as the Service Authorization Reference
 * lists them: the batch of an action (`BatchCreateVehicle`, `BatchDescribeEntities`, `BatchIsAuthorized`), its second
 * version (`ListFindingsV2`) and its form with tags (`CreateStreamingDistributionWithTags`). The plainer name counts only
 * if it is an action.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
function plainerNames(name: string): readonly string[] {
  const [, batched] = /^Batch([A-Z]\w*)$/.exec(name) ?? []
  const [, plain] = /^(\w+?)(?:V2|WithTags)$/.exec(name) ?? []
  return [
    ...(batched === undefined ? [] : [batched, singular(batched)]),
    ...(plain === undefined ? [] : [plain]),
  ]
}

/** `DescribeEntities` → `DescribeEntity`. A wrong singular names no action. */
function singular(name: string): string {
  return name.endsWith('ies') ? `${name.slice(0, -'ies'.length)}y` : name.replace(/s$/, '')
}

function spelled(name: string, service: Service, rules: ServiceRules | undefined): string | undefined {
  const special = [rules?.renamed, rules?.permissionless].some(
    (table) => table !== undefined && Object.hasOwn(table, name),
  )
  return special ? name : service.actions.get(name.toLowerCase())?.name
}
