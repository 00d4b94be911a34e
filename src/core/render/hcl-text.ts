import { hex, unsafeCharacters } from './shown-text.js'
import { expressionOf, type References, type Template } from './variables.js'

const escapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/**
 * A text as a quoted template of HCL, in which nothing of it is a template: quotes, backslashes, `${` and `%{` are escaped,
 * and what could break the line or hide is written by its code point.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function hclString(text: string): string {
  return `"${hclLiteral(text)}"`
}

/** As {@link hclString}, with references in the place of the variables. */
export function hclTemplate(template: Template, references: References): string {
  const pieces = template.map((piece) =>
    typeof piece === 'string' ? hclLiteral(piece) : `\${${expressionOf(piece, references)}}`,
  )
  return `"${pieces.join('')}"`
}

function hclLiteral(text: string): string {
  return text
    .replace(/["\\]/g, '\\$&')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(unsafeCharacters, (character) => escapes.get(character) ?? codePoint(character))
}

/** Halves of characters are no text in HCL. */
function codePoint(character: string): string {
  const code = character.codePointAt(0)!
  if (code >= 0xd800 && code <= 0xdfff) return '\uFFFD'
  return code > 0xffff ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`
}

/** A text, or a list of texts, each written as HCL already. */
export type HclAttribute = readonly [name: string, value: string | readonly string[]]

/** Attributes as `terraform fmt` aligns them: neighbours in one line each share a column, a list of several is on its own. */
export function hclAttributes(attributes: readonly HclAttribute[], indent: string): string {
  const groups: HclAttribute[][] = [[]]
  for (const attribute of attributes) {
    if (isLong(attribute)) groups.push([attribute], [])
    else groups.at(-1)!.push(attribute)
  }
  return groups
    .map((group) => {
      const width = Math.max(0, ...group.map(([name]) => name.length))
      return group
        .map(([name, value]) => `${indent}${name.padEnd(width)} = ${valueText(value, indent)}\n`)
        .join('')
    })
    .join('')
}

function isLong([, value]: HclAttribute): boolean {
  return typeof value !== 'string' && value.length !== 1
}

function valueText(value: string | readonly string[], indent: string): string {
  if (typeof value === 'string') return value
  if (value.length === 1) return `[${value[0]}]`
  return `[\n${value.map((text) => `${indent}  ${text},\n`).join('')}${indent}]`
}
