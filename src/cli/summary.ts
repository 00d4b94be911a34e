import { policySize } from '../core/iam/policy-print.js'
import { managedPolicyLimit } from '../core/policy/split.js'
import type { GenerateResult } from '../workflows/generate.js'
import { amount, counted } from './amounts.js'
import { byReason, inputLines, type Line, sentence } from './input-lines.js'

/** What a person wants to know of a generated policy before looking at it. */
export function generateSummary(result: GenerateResult, written: readonly string[]): readonly Line[] {
  const { documents, report, input } = result
  return [
    ['principal', principalText(report)],
    ['window', windowText(report.window)],
    ...inputLines(input),
    ['policy', policyText(documents, report)],
    ...(documents.length === 0 ? [] : [['size', sizeText(documents)] as const]),
    ...wildcardLines(report.wildcards),
    ...unmappedLines(report.unmapped),
    ...deniedLines(report.denied),
    ...suggestionLines(report.suggestions),
    ['replay', replayText(report.verification)],
    ...(report.coverage === null ? [] : [['coverage', report.coverage.summary] as const]),
    ...written.map((path): Line => ['written', path]),
  ]
}

function sizeText(documents: GenerateResult['documents']): string {
  const sizes = documents.map(
    (document) => `${amount(policySize(document))} of ${amount(managedPolicyLimit)}`,
  )
  return `${sizes.join(', ')} characters`
}

type Report = GenerateResult['report']

function principalText({ principal, principals }: Report): string {
  return principals.length > 1 ? `${principal} (${counted(principals.length, 'principal')})` : principal
}

function windowText({ requested, covered }: Report['window']): string {
  const asked = requested.start === null && requested.end === null ? '' : `, asked for ${period(requested)}`
  return `${period(covered)}${asked}`
}

function period(window: Report['window']['requested']): string {
  return `${window.start ?? 'the beginning'} to ${window.end ?? 'the end'}`
}

function policyText(documents: GenerateResult['documents'], report: Report): string {
  const statements = documents.flatMap((document) => document.statements)
  const resources = new Set(statements.flatMap((statement) => statement.resource?.patterns ?? []))
  const actions = new Set(report.permissions.map((permission) => permission.action))
  return sentence([
    counted(actions.size, 'action'),
    counted(statements.length, 'statement'),
    counted(resources.size, 'resource'),
    documents.length === 1 ? '' : counted(documents.length, 'document'),
  ])
}

function wildcardLines(wildcards: Report['wildcards']): readonly Line[] {
  if (wildcards.length === 0) return []
  const actions = new Set(wildcards.map((wildcard) => wildcard.action)).size
  return [
    ['wildcards', `${counted(actions, 'action')} with a wildcard in the resource`],
    ...byReason('', tally(wildcards.map(({ reason }) => reason))),
  ]
}

function tally(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return Object.fromEntries(counts)
}

function unmappedLines(unmapped: Report['unmapped']): readonly Line[] {
  if (unmapped.length === 0) return []
  return [
    ['unmapped', `${counted(unmapped.length, 'kind')} of events with no known action, not in the policy`],
  ]
}

const namesShown = 5

function deniedLines(denied: Report['denied']): readonly Line[] {
  if (denied.length === 0) return []
  const names = [...new Set(denied.map(({ action }) => action))].slice(0, namesShown)
  return [
    [
      'denied',
      `${counted(denied.length, 'denied permission')} suggested in the report: ${list(names, denied.length)}`,
    ],
  ]
}

/** What no record shows, so that nobody takes the policy for complete. */
function suggestionLines(suggestions: Report['suggestions']): readonly Line[] {
  if (suggestions.length === 0) return []
  const names = [...new Set(suggestions.map(({ action }) => action))].slice(0, namesShown)
  const what = `${counted(suggestions.length, 'permission')} implied but not shown by the trail, not granted, in the report`
  return [['implied', `${what}: ${list(names, suggestions.length)}`]]
}

function list(names: readonly string[], total: number): string {
  return total > names.length ? `${names.join(', ')}, …` : names.join(', ')
}

function replayText({ replayed, allowed, denied, undecidable }: Report['verification']): string {
  if (replayed === 0) return 'nothing to replay'
  const undecided = undecidable.length === 0 ? '' : `, ${counted(undecidable.length, 'check')} not decidable`
  if (denied.length === 0)
    return `${amount(allowed)} of ${counted(replayed, 'check')} allowed by the policy${undecided}`
  const wanting = `${counted(denied.length, 'permission')} DENIED: the policy is not enough`
  return `${amount(allowed)} of ${counted(replayed, 'check')} allowed${undecided}, ${wanting}`
}
