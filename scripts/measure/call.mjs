import { place } from './values.mjs'

/** A call as the reference reads it, made by a user of the account at the one place. */
export function callOf(eventSource, eventName, request) {
  return {
    ...place,
    eventSource,
    eventName,
    principal: `arn:aws:iam::${place.account}:user/measure`,
    invokedBy: undefined,
    request,
    resources: [],
  }
}
