import { valuesOf } from './templates.mjs'
import { place } from './values.mjs'

/** The templates of an entry that name something: of one type of whole ARN if given, and of variables and overrides. */
export function templatesOf(entry, type) {
  const whole = type === '' ? [] : [entry.resourcearn_mappings[type]]
  const variables = Object.values(entry.resource_mappings ?? {}).map(({ template }) => template)
  return [...whole, ...variables, ...(entry.arn_override ? [entry.arn_override.template] : [])]
}

/**
 * What the oracle says an entry's resources are: `{arn, format}`, where `arn` has `*` for what it leaves open and `format`
 * matches every ARN of the type.
 */
export function oracleArns({ entry, reference, type }, params) {
  if (entry.arn_override !== undefined) {
    return distinct(valuesOf(entry.arn_override.template, params).map((arn) => ({ arn, format: arn })))
  }
  const variables = new Map(
    Object.entries(entry.resource_mappings ?? {}).map(([name, { template }]) => [
      name.toLowerCase(),
      valuesOf(template, params).filter((value) => value !== '*'),
    ]),
  )
  return distinct(reference.resources.flatMap((resource) => ofType(resource.type, { entry, type, params, variables })))
}

function ofType({ name, format }, { entry, type, params, variables }) {
  const open = filled(format, new Map())
  const whole = Object.entries(entry.resourcearn_mappings ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())
  if (whole !== undefined) {
    const chosen = name.toLowerCase() === type.toLowerCase()
    return chosen ? valuesOf(whole[1], params).map((arn) => ({ arn, format: open[0] })) : []
  }
  const named = format.variables.some((variable) => (variables.get(variable.toLowerCase()) ?? []).length > 0)
  return named ? filled(format, variables).map((arn) => ({ arn, format: open[0] })) : []
}

/** The ARNs of a format for all values of its variables; `*` for a variable without any. */
function filled({ text }, variables) {
  return [...new Set(text.match(/\$\{[^}]*\}/g))].reduce((arns, marked) => {
    const name = marked.slice(2, -1)
    const value = place[name.toLowerCase()] ?? variables.get(name.toLowerCase()) ?? []
    const values = [value].flat().length === 0 ? ['*'] : [value].flat()
    return arns.flatMap((arn) => values.map((one) => arn.replaceAll(marked, () => one)))
  }, [text])
}

function distinct(list) {
  return [...new Map(list.map((one) => [one.arn, one])).values()].filter(({ arn }) => arn !== '')
}
