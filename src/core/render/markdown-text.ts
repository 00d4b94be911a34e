import { shownText } from './shown-text.js'

/** Characters that mean something anywhere in CommonMark or in its tables, or to GitHub. */
const special = /[\\`*_{}[\]<>|~&@$^#]/g
/** What is made a link wherever it stands. */
const linked = /:(?=\/\/)|\.(?<=www\.)/gi
/** What makes a list, a rule or a heading at the beginning of a line. */
const leading = /^(\s*)([-+=]|\d{1,9}(?=[.)]))/

/** Untrusted text as text: no emphasis, link, tag, entity, list or table cell comes of it. */
export function mdText(text: string): string {
  return shownText(text)
    .replace(special, '\\$&')
    .replace(linked, '\\$&')
    .replace(leading, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}&#${mark.charCodeAt(0)};${mark.slice(1)}` : `${space}\\${mark}`,
    )
}

/**
 * Untrusted text as a code span. In a table a `|` would end the cell even there, and outside a backslash before it would be
 * seen, so it is written as `\u007c` everywhere.
 */
export function mdCode(text: string): string {
  const safe = shownText(text).replaceAll('|', '\\u007c')
  if (safe === '') return '\u2013'
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const edge = /^[` ]|[` ]$/.test(safe) ? ' ' : ''
  return `${fence}${edge}${safe}${edge}${fence}`
}

/** A table. Cells are Markdown already. */
export function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** A list. Items are Markdown already. */
export function mdList(items: readonly string[]): string {
  return items.map((item) => `- ${item}\n`).join('')
}
