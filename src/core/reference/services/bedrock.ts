import type { ServiceRules } from '../rule.js'

/** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html */
export const bedrock: ServiceRules = {
  prefix: 'bedrock',
  renamed: { Converse: 'InvokeModel', ConverseStream: 'InvokeModelWithResponseStream' },
}
