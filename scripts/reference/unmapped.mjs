import { callOf } from '../measure/call.mjs'

/** The sources under which a model's calls may be logged: by its endpoint or by the name it signs with. */
function sourcesOf({ metadata: { endpointPrefix, signingName = endpointPrefix } }) {
  return [...new Set([endpointPrefix, signingName])].map((host) => `${host}.amazonaws.com`)
}

function unmappedUnder(core, model, source) {
  return Object.keys(model.operations).filter(
    (operation) => core.requiredPermissions(callOf(source, operation, undefined)).kind === 'unmapped',
  )
}

/**
 * The source of a model's calls that the reference knows most operations of, and the operations that it maps under none
 * of them, whatever the request says: `{source, unmapped}`.
 */
export function survey(core, model) {
  const [best, ...others] = sourcesOf(model)
    .map((source) => ({ source, unmapped: unmappedUnder(core, model, source) }))
    .sort((a, b) => a.unmapped.length - b.unmapped.length)
  const unmapped = best.unmapped.filter((operation) =>
    others.every((other) => other.unmapped.includes(operation)),
  )
  return { source: best.source, unmapped: unmapped.sort() }
}
