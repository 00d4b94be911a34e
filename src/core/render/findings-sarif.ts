import type { Check } from '../checks/validate/check.js'
import type { FindingType } from '../checks/validate/finding.js'
import { learnMoreLink, titleOf } from '../checks/validate/learn-more.js'
import type { PolicyResult, ReportedFinding, ValidationReport } from '../checks/validate/report.js'
import type { Span } from '../iam/json-source.js'

const LEVELS: Readonly<Record<FindingType, string>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'warning',
  WARNING: 'warning',
  SUGGESTION: 'note',
}

/** What GitHub sorts security findings by, from 0 to 10. */
const SEVERITIES: Partial<Readonly<Record<FindingType, string>>> = { SECURITY_WARNING: '7.0' }

/**
 * The findings as SARIF 2.1.0, for code scanning. Lines and columns count from 1, columns in UTF-16 code units.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function findingsSarif(report: ValidationReport, checks: readonly Check[], version: string): string {
  const used = new Set(report.policies.flatMap(({ findings }) => findings.map(({ issueCode }) => issueCode)))
  const rules = checks.filter(({ code }) => used.has(code))
  const index = new Map(rules.map(({ code }, at) => [code, at]))
  const driver = { name: 'Leastwise', version, rules: rules.map(rule) }
  const results = report.policies.flatMap((policy) =>
    policy.findings.map((finding) => result(policy, finding, index.get(finding.issueCode)!)),
  )
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function rule({ code, type, tests, why, fix }: Check) {
  const [severity, link] = [SEVERITIES[type], learnMoreLink(type, code)]
  return {
    id: code,
    name: titleOf(code),
    shortDescription: { text: titleOf(code) },
    fullDescription: { text: tests },
    help: { text: `${why} ${fix}` },
    // An absolute address, or none: checks of our own are explained in a file of the package.
    ...(link.startsWith('https:') ? { helpUri: link } : {}),
    defaultConfiguration: { level: LEVELS[type] },
    properties: {
      tags: ['iam', type.toLowerCase().replaceAll('_', '-')],
      ...(severity === undefined ? {} : { 'security-severity': severity }),
    },
  }
}

function result({ file, where }: PolicyResult, finding: ReportedFinding, ruleIndex: number) {
  const [first, ...others] = finding.locations.map(({ span }) => location(file, span))
  return {
    ruleId: finding.issueCode,
    ruleIndex,
    level: LEVELS[finding.findingType],
    message: { text: where === '' ? finding.findingDetails : `${where}: ${finding.findingDetails}` },
    locations: [first],
    ...(others.length === 0 ? {} : { relatedLocations: others }),
    partialFingerprints: { 'leastwise/v1': JSON.stringify([file, where, finding.issueCode, finding.text]) },
  }
}

function location(file: string, { start, end }: Span) {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  return {
    physicalLocation: {
      artifactLocation: { uri },
      region: {
        startLine: start.line,
        startColumn: start.column + 1,
        endLine: end.line,
        endColumn: end.column + 1,
      },
    },
  }
}
