/** Words that must not stay in a file: leftovers, and what is true on one machine only. */
import { lineOf } from './line.mjs'

/** @type {readonly { where: RegExp, what: RegExp, why: string }[]} */
const rules = [
  {
    where: /^src\//,
    what: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    why: 'Do it now, or say in the docs that it is not done.',
  },
  {
    where: /./,
    what: /(?<![\w$}./:*-])\/(?:work|home|root|Users)\/\w/,
    why: 'A path of one machine means nothing on another.',
  },
  {
    where: /^src\//,
    what: /(?<![\w$}./:*-])\/tmp\/\w/,
    why: 'Ask the system where temporary files go.',
  },
  {
    where: /./,
    what: /\b(?:registry|npm|packages?|mirror|proxy)\.[a-z0-9-]+\.(?:org|com|net|io|dev|internal|example)\b(?=[:/])/,
    why: 'Which registry is used is the business of whoever installs.',
  },
]

/** What describes these words must be allowed to name them. */
const exempt = /^(?:scripts\/checks\/tidy\/|test\/house\/|node_modules\/)/

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function forbiddenWords(file, text) {
  if (exempt.test(file)) return []
  return rules
    .filter(({ where }) => where.test(file))
    .flatMap(({ what, why }) =>
      [...text.matchAll(new RegExp(what, 'g'))].map(
        ({ 0: found, index }) => `${file}:${lineOf(text, index)}: says \`${found}\`. ${why}`,
      ),
    )
}
