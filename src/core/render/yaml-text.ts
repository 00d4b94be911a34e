import { hex, unsafeCharacters } from './shown-text.js'

/** A text that YAML 1.1 and 1.2 both read as this very text without quotes: an action, or a word that is no Boolean, null or number. */
const plain = /^(?:[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]*|Allow|Deny)$/

/** A text as a scalar of YAML: in double quotes unless it is harmless without. */
export function yamlString(text: string): string {
  return plain.test(text) ? text : `"${yamlQuoted(text)}"`
}

/** A text between double quotes, every character that could end the line, hide or be refused by its code point. */
export function yamlQuoted(text: string): string {
  return text
    .replace(/["\\]/g, '\\$&')
    .replace(unsafeCharacters, (character) =>
      character.codePointAt(0)! > 0xffff ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`,
    )
}
