import type { Need, ServiceRules } from '../rule.js'
import { text } from '../rule.js'
import { secretOf } from './secretsmanager.js'

/**
 * The Data API signs in with a secret that the caller must be allowed to read.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.access.html
 */
export const rdsData: ServiceRules = {
  prefix: 'rds-data',
  additional: (_operation, call): readonly Need[] => {
    const secret = text(call.request, 'secretArn')
    if (secret === undefined) return []
    const resources = [secretOf(call, secret)]
    return [{ action: 'secretsmanager:GetSecretValue', resources, why: 'the call signs in with secretArn' }]
  },
  reads: ['secretarn'],
}
