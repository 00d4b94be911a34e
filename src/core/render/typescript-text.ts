import type { Condition, PatternElement } from '../iam/policy.js'
import { hex, unsafeCharacters } from './shown-text.js'
import { expressionOf, isPlain, type NamedValue, type References, type Template } from './variables.js'

/** A text as a TypeScript string in single quotes. */
export function tsString(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`
}

/** A string, or a template literal in which nothing but the variables is an expression. `tag` stands before it. */
export function tsTemplate(template: Template, references: References, tag: string): string {
  if (isPlain(template)) return tsString(template.join(''))
  const pieces = template.map((piece) =>
    typeof piece === 'string'
      ? escaped(piece).replaceAll('`', '\\`').replaceAll('${', '\\${')
      : `\${${expressionOf(piece, references)}}`,
  )
  return `${tag}\`${pieces.join('')}\``
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(unsafeCharacters, (character) =>
      character.codePointAt(0)! > 0xffff ? `\\u{${hex(character, 1)}}` : `\\u${hex(character, 4)}`,
    )
}

/** How a value is written: `key` is the condition key it belongs to, `undefined` for a resource. */
export type TsValue = (value: string, key: string | undefined) => string

/** A member with a list, each value in its own line if there are several. */
export function tsList(name: string, texts: readonly string[], indent: string): string {
  if (texts.length === 1) return `${indent}${name}: [${texts[0]}],\n`
  return `${indent}${name}: [\n${texts.map((text) => `${indent}  ${text},\n`).join('')}${indent}],\n`
}

/** The name of an element in its plain or `not` form. */
export function elementName(element: PatternElement, plain: string, negated: string): string {
  return element.not ? negated : plain
}

/** The conditions of a statement as an object; nothing if there are none. */
export function tsConditions(
  name: string,
  conditions: readonly Condition[],
  indent: string,
  valueText: TsValue,
): string {
  if (conditions.length === 0) return ''
  const operators = new Map<string, string[]>()
  for (const { operator, key, values } of conditions) {
    const texts = values.map((value) => valueText(value, key))
    const list = texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
    operators.set(operator, [...(operators.get(operator) ?? []), `${tsKey(key)}: ${list}`])
  }
  const members = [...operators].map(
    ([operator, keys]) =>
      `${indent}  ${tsKey(operator)}: {\n${keys.map((key) => `${indent}    ${key},\n`).join('')}${indent}  },\n`,
  )
  return `${indent}${name}: {\n${members.join('')}${indent}},\n`
}

/** `__proto__` as a plain key would set the prototype; in brackets it is a member like any other. */
function tsKey(key: string): string {
  return key === '__proto__' ? `[${tsString(key)}]` : tsString(key)
}

/** A value that the recipe named, as an expression. */
export function tsNamed({ name }: NamedValue): string {
  return /^\w+$/.test(name) ? `values.${name}` : `values[${tsString(name)}]`
}

/** The declaration of what {@link tsNamed} refers to; nothing if nothing is named. */
export function tsNamedValues(named: readonly NamedValue[]): string {
  if (named.length === 0) return ''
  const members = named.map(({ name, value }) => `  ${tsMember(name)}: ${tsString(value)},\n`)
  return `/** Values that the recipe names. */\nconst values = {\n${members.join('')}}\n\n`
}

/** The member `tags`; nothing if there are none. */
export function tsTags(tags: readonly (readonly [string, string])[], indent: string): string {
  if (tags.length === 0) return ''
  const members = tags.map(([key, value]) => `${indent}  ${tsKey(key)}: ${tsString(value)},\n`)
  return `${indent}tags: {\n${members.join('')}${indent}},\n`
}

function tsMember(name: string): string {
  return /^\w+$/.test(name) ? name : tsKey(name)
}
