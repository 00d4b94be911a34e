import type { Call } from '../call.js'
import { type Need, resourceOf, type ServiceRules } from '../rule.js'

/** Amazon CloudFront. */
export const cloudfront: ServiceRules = {
  prefix: 'cloudfront',
  renamed: { CreateDistributionWithTags: 'CreateDistribution' },
  primary: (operation) => (operation === 'UpdateDistributionWithStagingConfig' ? promotion : undefined),
  additional: (operation, call) => withTags(operation, call),
  tagOnCreate: 'cloudfront:TagResource',
}

/**
 * "This API operation requires the following IAM permissions": these two.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistributionWithStagingConfig.html
 */
const promotion: readonly Need[] = ['UpdateDistribution', 'GetDistribution'].map((name) => ({
  action: `cloudfront:${name}`,
  kind: 'primary',
  why: 'a staging configuration is read and put into the distribution',
}))

/**
 * An operation of its own takes the tags of a distribution that it creates.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistributionWithTags.html
 */
function withTags(operation: string, call: Call): readonly Need[] {
  if (operation !== 'CreateDistributionWithTags') return []
  const resources = [resourceOf(call, 'cloudfront/distribution', {}, 'the call creates and tags it')]
  return [{ action: 'cloudfront:TagResource', resources, why: 'the request tags what it creates' }]
}
