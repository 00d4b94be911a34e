import { unsafeCharacters as unsafe } from '../core/render/shown-text.js'

/** Untrusted text for a terminal, in one line: every unsafe character becomes U+FFFD, so that it is seen but not obeyed. */
export function terminalText(text: string): string {
  return text.replace(unsafe, '\uFFFD')
}

/** As {@link terminalText}, cut to `most` characters with an ellipsis. */
export function shortTerminalText(text: string, most: number): string {
  const safe = [...terminalText(text.slice(0, most * 2 + 2))]
  return safe.length <= most ? safe.join('') : `${safe.slice(0, most - 1).join('')}…`
}

/** JSON text with the unsafe characters inside its strings written as `\uXXXX`: the same JSON, harmless on a terminal. */
export function terminalJson(json: string): string {
  return json.replace(unsafe, (character) => (character === '\n' ? character : escaped(character)))
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
