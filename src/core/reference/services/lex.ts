import { resourceOf, type ServiceRules, text } from '../rule.js'

/**
 * A slot type of Lex V1 is called `name`, and its ARN ends in its version.
 * https://docs.aws.amazon.com/lex/latest/dg/API_GetSlotType.html
 */
export const lex: ServiceRules = {
  prefix: 'lex',
  renamed: {
    ListUtteranceAnalyticsData: 'ListAggregatedUtterances',
    ListUtteranceMetrics: 'ListAggregatedUtterances',
  },
  resources: (action, _operation, call) => {
    const name = text(call.request, 'name')
    const named = action.resources.some(({ type }) => type.name === 'slottype version')
    if (!named || name === undefined) return undefined
    const version = text(call.request, 'version')
    return [resourceOf(call, 'lex/slottype version', { SlotName: name, SlotVersion: version }, 'name')]
  },
  reads: ['name', 'version'],
}
