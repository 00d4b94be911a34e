/** How AWS answered a call, and whose permission it shows. */
export { type DeniedDetail, deniedDetail } from './denied-detail.js'
export { type Outcome, outcomeOf } from './outcome.js'
export { type WhosePermission, whosePermission } from './whose-permission.js'
