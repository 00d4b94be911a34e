import { sortedUnique } from '../iam/order.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import { policySize, printPolicy } from '../iam/policy-print.js'
import type { ExplainedPolicy } from './explained.js'
import { documentOf, mergedDocument } from './merged.js'
import { type Rendering, refusedIfEmpty, rendered } from './rendering.js'

/** Characters of a managed policy, of which an identity can have one as its boundary. */
const boundaryLimit = 6_144

/**
 * A permissions boundary: the most that the identity may ever be allowed, in one document. It is the policy itself if that
 * fits; else the same actions on every resource; else every action of the services. A boundary allows nothing by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function renderBoundary(policy: ExplainedPolicy): Rendering {
  const empty = refusedIfEmpty(policy)
  if (empty !== undefined) return empty
  const exact = mergedDocument(policy)
  if (fits(exact)) return boundary(exact, 'the same actions on the same resources as the policy')
  const actions = sortedUnique(exact.statements.flatMap(({ action }) => action.patterns))
  const byAction = documentOf(actionsByService(actions))
  if (fits(byAction)) {
    return boundary(byAction, `the same actions on every resource: with resources it ${tooLong(exact)}`)
  }
  const services = documentOf([
    allow('Services', sortedUnique(actions.map((action) => `${serviceOf(action)}:*`))),
  ])
  return boundary(services, `every action of the services: by action it ${tooLong(byAction)}`)
}

function boundary(document: PolicyDocument, what: string): Rendering {
  return rendered(`${printPolicy(document)}\n`, [
    `the boundary is ${what}`,
    'a boundary allows nothing by itself: attach the policy as well',
  ])
}

function tooLong(document: PolicyDocument): string {
  return `would have ${policySize(document)} characters, and one managed policy takes ${boundaryLimit}`
}

function fits(document: PolicyDocument): boolean {
  return policySize(document) <= boundaryLimit
}

function serviceOf(action: string): string {
  return action.slice(0, Math.max(action.indexOf(':'), 0))
}

function actionsByService(actions: readonly string[]): readonly Statement[] {
  return sortedUnique(actions.map(serviceOf)).map((service) =>
    allow(
      service.replace(/[^a-z0-9]/g, '').replace(/^./, (letter) => letter.toUpperCase()),
      actions.filter((action) => serviceOf(action) === service),
    ),
  )
}

function allow(sid: string, actions: readonly string[]): Statement {
  return {
    sid,
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: actions },
    resource: { not: false, patterns: ['*'] },
    condition: [],
  }
}
