import type { ExplainedPolicy } from './explained.js'
import { pascalName } from './names.js'
import type { NamedValue, Template } from './template.js'

/** The named values that are whole names somewhere: a part of a pattern stands for nothing of its own. The longest first. */
export function namedValuesOf({ report }: ExplainedPolicy): readonly NamedValue[] {
  const all = (report.recipe?.variables ?? []).map((one) => ({
    ...one,
    reference: one.reference ?? undefined,
  }))
  const whole = all.filter(({ value }) => value !== '' && !/[*?]|\$\{/.test(value))
  return whole.sort((a, b) => b.value.length - a.value.length)
}

/** Those that stand in the policy, and so have to be declared. In the order of the recipe. */
export function namedValuesUsed(policy: ExplainedPolicy): readonly NamedValue[] {
  const named = namedValuesOf(policy)
  const texts = policy.documents.flatMap(({ document }) =>
    document.statements.flatMap(({ resource, condition }) => [
      ...(resource?.patterns ?? []),
      ...condition.flatMap(({ values }) => values),
    ]),
  )
  const pieces = texts.flatMap((text) => withNamedValues([text], named))
  const used = new Set(
    pieces.flatMap((piece) => (typeof piece !== 'string' && 'named' in piece ? [piece.named.name] : [])),
  )
  const order = (policy.report.recipe?.variables ?? []).map(({ name }) => name)
  return named
    .filter(({ name }) => used.has(name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

/**
 * A template with named values in the place of what they stand for: between `:` and `/`, or the ends, only. The bucket
 * `media-logs` is not the bucket `media`, whatever it begins with.
 */
export function withNamedValues(template: Template, named: readonly NamedValue[]): Template {
  if (named.length === 0) return template
  return template.flatMap((piece, at) =>
    typeof piece === 'string' ? piecesOf(piece, named, at === 0, at === template.length - 1) : [piece],
  )
}

function piecesOf(text: string, named: readonly NamedValue[], first: boolean, last: boolean): Template {
  const pieces: (string | { readonly named: NamedValue })[] = []
  let plain = 0
  let at = 0
  while (at < text.length) {
    const free = at === 0 ? first : isBorder(text[at - 1])
    const found = free ? named.find((one) => standsAt(one, text, at, last)) : undefined
    if (found === undefined) {
      at += 1
      continue
    }
    if (plain < at) pieces.push(text.slice(plain, at))
    pieces.push({ named: found })
    at += found.value.length
    plain = at
  }
  return plain < text.length || pieces.length === 0 ? [...pieces, text.slice(plain)] : pieces
}

function standsAt({ value }: NamedValue, text: string, at: number, last: boolean): boolean {
  if (!text.startsWith(value, at)) return false
  const end = at + value.length
  return end === text.length ? last : isBorder(text[end])
}

function isBorder(character: string | undefined): boolean {
  return character === ':' || character === '/'
}

/** A name for each value that a template can declare beside the names in `taken`: letters and digits, no two equal. */
export function parameterNames(
  named: readonly NamedValue[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Set(taken)
  const names = new Map<string, string>()
  for (const { name } of named) {
    const wanted = pascalName(name)
    let free = wanted
    for (let number = 2; known.has(free); number += 1) free = `${wanted}${number}`
    known.add(free)
    names.set(name, free)
  }
  return names
}
