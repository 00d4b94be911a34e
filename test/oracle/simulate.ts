import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate'
import type { Decision } from '../../src/core/evaluate/evaluation.js'
import type { OrganizationLevel } from '../../src/core/evaluate/policy-set.js'
import type { RequestPrincipal } from '../../src/core/evaluate/principal.js'
import type { PolicyDocument } from '../../src/core/iam/policy.js'
import { printPolicy } from '../../src/core/iam/policy-print.js'
import type { AccessCase } from '../generate/access.js'

const DECISIONS: Readonly<Record<string, Decision>> = {
  Allowed: 'allowed',
  ExplicitlyDenied: 'explicitDeny',
  ImplicitlyDenied: 'implicitDeny',
}

/** What `@cloud-copilot/iam-simulate` decides: a black box, written by others from the same documentation. */
export async function simulate({ request, policies }: AccessCase): Promise<Decision> {
  const { boundary, session, resource, endpoint } = policies
  const result = await runSimulation(
    {
      request: {
        principal: principalText(request.principal),
        action: request.action,
        resource: { resource: request.resource, accountId: request.resourceAccount ?? '' },
        contextVariables: contextOf(request.context),
      },
      identityPolicies: named(policies.identity),
      serviceControlPolicies: levels(policies.scps ?? []),
      resourceControlPolicies: levels(policies.rcps ?? []),
      ...(boundary === undefined ? {} : { permissionBoundaryPolicies: named([boundary]) }),
      ...(session?.[0] === undefined ? {} : { sessionPolicy: json(session[0]) }),
      ...(resource === undefined ? {} : { resourcePolicy: json(resource) }),
      ...(endpoint === undefined ? {} : { vpcEndpointPolicies: named([endpoint]) }),
    },
    {},
  )
  if (result.resultType === 'error') throw new Error(`the oracle refuses: ${JSON.stringify(result.errors)}`)
  const decision = DECISIONS[result.overallResult]
  if (decision === undefined) throw new Error(`the oracle answers ${result.overallResult}`)
  return decision
}

/** A list for keys that can have several values, else a text. */
function contextOf(context: AccessCase['request']['context']): Record<string, string | string[]> {
  const multivalued = new Set(['aws:tagkeys', 'aws:principalorgpaths'])
  return Object.fromEntries(
    [...context].flatMap(([key, values]): [string, string | string[]][] => {
      if (values === 'unknown') throw new Error('the oracle knows no unknown keys')
      return [[key, multivalued.has(key) ? [...values] : (values[0] ?? '')]]
    }),
  )
}

function principalText(principal: RequestPrincipal) {
  if ('arn' in principal) return principal.arn
  if (principal.kind === 'service') return principal.name
  if (principal.kind === 'anonymous') return anonymousPrincipal
  throw new Error('the oracle has no such principal')
}

function json(document: PolicyDocument): unknown {
  return JSON.parse(printPolicy(document))
}

function named(documents: readonly PolicyDocument[]) {
  return documents.map((document, at) => ({ name: `policy${at}`, policy: json(document) }))
}

function levels(list: readonly OrganizationLevel[]) {
  return list.map((documents, at) => ({ orgIdentifier: `level${at}`, policies: named(documents) }))
}
