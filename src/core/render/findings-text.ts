import type { FindingType } from '../checks/validate/finding.js'
import type { PolicyResult, ReportedFinding, ValidationReport } from '../checks/validate/report.js'

const WORDS: Readonly<Record<FindingType, string>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'security warning',
  WARNING: 'warning',
  SUGGESTION: 'suggestion',
}

/**
 * The findings for people: file, line and column (both from 1, as editors count), what is wrong, and the line with
 * a caret under the place. The text holds characters of the files: make it safe before it goes to a terminal.
 */
export function findingsText({ policies }: ValidationReport): string {
  return policies.flatMap((policy) => policy.findings.map((finding) => block(policy, finding))).join('\n')
}

function block({ file, where }: PolicyResult, finding: ReportedFinding): string {
  const { start, end } = finding.locations[0]!.span
  const place = `${file}:${start.line}:${start.column + 1}`
  const within = where === '' ? '' : ` (${where})`
  const head = `${place}: ${WORDS[finding.findingType]} ${finding.issueCode}${within}`
  const width = end.line === start.line ? end.offset - start.offset : 1
  const column = start.column - finding.lineCut
  const carets = '^'.repeat(Math.max(1, Math.min(width, finding.line.length - column)))
  // Tabs stay tabs, so that the caret stands under its place.
  const indent = finding.line.slice(0, column).replace(/[^\t]/g, ' ')
  const number = String(start.line)
  return [
    head,
    `  ${finding.findingDetails}`,
    `  ${number} | ${finding.line}`,
    `  ${' '.repeat(number.length)} | ${indent}${carets}`,
    '',
  ].join('\n')
}
