import { valuesOf } from './templates.mjs'
import { place } from './values.mjs'

/** The templates of an entry that name something: of one type of whole ARN if given, and of variables and overrides. */
export function templatesOf(entry, type) {
  const whole = type === '' ? [] : [entry.resourcearn_mappings[type]]
  const variables = Object.values(entry.resource_mappings ?? {}).map(({ template }) => template)
  return [...whole, ...variables, ...(entry.arn_override ? [entry.arn_override.template] : [])]
}

/**
 * What the oracle says an entry's resources are: `{arn, format, group}`, where `arn` has `*` for what it leaves open and
 * `format` matches every ARN of the type. Of those with the same group one is enough: formats that stand for each other
 * and types that a data set cannot tell apart because they share a variable such as `${ResourceId}`.
 */
export function oracleArns({ entry, reference, type }, params) {
  if (entry.arn_override !== undefined) {
    return distinct(
      valuesOf(entry.arn_override.template, params).map((arn) => ({ arn, format: arn, group: arn })),
    )
  }
  const variables = variablesOf(entry, params)
  const types = reference.resources.flatMap((resource) => formatsOf(resource.type))
  const whole = types.flatMap((one) => wholeArns(one, { entry, type, params }))
  const open = types.filter((one) => !isWhole(one, entry))
  const complete = open.filter(
    (one) => one.variables.length > 0 && one.variables.every((name) => variables.has(name)),
  )
  const partial = open.filter((one) => one.variables.some((name) => valued(variables, name)))
  const named = (complete.length > 0 ? complete : partial).filter((one) =>
    one.variables.some((name) => valued(variables, name)),
  )
  return distinct([...whole, ...named.flatMap((one) => builtArns(one, variables))])
}

function variablesOf({ resource_mappings: mappings = {} }, params) {
  return new Map(
    Object.entries(mappings).map(([name, { template }]) => [
      name.toLowerCase(),
      valuesOf(template, params).filter((value) => value !== '*'),
    ]),
  )
}

function valued(variables, name) {
  return (variables.get(name) ?? []).length > 0
}

/** A type's format, or both where the reference gives two, with the variables that the call's place does not fill. */
function formatsOf({ name, format: { text } }) {
  const texts = text.split(/,\s*(?=arn:)/)
  return texts.map((one) => ({
    name: name.toLowerCase(),
    text: one,
    alternatives: texts.length > 1,
    variables: [...one.matchAll(/\$\{([^}]*)\}/g)]
      .map(([, variable]) => variable.toLowerCase())
      .filter((variable) => !Object.hasOwn(place, variable) && !isAccount(one, variable)),
  }))
}

/** The reference writes `${AccountId}` for the account in some formats. */
function isAccount(text, variable) {
  return variable === 'accountid' && /^\$\{accountid\}$/i.test(text.split(':')[4])
}

function templateFor({ name }, entry) {
  return Object.entries(entry.resourcearn_mappings ?? {}).find(([key]) => key.toLowerCase() === name)?.[1]
}

function isWhole(one, entry) {
  return templateFor(one, entry) !== undefined
}

function wholeArns(one, { entry, type, params }) {
  if (one.name !== type.toLowerCase()) return []
  const [format] = filled(one.text, new Map())
  return valuesOf(templateFor(one, entry), params).map((arn) => ({ arn, format, group: arn }))
}

function builtArns(one, variables) {
  const [format] = filled(one.text, new Map())
  const shared = one.variables
    .filter((name) => valued(variables, name))
    .some((name) => name.startsWith('resource'))
  const group = shared ? 'shared' : one.alternatives ? one.name : undefined
  return filled(one.text, variables).map((arn) => ({ arn, format, group: group ?? arn }))
}

/** The ARNs of a format for all values of its variables; `*` for a variable without any. */
function filled(text, variables) {
  return [...new Set(text.match(/\$\{[^}]*\}/g))].reduce(
    (arns, marked) => {
      const name = marked.slice(2, -1).toLowerCase()
      const value = place[name] ?? (isAccount(text, name) ? place.account : undefined)
      const values = value === undefined ? (variables.get(name) ?? []) : [value]
      return arns.flatMap((arn) =>
        (values.length === 0 ? ['*'] : values).map((one) => arn.replaceAll(marked, () => one)),
      )
    },
    [text],
  )
}

/** Data sets put `alias/` before names that bear it already. */
function distinct(list) {
  const arns = list.map((one) => ({ ...one, arn: one.arn.replace(':alias/alias/', ':alias/') }))
  return [...new Map(arns.map((one) => [one.arn, one])).values()].filter(({ arn }) => arn.startsWith('arn:'))
}
