/** Every text file is UTF-8, has no tabs or carriage returns, and ends with one newline. */
import { lineOf } from './line.mjs'

/**
 * @param {string} file
 * @param {Buffer} bytes
 * @returns {string[]}
 */
export function badText(file, bytes) {
  const text = decoded(bytes)
  if (text === undefined) return [`${file}: is not UTF-8`]
  if (text === '') return [`${file}: is empty`]
  const tab = text.indexOf('\t')
  const carriageReturn = text.indexOf('\r')
  return [
    ...(text.startsWith('\uFEFF') ? [`${file}:1: begins with a byte order mark`] : []),
    ...(tab >= 0 ? [`${file}:${lineOf(text, tab)}: has a tab. Write \\t or spaces.`] : []),
    ...(carriageReturn >= 0 ? [`${file}:${lineOf(text, carriageReturn)}: has a carriage return`] : []),
    ...(text.endsWith('\n') ? [] : [`${file}: does not end with a newline`]),
  ]
}

/** @param {Buffer} bytes */
function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
