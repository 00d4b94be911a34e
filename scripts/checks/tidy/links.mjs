/** Links between our Markdown files lead somewhere: to a file, a folder or a heading. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { lineOf } from './line.mjs'

const link = /\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)|^ {0,3}\[[^\]\n]+\]:\s*(\S+)/gm
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function deadLinks(file, text) {
  const prose = withoutCode(text)
  return [...prose.matchAll(link)]
    .map((found) => ({ target: found[1] ?? found[2] ?? '', line: lineOf(prose, found.index) }))
    .filter(({ target }) => !elsewhere.test(target) && !leadsSomewhere(file, text, target))
    .map(({ target, line }) => `${file}:${line}: the link to \`${target}\` leads nowhere`)
}

/** Code is blanked, not removed, so that lines keep their numbers. */
function withoutCode(text) {
  const blank = (code) => code.replaceAll(/[^\n]/g, ' ')
  return text.replaceAll(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, blank).replaceAll(/`[^`\n]*`/g, blank)
}

function leadsSomewhere(file, text, target) {
  const [path = '', heading] = decodeURIComponent(target).split('#')
  if (path === '') return heading === undefined || headings(text).has(heading)
  const found = normalize(join(dirname(file), path))
  if (found.startsWith('..') || !existsSync(found)) return false
  return heading === undefined || !isMarkdown(found) || headings(readFileSync(found, 'utf8')).has(heading)
}

const isMarkdown = (path) => path.endsWith('.md') && statSync(path).isFile()

/** The anchors that GitHub makes of headings: lower case, spaces to `-`, punctuation dropped, repeats numbered. */
function headings(text) {
  const seen = new Map()
  const anchors = [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  })
  return new Set(anchors)
}

const withoutFences = (text) => text.replaceAll(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, '')
