import { corpusCalls, measureCorpus } from './corpus.mjs'
import { measureDenials } from './denials.mjs'
import { measureModels } from './every-model.mjs'
import { apiModels } from './models.mjs'
import { measureOperations, operationList } from './operations.mjs'
import { measurePassedRoles } from './passed-roles.mjs'
import { measureResources } from './resources.mjs'
import { measureTags } from './tags.mjs'

export { measureCost } from './cost.mjs'
export { lineOf, weakest } from './metric.mjs'
export { corpusCalls, measureCorpus, measureDenials }

/**
 * Everything that AWS's own facts say of the mapping from calls to permissions, by name of the measurement:
 * `{metrics, misses}`. `core` is the core's functions, `shared` the folder of facts, `sdk` that of the package aws-sdk.
 */
export function measureAll(core, { shared, sdk }) {
  const models = apiModels(sdk)
  const operations = operationList(shared, models)
  return {
    denials: measureDenials(core, shared),
    operations: measureOperations(core, operations),
    passRole: measurePassedRoles(core, operations),
    tags: measureTags(core, operations),
    resources: measureResources(core, shared, models),
    models: measureModels(core, shared, models),
    corpus: measureCorpus(core, corpusCalls(core, shared)),
  }
}
