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
  const types = sortedBy(Object.values(resourceTypes), (type) => type.key).flatMap(formatsOf)
  const index = new Map()
  for (const [at, { key }] of types.entries()) {
    index.set(key.toLowerCase(), [...(index.get(key.toLowerCase()) ?? []), at])
  }
  const r = types.map((type) => [type.key, type.arn, keyList(type.conditionKeys)])
  const a = sortedBy(Object.values(actions), (action) => action.name).map((action) => [
    action.name,
    action.accessLevel,
    (action.resourceTypes ?? []).flatMap((type) =>
      (index.get(type.name.toLowerCase()) ?? []).map((at, nth) => [
        at,
        type.required && nth === 0 ? 1 : 0,
        keyList(type.conditionKeys),
      ]),
    ),
    keyList(action.conditionKeys),
    ...((dependents.get(action.name.toLowerCase()) ?? []).length > 0
      ? [dependents.get(action.name.toLowerCase())]
      : []),
  ])
  return { a, r, k: [...lists.keys()].map((text) => JSON.parse(text)) }
}

/** Some types have two formats in one text (Amazon Lex V1 and V2): two entries of one name, the first as required as the type. */
function formatsOf(type) {
  return type.arn.split(/, (?=arn:)/).map((arn) => ({ ...type, arn }))
}

function sortedBy(values, key) {
  return [...values].sort((x, y) => (key(x) < key(y) ? -1 : key(x) > key(y) ? 1 : 0))
}
