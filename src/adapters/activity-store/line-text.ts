/*
 * A text of logs as a line among others: what ends a line is written otherwise.
 */

/** SQL: the value of a column as a line. */
export function lineText(column: string): string {
  return `replace(replace(${column}, '%', '%25'), chr(10), '%0A')`
}

/** The text that a line stands for. */
export function textInLine(line: string): string {
  if (!line.includes('%')) return line
  return line.replace(/%(25|0A)/g, (_, code) => (code === '25' ? '%' : '\n'))
}
