import { catalog } from '../core/checks/validate/catalog.js'
import { extendedChecks } from '../core/checks/validate/extended.js'
import type { Finding } from '../core/checks/validate/finding.js'
import type { PolicyResult, ReportedFinding, ValidationReport } from '../core/checks/validate/report.js'
import { validateTree } from '../core/checks/validate/validate.js'
import type { Span } from '../core/iam/json-source.js'
import type { Accepted } from './policies/accepted.js'
import type { EmbeddedPolicy } from './policies/embedded.js'
import { type Hint, policiesIn } from './policies/policies-in.js'
import { LeastwiseError, type PolicyFile, type PolicySource } from './ports.js'

/** How policies are validated. */
export interface ValidateOptions extends Hint {
  /** Also the checks that AWS does not have. */
  readonly extended: boolean
  /** What is accepted already. */
  readonly accepted: Accepted
}

/**
 * Validates every policy in the files as IAM Access Analyzer does. Throws NO_POLICIES if there is none in any of
 * them, and what the source throws.
 */
export async function validate(source: PolicySource, options: ValidateOptions): Promise<ValidationReport> {
  const policies: PolicyResult[] = []
  const withoutPolicy: string[] = []
  const counts = { known: 0, ignored: 0 }
  for await (const file of source.files()) {
    const found = policiesIn(file, options)
    if (found === undefined) withoutPolicy.push(file.name)
    for (const policy of found ?? []) policies.push(resultOf(policy, file, options, counts))
  }
  if (policies.length === 0) {
    const hint = 'name a policy, a template, a Terraform plan (`terraform show -json`) or an account dump'
    throw new LeastwiseError('NO_POLICIES', 'the inputs hold no policy', hint)
  }
  return { policies, withoutPolicy, ...counts }
}

function resultOf(
  { where, use, root, problems, inFile }: EmbeddedPolicy,
  file: PolicyFile,
  { extended, accepted }: ValidateOptions,
  counts: { known: number; ignored: number },
): PolicyResult {
  const checks = extended ? [...catalog, ...extendedChecks] : catalog
  const findings = validateTree(root, use, problems, checks).map((finding) =>
    inTheFile(finding, inFile, file),
  )
  const left = findings.filter((finding) => {
    const reason = accepted(file.name, where, finding)
    if (reason !== undefined) counts[reason]++
    return reason === undefined
  })
  return { file: file.name, where, findings: left }
}

const LINE_MAX = 160
const TEXT_MAX = 200

function inTheFile(finding: Finding, inFile: (span: Span) => Span, { text }: PolicyFile): ReportedFinding {
  const locations = finding.locations.map(({ path, span }) => ({ path, span: inFile(span) }))
  const { start, end } = locations[0]?.span ?? { start: nowhere, end: nowhere }
  const lineStart = start.offset - start.column
  const lineEnd = text.indexOf('\n', start.offset)
  // A policy in one long line is shown around the place.
  const lineCut =
    start.column > LINE_MAX / 2 && lineLength(text, lineStart, lineEnd) > LINE_MAX ? start.column - 40 : 0
  const from = lineStart + lineCut
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, from + LINE_MAX)
  const line = text.slice(from, to).replace(/\r$/, '')
  return {
    ...finding,
    locations,
    line,
    lineCut,
    text: text.slice(start.offset, Math.min(end.offset, start.offset + TEXT_MAX)),
  }
}

const nowhere = { line: 1, column: 0, offset: 0 }

function lineLength(text: string, start: number, end: number): number {
  return (end < 0 ? text.length : end) - start
}
