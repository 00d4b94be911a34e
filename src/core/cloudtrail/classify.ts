/** How AWS answered a call, and whose permission it shows. */
export { deniedDetail } from './denied-detail.js'
export { type Outcome, outcomeOf } from './outcome.js'
export { whosePermission } from './whose-permission.js'
