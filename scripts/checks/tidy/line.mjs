/**
 * The line of a text that a position is in, counted from 1.
 *
 * @param {string} text
 * @param {number} position
 */
export function lineOf(text, position) {
  return text.slice(0, position).split('\n').length
}
