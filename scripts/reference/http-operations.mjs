import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `[operation, 'VERB path' of v1, 'VERB path' of v2]` for every operation of API Gateway, whose IAM actions are HTTP
 * verbs on paths. Both versions log as apigateway.amazonaws.com and share operation names.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function httpOperations(sdk) {
  const operations = new Map()
  for (const prefix of ['apigateway-', 'apigatewayv2-']) {
    const file = readdirSync(join(sdk, 'apis')).find(
      (name) => name.startsWith(prefix) && name.endsWith('.min.json'),
    )
    const model = JSON.parse(readFileSync(join(sdk, 'apis', file), 'utf8'))
    for (const [name, { http }] of Object.entries(model.operations)) {
      const verbs = operations.get(name) ?? []
      operations.set(name, [...verbs, `${http.method ?? 'POST'} ${http.requestUri.replace(/\?.*/, '')}`])
    }
  }
  return [...operations].map(([name, verbs]) => [name, ...verbs]).sort(([a], [b]) => (a < b ? -1 : 1))
}
