import { sortedUnique } from '../../core/iam/order.js'
import type { PolicyDocument } from '../../core/iam/policy.js'
import { compactPolicy } from '../../core/iam/policy-print.js'
import { anyResourceDocument, placeholderDocument, withinLimit } from '../../core/policy/placeholders.js'
import { managedPolicyLimit } from '../../core/policy/split.js'
import { prefixOfEventSource } from '../../core/reference/event-source.js'
import type { GenerateResult } from '../../workflows/generate.js'
import type { GenerationOutcome } from './generation.js'

/**
 * What was used, in the layouts of IAM Access Analyzer. It lists calls that need no permission as well, so they are here
 * and nowhere else: they allow nothing that is not allowed anyway.
 */
export function placeholderPolicies({
  report: { permissions, principals, unmapped },
  permissionless,
}: Pick<GenerateResult, 'report' | 'permissionless'>): Pick<
  GenerationOutcome,
  'placeholders' | 'anyResource' | 'templates'
> {
  const actions = [...permissions.map(({ action }) => action), ...permissionless]
  const partition = principals[0]?.arn.split(':')[1] ?? 'aws'
  const services = sortedUnique(unmapped.flatMap(({ eventSource }) => prefixOfEventSource(eventSource) ?? []))
  return {
    placeholders: texts(placeholderDocument(actions, partition)),
    anyResource: texts(anyResourceDocument(actions)),
    templates: services.length === 0 ? [] : [compactPolicy(templateFor(services))],
  }
}

function texts(document: PolicyDocument): readonly string[] {
  return withinLimit(document, managedPolicyLimit).map(compactPolicy)
}

/** A person has to say which actions: as it is, the document allows nothing and IAM refuses it. */
function templateFor(services: readonly string[]): PolicyDocument {
  return {
    version: '2012-10-17',
    id: undefined,
    statements: services.map((service, at) => ({
      sid: `ServiceLevelTemplateSid${at}`,
      effect: 'Allow',
      principal: undefined,
      action: { not: false, patterns: [`${service}:\${ActionName}`] },
      resource: { not: false, patterns: ['*'] },
      condition: [],
    })),
  }
}
