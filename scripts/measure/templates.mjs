import { place } from './values.mjs'

/** A template as data sets write it: variables, `%%regex%…%%`, `%%many%…%%`, `%%iftruthy%…%%`, `%%iftemplatematch%…%%`. */
const functions = [
  [/^%%iftemplatematch%(.*)%%$/s, ([inner], params) => valuesOf(inner, params)],
  [
    /^%%many%(.*?)(?:%%|\$\$)$/s,
    ([inner], params) => inner.split('%').flatMap((one) => valuesOf(one, params)),
  ],
  [/^%%iftruthy%(.*?)%(.*)%(.*?)%%$/s, truthy],
  [/^%%regex%(.*?)%\/(.*)\/g%%(.*)$/s, captured],
]

/** The values that a template takes for the parameters, `*` for what it leaves open; none if a member is missing. */
export function valuesOf(template, params) {
  for (const [pattern, evaluate] of functions) {
    const match = pattern.exec(template)
    if (match !== null) return evaluate(match.slice(1), params)
  }
  return embedded(template.replace(/\[\]$/, ''), params)
}

function truthy([condition, then, otherwise], params) {
  const holds = valuesOf(condition, params).some((value) => value !== '')
  const branch = holds ? then : otherwise
  return branch === '' || branch === '%' ? [] : valuesOf(branch.replace(/%$/, ''), params)
}

function captured([inner, source, rest], params) {
  return valuesOf(inner, params).flatMap((value) => {
    const match = new RegExp(source).exec(value)
    return match === null ? [] : valuesOf(rest, params).map((tail) => (match[1] ?? '') + tail)
  })
}

const nestedRegex = /%%regex%(.*?)%\/(.*?)\/g%%/s

/** Text with variables in it, and at most regexes between them. */
function embedded(template, params) {
  const regex = nestedRegex.exec(template)
  if (regex !== null) {
    const values = captured([regex[1], regex[2], ''], params)
    return values.flatMap((value) =>
      embedded(
        template.replace(regex[0], () => value),
        params,
      ),
    )
  }
  const variable = /\$\{([^}]*)\}/.exec(template)
  if (variable === null) return [template]
  const values = place[lowerFirst(variable[1])] ?? lookUp(params, variable[1])
  return [values].flat().flatMap((value) =>
    embedded(
      template.replace(variable[0], () => value),
      params,
    ),
  )
}

function lowerFirst(name) {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** The values at `A.B[].C`. */
export function lookUp(params, path) {
  let values = [params]
  for (const step of path.replaceAll('[]', '').split('.')) {
    values = values.flatMap((value) => [value?.[step]].flat()).filter((value) => value !== undefined)
  }
  return values.map(String)
}

/** Every member that a template speaks of. */
export function membersIn(template) {
  return [...template.matchAll(/\$\{([^}]*)\}/g)]
    .map(([, path]) => path)
    .filter((path) => !Object.hasOwn(place, lowerFirst(path)))
}
