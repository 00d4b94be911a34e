import type { Json, JsonObject } from '../iam/json.js'
import { asObject, member } from '../iam/json.js'
import type { Call } from './call.js'
import { isDisclosed } from './literal-value.js'
import { isTagsKey, isTagsText } from './tags.js'

/** Tags of a request, by the resource type that they are for; `''` stands for what the request is about. */
export type RequestTags = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Members in which EC2 says which tags are for which type of what it makes. */
const tagSpecificationKeys: readonly string[] = [
  'tagSpecificationSet',
  'TagSpecification',
  'tagSpecification',
  'tagSpecifications',
]

/** True for a member of a request that says which tags are for which type of what it makes. */
export function isTagSpecification(key: string): boolean {
  return tagSpecificationKeys.includes(key)
}

/** https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html: 50 for a resource; hand-made logs have more. */
const mostTags = 50

/** Stands where prefix trees collapse; no policy can hold it, so a tag with it is none to write about. */
const privateUse = /[\uE000-\uF8FF]/

/**
 * The tags that a request carries, if it says them in a form that is known and hides none; `undefined` otherwise, and
 * where tags stand in two members, of which nobody says which counts. Empty if it has none.
 */
export function requestTags({ request }: Pick<Call, 'request'>): RequestTags | undefined {
  if (request === undefined) return undefined
  const specified = tagSpecificationsOf(request)
  const plain = Object.entries(request).filter(([key, value]) => holdsTags(key, value))
  if (plain.length + (specified.length > 0 ? 1 : 0) > 1) return undefined
  if (specified.length > 0) return byType(specified)
  const [found] = plain
  if (found === undefined) return new Map()
  const tags = tagsIn(found[1])
  return tags === undefined ? undefined : new Map(tags.size === 0 ? [] : [['', tags]])
}

/** `tagSpecificationSet.items[]` in most records, `TagSpecification` (one or a list) inside a `…Request` in newer ones. */
export function tagSpecificationsOf(request: JsonObject | undefined): readonly JsonObject[] {
  const outer = request ?? {}
  const inner = Object.keys(outer)
    .filter((key) => key.endsWith('Request'))
    .map((key) => asObject(outer[key]))
  return [outer, ...inner].flatMap((object) =>
    tagSpecificationKeys.flatMap((key) => listOf(member(object, key))),
  )
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  const object = asObject(value)
  const items = object === undefined ? value : (member(object, 'items') ?? [object])
  return Array.isArray(items)
    ? (items as readonly Json[]).map(asObject).filter((item) => item !== undefined)
    : []
}

function holdsTags(key: string, value: Json): boolean {
  return isTagsText(key, value) || (isTagsKey(key) && typeof value === 'object' && value !== null)
}

function byType(specifications: readonly JsonObject[]): RequestTags | undefined {
  const found = new Map<string, ReadonlyMap<string, string>>()
  for (const one of specifications) {
    const type = member(one, 'resourceType') ?? member(one, 'ResourceType')
    const tags = tagsIn(member(one, 'tags') ?? member(one, 'Tags') ?? member(one, 'Tag') ?? null)
    const isType = typeof type === 'string' && /^[a-z0-9-]{1,64}$/.test(type)
    if (!isType || tags === undefined || tags.size === 0 || found.has(type)) return undefined
    found.set(type, tags)
  }
  return found
}

/** A list of pairs, such a list as `items`, an object from key to value, or the text of a query. */
function tagsIn(value: Json): ReadonlyMap<string, string> | undefined {
  if (typeof value === 'string') return pairsOf(queryPairs(value))
  const object = asObject(value)
  const list = object === undefined ? value : member(object, 'items')
  if (Array.isArray(list)) return pairsOf((list as readonly Json[]).map(pairOf))
  if (object === undefined || list !== undefined || pairOf(object) !== undefined) return undefined
  return pairsOf(Object.entries(object).map(([key, text]) => asPair(key, text)))
}

type Pair = readonly [key: string, value: string]

const spellings = [
  ['key', 'value'],
  ['Key', 'Value'],
  ['tagKey', 'tagValue'],
  ['TagKey', 'TagValue'],
] as const

function pairOf(element: Json): Pair | undefined {
  const object = asObject(element)
  for (const [key, value] of spellings) {
    const name = member(object, key)
    if (typeof name === 'string') return asPair(name, member(object, value) ?? '')
  }
  return undefined
}

function asPair(key: string, value: Json): Pair | undefined {
  return typeof value === 'string' ? [key, value] : undefined
}

/** `stage=prod&team=web`, as headers have it. */
function queryPairs(text: string): readonly (Pair | undefined)[] {
  return text.split('&').map((part) => {
    const [key = '', value = ''] = part.split('=', 2).map((one) => one.replaceAll('+', ' '))
    try {
      return [decodeURIComponent(key), decodeURIComponent(value)]
    } catch {
      return undefined
    }
  })
}

/** Keys are condition keys, which have no letter case: two that differ in it alone say nothing for certain. */
function pairsOf(pairs: readonly (Pair | undefined)[]): ReadonlyMap<string, string> | undefined {
  const known = pairs.filter((pair) => pair !== undefined)
  const isShown = known.every(
    ([key, value]) =>
      isDisclosed(key) && (value === '' || isDisclosed(value)) && !privateUse.test(key + value),
  )
  const distinct = new Set(known.map(([key]) => key.toLowerCase())).size
  if (known.length < pairs.length || !isShown || distinct < known.length || distinct > mostTags)
    return undefined
  return new Map(known)
}
