import { type ServiceRules, text } from '../rule.js'

/**
 * Metric data has no resource; policies limit it by its namespace.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
export const cloudwatch: ServiceRules = {
  prefix: 'cloudwatch',
  primary: (operation, call) => {
    if (operation !== 'PutMetricData') return undefined
    const namespace = text(call.request, 'namespace')
    const resources = [{ arn: '*', why: 'metrics have no ARN', wildcard: undefined }]
    const context = namespace === undefined ? [] : [{ key: 'cloudwatch:namespace', values: [namespace] }]
    return [{ action: 'cloudwatch:PutMetricData', resources, context, why: 'the operation itself' }]
  },
  reads: ['namespace'],
}
