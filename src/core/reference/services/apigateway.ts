import type { Call, ResourceReference } from '../call.js'
import { placeOf } from '../derive.js'
import { normalized } from '../fields.js'
import { isDisclosed, literalValue } from '../literal-value.js'
import { givenArn, type Need, type ServiceRules, text } from '../rule.js'
import { apiGatewayOperations as compiled } from '../tables/apigateway-operations.js'

/**
 * Operations younger than the API model that the table is compiled from.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-associations.html
 */
const newer: Readonly<Record<string, readonly string[]>> = {
  CreateDomainNameAccessAssociation: ['POST /domainnameaccessassociations'],
  DeleteDomainNameAccessAssociation: [
    'DELETE /domainnameaccessassociations/{domain_name_access_association_arn}',
  ],
  GetDomainNameAccessAssociations: ['GET /domainnameaccessassociations'],
}
const apiGatewayOperations: Readonly<Record<string, readonly string[]>> = { ...compiled, ...newer }

/** Path variables whose request member is called otherwise, from the API model. */
const otherMembers: Readonly<Record<string, string>> = {
  doc_version: 'documentationversion',
  part_id: 'documentationpartid',
  sdktype_id: 'id',
}

/**
 * API Gateway's management actions are HTTP verbs on the paths of its REST interface.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export const apigateway: ServiceRules = {
  prefix: 'apigateway',
  renamed: {
    ...Object.fromEntries(Object.keys(apiGatewayOperations).map((operation) => [operation, operation])),
    PutRoutingRule: 'UpdateRoutingRule',
    RejectDomainNameAccessAssociation: 'RejectAccessAssociation',
  },
  primary: verbs,
  additional: (operation, call) =>
    operation === 'CreateDomainNameAccessAssociation' ? accessAssociation(call) : [],
  passedTo: () => 'apigateway.amazonaws.com',
  reads: [
    'domainnamearn',
    ...new Set(
      Object.values(apiGatewayOperations)
        .flat()
        .flatMap((verb) => [...verb.matchAll(/\{([^}+]+)\+?\}/g)])
        .flatMap(([, name]) => [...memberNames(name!)]),
    ),
  ],
}

/** The owner of a private domain name lets others associate with it by an action of its own. */
function accessAssociation(call: Call): readonly Need[] {
  const domain = text(call.request, 'domainNameArn')
  const resources = domain === undefined ? {} : { resources: [givenArn(domain, 'domainNameArn')] }
  return [{ action: 'apigateway:CreateAccessAssociation', why: 'the domain name gives access', ...resources }]
}

function verbs(operation: string, call: Call): readonly Need[] | undefined {
  const candidates = Object.hasOwn(apiGatewayOperations, operation) ? apiGatewayOperations[operation]! : []
  const paths = candidates.map((candidate) => pathOf(candidate, call)).sort((a, b) => a.unfilled - b.unfilled)
  const [best] = paths
  return best === undefined
    ? undefined
    : [
        {
          action: `apigateway:${best.verb}`,
          resources: [best.resource],
          why: `${operation} is ${best.verb} ${best.template}`,
        },
      ]
}

interface VerbPath {
  readonly verb: string
  readonly template: string
  readonly unfilled: number
  readonly resource: ResourceReference
}

/** Versions share operation names; the one whose path the request fills is meant. */
function pathOf(candidate: string, call: Call): VerbPath {
  const [verb = '', path_ = ''] = candidate.split(' ', 2)
  const template = withoutVersion(path_)
  const members = new Map(Object.entries(call.request ?? {}).map(([key, value]) => [normalized(key), value]))
  let unfilled = 0
  const path = template.replace(/\{([^}+]+)\+?\}/g, (_, name: string) => {
    const value = memberNames(name)
      .map((member) => members.get(member))
      .find((member) => member !== undefined)
    if (typeof value === 'string' && isDisclosed(value)) return literalValue(urlEncoded(value))
    unfilled += 1
    return '*'
  })
  const { partition, region } = placeOf(call)
  const arn = `arn:${partition}:apigateway:${region ?? '*'}::${path}`
  const wildcard =
    unfilled === 0
      ? undefined
      : { reason: 'the record does not show every part of the path', hint: 'replace the `*` if you know it' }
  return { verb, template, unfilled, resource: { arn, why: `the path ${template}`, wildcard } }
}

/** ARNs of HTTP and WebSocket APIs leave out the version of the REST interface: `/apis/…`, not `/v2/apis/…`. */
function withoutVersion(path: string): string {
  return path.replace(/^\/v2(?=\/)/, '')
}

/** The names of the request member that fills a path variable. */
function memberNames(variable: string): readonly string[] {
  const names = [normalized(variable), normalized(variable.replace(/_?id$/i, ''))]
  return Object.hasOwn(otherMembers, variable) ? [...names, otherMembers[variable]!] : names
}

/**
 * A value is one segment of the path: the ARN of a tagged resource has its slashes and colons encoded.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-iam-policy.html
 */
function urlEncoded(value: string): string {
  return value.replaceAll(':', '%3A').replaceAll('/', '%2F')
}
