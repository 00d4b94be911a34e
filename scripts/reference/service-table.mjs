/**
 * One service of the Service Authorization Reference as a compact table; src/core/reference/service.ts reads it back.
 *
 * `{a: actions, r: resource types, k: lists of condition keys}` with
 * action = [name, access level, [[resource type, required 0|1, key list], …], key list, dependent actions?]
 * resource type = [name, ARN format, key list].
 * Key lists are indexes into `k`, because most actions of a service share theirs.
 */
export function serviceTable(actions, resourceTypes, dependents) {
  const lists = new Map()
  const keyList = (keys = []) => {
    const text = JSON.stringify([...keys].sort())
    if (!lists.has(text)) lists.set(text, lists.size)
    return lists.get(text)
  }
  const types = sortedBy(Object.values(resourceTypes), (type) => type.key)
  const index = new Map(types.map((type, i) => [type.key.toLowerCase(), i]))
  const r = types.map((type) => [type.key, type.arn, keyList(type.conditionKeys)])
  const a = sortedBy(Object.values(actions), (action) => action.name).map((action) => [
    action.name,
    action.accessLevel,
    (action.resourceTypes ?? [])
      .filter((type) => index.has(type.name.toLowerCase()))
      .map((type) => [
        index.get(type.name.toLowerCase()),
        type.required ? 1 : 0,
        keyList(type.conditionKeys),
      ]),
    keyList(action.conditionKeys),
    ...((dependents.get(action.name.toLowerCase()) ?? []).length > 0
      ? [dependents.get(action.name.toLowerCase())]
      : []),
  ])
  return { a, r, k: [...lists.keys()].map((text) => JSON.parse(text)) }
}

function sortedBy(values, key) {
  return [...values].sort((x, y) => (key(x) < key(y) ? -1 : key(x) > key(y) ? 1 : 0))
}
