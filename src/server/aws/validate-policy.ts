import { z } from 'zod'
import { resourceTypes } from '../../core/checks/validate/policy-kind.js'
import { validatePolicy } from '../../core/checks/validate/validate.js'
import { readBody, readCount } from './body.js'
import { pageOf } from './page.js'

/** Characters of a policy: many times what any policy may have. */
const longest = 200_000

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html */
const input = z.object({
  policyDocument: z
    .string('a policy document is needed')
    .max(longest, `must have ${longest} characters at most`),
  policyType: z.enum(
    ['IDENTITY_POLICY', 'RESOURCE_POLICY', 'SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
    'must be IDENTITY_POLICY, RESOURCE_POLICY, SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY',
  ),
  validatePolicyResourceType: z
    .enum([...resourceTypes], `must be one of ${resourceTypes.join(', ')}`)
    .optional(),
  /** Taken as AWS takes it; the findings are in English. */
  locale: z.enum(['DE', 'EN', 'ES', 'FR', 'IT', 'JA', 'KO', 'PT_BR', 'ZH_CN', 'ZH_TW']).optional(),
})

/** What is wrong with a policy, page by page. Throws a ValidationException. */
export function validatePolicyPage(body: string, query: Readonly<Record<string, string>>): object {
  const maxResults = readCount(query.maxResults, 'maxResults')
  const { policyDocument, policyType, validatePolicyResourceType } = readBody(body, input)
  const findings = validatePolicy(policyDocument, {
    type: policyType,
    resourceType: validatePolicyResourceType,
  })
  const question = ['ValidatePolicy', policyDocument, policyType, validatePolicyResourceType ?? null]
  const { items, nextToken } = pageOf(
    findings,
    question,
    { maxResults, nextToken: query.nextToken },
    (_finding, at) => String(at),
    (_finding, at, key) => at > Number(key),
  )
  return { findings: items, nextToken }
}
