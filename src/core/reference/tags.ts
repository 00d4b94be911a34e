import type { JsonObject } from '../iam/json.js'

/** True for a request member that holds tags: `tags`, `Tags`, `tagList`, `userPoolTags`; not for tags of what comes later. */
export function isTagsKey(key: string): boolean {
  return /tags?(?:list|set)?$/i.test(key) && !/^staging/i.test(key)
}

/**
 * True for tags in the form of a query, as some services take them from a header: `stage=prod&team=web`.
 * https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html
 */
export function isTagsText(key: string, value: unknown): boolean {
  return key === 'tags' && typeof value === 'string' && value.includes('=')
}

/** True if the request has tags to put on what it makes. */
export function hasTags(request: JsonObject | undefined): boolean {
  return Object.entries(request ?? {}).some(
    ([key, value]) =>
      isTagsText(key, value) ||
      (isTagsKey(key) && typeof value === 'object' && value !== null && Object.keys(value).length > 0),
  )
}
