/**
 * Condition keys by data type, and what else the checks of policies ask of the reference as a whole:
 * which service prefixes define ARNs of which service, and which services resource control policies cover.
 */

/**
 * @param {readonly { key: string, type: string }[]} globals  the keys of every request
 * @param {readonly { key: string, type: string }[]} ofServices  the keys of all services, repeated ones among them
 */
export function keysByType(globals, ofServices) {
  const types = new Map()
  const claim = ({ key: written, type }) => {
    const key = withFreePart(written)
    const known = types.get(key.toLowerCase())
    // A key that one service gives several values needs the operators of several.
    if (known === undefined || type.startsWith('ArrayOf')) types.set(key.toLowerCase(), { key, type })
  }
  const spelled = globals.map(({ key, type }) => ({ key: withFreePart(key), type }))
  for (const entry of [...ofServices, ...spelled]) claim(entry)
  for (const entry of spelled) types.set(entry.key.toLowerCase(), entry)
  const byType = {}
  for (const { key, type } of types.values()) byType[type] = [...(byType[type] ?? []), key]
  return Object.fromEntries(
    Object.entries(byType)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, keys]) => [type, keys.sort().join(' ')]),
  )
}

/** AWS has three ways to say that a tag's name follows; here there is one. */
function withFreePart(key) {
  return key.replace(/\/(?:tag-key|<key>)$/, '/${TagKey}')
}

/** The service that stands in an ARN → the prefixes whose resource types have such ARNs. */
export function prefixesByArnService(services) {
  const prefixes = {}
  for (const [prefix, formats] of services) {
    for (const format of formats) {
      const service = format.split(':')[2] ?? ''
      if (service.includes('$') || service === '*' || service === '') continue
      prefixes[service] = [...new Set([...(prefixes[service] ?? []), prefix])].sort()
    }
  }
  return Object.fromEntries(Object.entries(prefixes).sort(([a], [b]) => (a < b ? -1 : 1)))
}
