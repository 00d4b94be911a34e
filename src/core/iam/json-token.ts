/** The words of JSON, and its numbers and strings: the tokens that {@link parseJsonSource} is made of. */

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS = ['true', 'false', 'null']
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** The number that starts at `offset`, as written, or `undefined` if none does. */
export function scanNumber(text: string, offset: number): string | undefined {
  NUMBER.lastIndex = offset
  return NUMBER.exec(text)?.[0]
}

/** `true`, `false` or `null` if it starts at `offset`. */
export function scanWord(text: string, offset: number): string | undefined {
  return WORDS.find((word) => text.startsWith(word, offset))
}

const BARE_WORD = /[A-Za-z_$][A-Za-z0-9_$:.-]*/y

/** The letters from `offset` that look like a name, or an empty text. */
export function scanBareWord(text: string, offset: number): string {
  BARE_WORD.lastIndex = offset
  const word = BARE_WORD.exec(text)?.[0] ?? ''
  return word.endsWith(':') ? word.slice(0, -1) : word
}

/** What {@link scanString} found: the value, or what is wrong at `end`. */
export type ScannedString =
  | { readonly value: string; readonly end: number }
  | { readonly message: string; readonly end: number }

/** The string whose opening quote is at `offset`; `end` is behind its closing quote, or where it goes wrong. */
export function scanString(text: string, offset: number): ScannedString {
  let value = ''
  let at = offset + 1
  for (;;) {
    const run = plainRun(text, at)
    value += text.slice(at, run)
    at = run
    const character = text[at]
    if (character === '"') return { value, end: at + 1 }
    if (character === undefined) return { message: 'unexpected end of text in a string', end: at }
    if (character !== '\\') return { message: 'control character in a string', end: at }
    const escaped = scanEscape(text, at)
    if (escaped === undefined) return { message: 'malformed escape in a string', end: at }
    value += escaped.value
    at = escaped.end
  }
}

/** The end of the characters from `at` that stand for themselves. */
function plainRun(text: string, at: number): number {
  let end = at
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (code === 0x22 || code === 0x5c || code < 0x20) break
    end++
  }
  return end
}

function scanEscape(text: string, at: number): { value: string; end: number } | undefined {
  const letter = text[at + 1] ?? ''
  const value = ESCAPES.get(letter)
  if (value !== undefined) return { value, end: at + 2 }
  const digits = text.slice(at + 2, at + 6)
  if (letter !== 'u' || !/^[0-9A-Fa-f]{4}$/.test(digits)) return undefined
  return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 }
}
