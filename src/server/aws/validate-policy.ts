import { z } from 'zod'
import type { Finding } from '../../core/checks/validate/finding.js'
import { resourceTypes } from '../../core/checks/validate/policy-kind.js'
import { readBody, readCount } from './body.js'
import { pageOf } from './page.js'
import type { Validate } from './validate-apart.js'

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

/** ValidatePolicy, page by page. Throws a ValidationException. */
export type PolicyPages = (body: string, query: Readonly<Record<string, string>>) => Promise<object>

/** Pages of what is wrong with policies. The findings of the last few that took several pages are remembered. */
export function openPolicyPages(validate: Validate): PolicyPages {
  const known = new Map<string, readonly Finding[]>()
  return async (body, query) => {
    const maxResults = readCount(query.maxResults, 'maxResults')
    const {
      policyDocument: text,
      policyType: type,
      validatePolicyResourceType: resourceType,
    } = readBody(body, input)
    const question = ['ValidatePolicy', text, type, resourceType ?? null]
    const key = JSON.stringify(question)
    const findings = known.get(key) ?? (await validate({ text, use: { type, resourceType } }))
    const { items, nextToken } = pageOf(
      findings,
      question,
      { maxResults, nextToken: query.nextToken },
      (_finding, at) => String(at),
      (_finding, at, key) => at > Number(key),
    )
    remember(known, key, nextToken === undefined ? undefined : findings)
    return { findings: items, nextToken }
  }
}

const remembered = 4

function remember<T>(known: Map<string, T>, key: string, value: T | undefined): void {
  known.delete(key)
  if (value !== undefined) known.set(key, value)
  for (const oldest of [...known.keys()].slice(0, -remembered)) known.delete(oldest)
}
