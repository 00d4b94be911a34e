import type { PolicyResult, ReportedFinding, ValidationReport } from '../checks/validate/report.js'

/**
 * The findings as JUnit XML: a suite for each policy, a failed case for each finding, and one that passed for a
 * policy without any.
 */
export function findingsJunit({ policies }: ValidationReport): string {
  const failures = policies.reduce((sum, { findings }) => sum + findings.length, 0)
  const tests = policies.reduce((sum, { findings }) => sum + Math.max(findings.length, 1), 0)
  const suites = policies.map(suite).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="leastwise validate" tests="${tests}" failures="${failures}">\n${suites}</testsuites>\n`
}

function suite({ file, where, findings }: PolicyResult): string {
  const name = escaped(where === '' ? file : `${file}#${where}`)
  const cases =
    findings.length === 0
      ? `    <testcase classname="${name}" name="no findings"/>\n`
      : findings.map((finding) => failure(name, finding)).join('')
  const count = Math.max(findings.length, 1)
  return `  <testsuite name="${name}" tests="${count}" failures="${findings.length}">\n${cases}  </testsuite>\n`
}

function failure(
  name: string,
  { issueCode, findingType, findingDetails, locations, learnMoreLink }: ReportedFinding,
): string {
  const { line, column } = locations[0]!.span.start
  const title = escaped(`${issueCode} at ${line}:${column + 1}`)
  const message = escaped(findingDetails)
  return `    <testcase classname="${name}" name="${title}">\n      <failure type="${findingType}" message="${message}">${message} ${escaped(learnMoreLink)}</failure>\n    </testcase>\n`
}

/** XML has no way to write control characters and lone halves of characters, so they are replaced. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}
