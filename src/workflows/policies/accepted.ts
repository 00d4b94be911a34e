import type { ReportedFinding, ValidationReport } from '../../core/checks/validate/report.js'
import { globMatches } from '../../core/iam/glob.js'
import { asObject, asText, type Json, member } from '../../core/iam/json.js'
import { byCodeUnit } from '../../core/iam/order.js'
import { LeastwiseError } from '../errors.js'

/** Whether a finding is accepted: it was there when the baseline was taken, or an ignore file says why. */
export type Accepted = (
  file: string,
  where: string,
  finding: ReportedFinding,
) => 'known' | 'ignored' | undefined

/** Accepts nothing. */
export const nothingAccepted: Accepted = () => undefined

/** Asks the first, then the second. */
export function eitherAccepts(first: Accepted, second: Accepted): Accepted {
  return (...finding) => first(...finding) ?? second(...finding)
}

/** One line of a baseline: so many findings of a code, with this text, in this policy. Lines of the file do not count. */
interface Known {
  readonly file: string
  readonly where: string
  readonly issueCode: string
  readonly text: string
  readonly count: number
}

/** The findings of a report as a baseline: JSON, sorted, one object per line. */
export function baselineOf({ policies }: ValidationReport): string {
  const counts = new Map<string, Known>()
  for (const { file, where, findings } of policies) {
    for (const { issueCode, text } of findings) {
      const key = keyOf(file, where, issueCode, text)
      const count = (counts.get(key)?.count ?? 0) + 1
      counts.set(key, { file, where, issueCode, text, count })
    }
  }
  const lines = [...counts]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, known]) => `    ${JSON.stringify(known)}`)
  return `{\n  "version": 1,\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`
}

/** Accepts each finding of a baseline as often as it has it. Throws OPTION_INVALID if the text is none. */
export function readBaseline(name: string, text: string): Accepted {
  const left = new Map<string, number>()
  for (const item of findingsIn(name, text)) {
    const [file, where, issueCode, piece] = ['file', 'where', 'issueCode', 'text'].map((key) =>
      member(item, key),
    )
    const count = member(item, 'count')
    if (typeof count === 'number')
      left.set(keyOf(String(file), String(where), String(issueCode), String(piece)), count)
  }
  return (file, where, { issueCode, text: piece }) => {
    const key = keyOf(file, where, issueCode, piece)
    const count = left.get(key) ?? 0
    if (count > 0) left.set(key, count - 1)
    return count > 0 ? 'known' : undefined
  }
}

function findingsIn(name: string, text: string) {
  let parsed: Json
  try {
    parsed = JSON.parse(text) as Json
  } catch {
    parsed = null
  }
  const findings = member(asObject(parsed), 'findings')
  if (Array.isArray(findings)) return findings.map((item) => asObject(item as Json))
  const hint = 'write one with `--write-baseline <file>`'
  throw new LeastwiseError('OPTION_INVALID', `\`${name}\` is no baseline`, hint)
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts)
}

/**
 * An ignore file: in each line a code (or `*`), a pattern of file names, and behind `# leastwise-ignore:` the
 * reason. Blank lines and lines that are only a comment are passed over. Throws OPTION_INVALID for a line without
 * a reason: what is ignored for no reason is ignored for ever.
 */
export function readIgnores(name: string, text: string): Accepted {
  const rules = text.split(/\r?\n/).flatMap((line, at) => readRule(name, line, at + 1) ?? [])
  return (file, where, { issueCode }) => {
    const hit = rules.some(({ code, pattern }) => {
      if (code !== '*' && code !== issueCode) return false
      return globMatches(pattern, file) || globMatches(pattern, `${file}#${where}`)
    })
    return hit ? 'ignored' : undefined
  }
}

function readRule(name: string, line: string, number: number): { code: string; pattern: string } | undefined {
  const trimmed = line.trim()
  if (trimmed === '' || trimmed.startsWith('#')) return undefined
  const mark = trimmed.indexOf('# leastwise-ignore:')
  const reason = mark < 0 ? undefined : asText(trimmed.slice(mark + '# leastwise-ignore:'.length).trim())
  const [code, pattern, more] = (mark < 0 ? trimmed : trimmed.slice(0, mark)).trim().split(/\s+/)
  if (reason !== undefined && code !== undefined && pattern !== undefined && more === undefined)
    return { code, pattern }
  const hint = 'write `CODE file-pattern # leastwise-ignore: reason`'
  throw new LeastwiseError(
    'OPTION_INVALID',
    `line ${number} of \`${name}\` is not a code, a file pattern and a reason`,
    hint,
  )
}
