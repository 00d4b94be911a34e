import type { FindingType } from '../checks/validate/finding.js'
import { titleOf } from '../checks/validate/learn-more.js'
import type { ValidationReport } from '../checks/validate/report.js'

const COMMANDS: Readonly<Record<FindingType, string>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'error',
  WARNING: 'warning',
  SUGGESTION: 'notice',
}

/**
 * The findings as annotations of GitHub Actions, one per line.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function findingsGithub({ policies }: ValidationReport): string {
  return policies
    .flatMap(({ file, findings }) =>
      findings.map(({ findingType, findingDetails, issueCode, locations }) => {
        const { start, end } = locations[0]!.span
        const place = [
          `file=${property(file)}`,
          `line=${start.line}`,
          `endLine=${end.line}`,
          `col=${start.column + 1}`,
          ...(end.line === start.line ? [`endColumn=${end.column + 1}`] : []),
          `title=${property(`${issueCode}: ${titleOf(issueCode)}`)}`,
        ]
        return `::${COMMANDS[findingType]} ${place.join(',')}::${data(findingDetails)}\n`
      }),
    )
    .join('')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
