import { terminalText } from './terminal-text.js'

/** One column of a table. */
export interface Column {
  readonly title: string
  /** Numbers line up at their right. */
  readonly align: 'left' | 'right'
}

/** An aligned table without rules: a line of titles, then one line a row. Cells are untrusted and made safe here. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.title), ...rows].map((cells) => cells.map(terminalText))
  const widths = columns.map((_, at) => lines.reduce((most, cells) => Math.max(most, width(cells[at]!)), 0))
  return lines.map((cells) => `${line(cells, columns, widths)}\n`).join('')
}

function line(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  return columns
    .map(({ align }, at) => {
      const padding = ' '.repeat(widths[at]! - width(cells[at]!))
      return align === 'right' ? padding + cells[at]! : cells[at]! + padding
    })
    .join('  ')
    .trimEnd()
}

/** Names in IAM are of one column a character; what is not is rare enough to stand out of line. */
function width(text: string): number {
  return [...text].length
}
