import { resolved } from './models.mjs'
import { scalarValue } from './values.mjs'

/**
 * Parameters of an operation as one gives them to the SDK: every required member, and those on the `paths` asked for
 * (`A.B[].C`), each with a value of its own.
 * `all` takes every member of the first level; `without(path, name)` leaves members out even if required; `values` are
 * by path.
 */
export function paramsOf(model, operation, { paths = [], all = false, without = () => false, values } = {}) {
  const wanted = new Set(paths.flatMap(prefixes))
  const options = { model, wanted, all, without, values: values ?? new Map() }
  const { input } = model.operations[operation]
  return input === undefined ? {} : structure(resolved(input, model), '', 0, options)
}

/** `A.B[].C` → `A`, `A.B`, `A.B.C`. */
function prefixes(path) {
  const steps = plainPath(path).split('.')
  return steps.map((_, index) => steps.slice(0, index + 1).join('.'))
}

/** A path without the marks of lists. */
export function plainPath(path) {
  return path.replaceAll('[]', '')
}

const deepest = 7

function structure(shape, path, depth, options) {
  const required = new Set(shape.required ?? [])
  const entries = Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
    const inner = path === '' ? name : `${path}.${name}`
    const taken = required.has(name) || options.wanted.has(inner) || (options.all && depth === 0)
    if (!taken || options.without(inner, name)) return []
    const value = memberValue(resolved(member, options.model), inner, depth + 1, options)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function memberValue(shape, path, depth, options) {
  if (depth > deepest) return undefined
  if (shape.type === 'structure') return structure(shape, path, depth, options)
  if (shape.type === 'list') {
    const element = memberValue(resolved(shape.member, options.model), path, depth + 1, options)
    return element === undefined ? [] : [element]
  }
  if (shape.type === 'map') {
    const value = memberValue(resolved(shape.value, options.model), path, depth + 1, options)
    return value === undefined ? {} : { [`${path.split('.').at(-1)}Key`]: value }
  }
  return options.values.get(path) ?? scalarValue(path, shape, options.model.metadata.endpointPrefix)
}

/** Every scalar member of an input with its path, through structures and lists, as far as `depth` levels. */
export function scalarPaths(model, operation, depth = 5) {
  const { input } = model.operations[operation]
  return input === undefined ? [] : walk(resolved(input, model), '', depth, model)
}

function walk(shape, path, depth, model) {
  if (depth === 0) return []
  if (shape.type === 'list') return walk(resolved(shape.member, model), path, depth, model)
  if (shape.type !== 'structure') return [{ path, type: shape.type ?? 'string' }]
  return Object.entries(shape.members ?? {}).flatMap(([name, member]) =>
    walk(resolved(member, model), path === '' ? name : `${path}.${name}`, depth - 1, model),
  )
}
