import { sortedUnique } from '../iam/order.js'
import { policySize } from '../iam/policy-print.js'
import { amount, plural } from './amounts.js'
import type { ExplainedPolicy, ExplainedStatement } from './explained.js'

/** A fact with its name. */
export type Fact = readonly [name: string, value: string]

/** What a review says at its head, whatever it is written in. Untrusted text: escape it. */
export interface ReviewHead {
  readonly title: string
  readonly verdict: { readonly good: boolean; readonly text: string }
  /** Whose policy, over which period, from what, how large. */
  readonly facts: readonly Fact[]
  /** Numbers to see first. */
  readonly figures: readonly Fact[]
}

/** The head of a review. */
export function reviewHead(policy: ExplainedPolicy): ReviewHead {
  return {
    title: `Policy review: ${policy.name}`,
    verdict: verdictOf(policy),
    facts: [...identityFacts(policy), ...windowFacts(policy), ...policyFacts(policy)],
    figures: figuresOf(policy),
  }
}

function verdictOf({ documents, report: { verification } }: ExplainedPolicy): ReviewHead['verdict'] {
  const { replayed, allowed, denied, undecidable } = verification
  if (documents.length === 0) return { good: false, text: 'There is nothing to allow.' }
  if (denied.length > 0) {
    return {
      good: false,
      text: `Not enough: the policy denies ${amount(replayed - allowed)} of ${amount(replayed)} permission checks.`,
    }
  }
  const open = undecidable.length === 0 ? '' : ` ${plural(undecidable.length, 'check')} cannot be decided.`
  return {
    good: undecidable.length === 0,
    text: `Enough for all that was seen: in replay the policy allows ${amount(allowed)} of ${amount(replayed)} permission checks.${open}`,
  }
}

const principalsShown = 10

function identityFacts({ report: { principal, principals } }: ExplainedPolicy): readonly Fact[] {
  if (principals.length === 1) return [['Principal', `${principals[0]!.arn} (${principals[0]!.type})`]]
  const shown = principals.slice(0, principalsShown).map(({ arn }) => arn)
  const rest = principals.length - shown.length
  return [
    ['Principal', `${principal}, a pattern for ${principals.length} principals`],
    ['Of these', `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`],
  ]
}

function windowFacts({
  report: { window, records, files, regions, coverage },
}: ExplainedPolicy): readonly Fact[] {
  const skipped = Object.values(records.skipped).reduce((sum, count) => sum + count, 0)
  const { requested, covered, daysWithoutRecords: missing } = window
  const asked = requested.start === null && requested.end === null
  return [
    [
      'Period asked for',
      asked ? 'all there is' : `${requested.start ?? 'open'} to ${requested.end ?? 'open'}`,
    ],
    ['Period covered', covered.start === null ? 'nothing' : `${covered.start} to ${covered.end}`],
    ['Days without a record', missing.length === 0 ? 'none' : `${missing.length}: ${missing.join(', ')}`],
    [
      'Regions',
      regions.map(({ region, calls }) => `${region} (${plural(calls, 'call')})`).join(', ') || 'none',
    ],
    [
      'Records',
      `${amount(records.read)} read: ${amount(records.matched)} of the principal, ${amount(records.otherPrincipals)} of others, ${amount(skipped)} skipped`,
    ],
    ['Files', `${amount(files.read)} read, ${amount(files.skipped.length)} could not be read`],
    ...(coverage === null ? [] : coverageFacts(coverage)),
  ]
}

const gapsShown = 5

/** Whether that was long enough, and what it cannot have seen. */
function coverageFacts({
  summary,
  lifecycle,
  startUp,
}: NonNullable<ExplainedPolicy['report']['coverage']>): readonly Fact[] {
  const gaps = lifecycle
    .slice(0, gapsShown)
    .map(({ action, counterpart }) => `${action} without ${counterpart}`)
  const more = lifecycle.length - gaps.length
  return [
    ['Long enough?', summary],
    ...(startUp === null ? [] : [['Start-up', startUp.summary] as const]),
    ...(gaps.length === 0
      ? []
      : [['Begun, never undone', `${gaps.join(', ')}${more > 0 ? ` and ${more} more` : ''}`] as const]),
  ]
}

function policyFacts({ documents }: ExplainedPolicy): readonly Fact[] {
  if (documents.length === 0) return []
  const sizes = documents.map(({ document }) => `${amount(policySize(document))}`)
  return [['Size', `${plural(documents.length, 'document')} of ${sizes.join(', ')} characters`]]
}

function figuresOf(policy: ExplainedPolicy): readonly Fact[] {
  const { documents, report } = policy
  const statements = documents.flatMap((document) => document.statements)
  const actions = new Set(statements.flatMap(({ statement }) => statement.action.patterns))
  const risky = new Set(statements.flatMap(({ risks }) => risks.map(({ action }) => action)))
  return [
    ['statements', `${statements.length}`],
    ['actions', `${actions.size}`],
    ['with a risk note', `${risky.size}`],
    ['wildcards', `${report.wildcards.length}`],
    ['denied so far', `${report.denied.length}`],
    ['unmapped', `${report.unmapped.length}`],
  ]
}

/** The name of a statement: its Sid, or its number. */
export function statementName({ statement }: ExplainedStatement, at: number): string {
  return statement.sid ?? `Statement ${at + 1}`
}

/** The access levels of a statement, weakest text order: `List, Read`. */
export function accessLevels({ actions }: ExplainedStatement): string {
  return sortedUnique(actions.flatMap(({ accessLevel }) => accessLevel.split(', '))).join(', ')
}

/** The kinds of risk of a statement. */
export function riskKinds({ risks }: ExplainedStatement): readonly string[] {
  return sortedUnique(risks.map(({ risk }) => risk))
}

/** Risks of a statement that say the same, with the actions they are said of. */
export interface RiskNote {
  readonly risk: string
  readonly actions: readonly string[]
  readonly reason: string
  readonly source: string
}

/** The risk notes of a statement, each said once. */
export function riskNotes({ risks }: ExplainedStatement): readonly RiskNote[] {
  const notes = new Map<string, RiskNote>()
  for (const { risk, action, reason, source } of risks) {
    const key = JSON.stringify([risk, reason])
    const actions = [...(notes.get(key)?.actions ?? []), action]
    notes.set(key, { risk, actions, reason, source: notes.get(key)?.source ?? source })
  }
  return [...notes.values()]
}

/** Reasons of a statement, each once, with the actions they are for. */
export function reasons({
  permissions,
}: ExplainedStatement): readonly (readonly [why: string, actions: readonly string[]])[] {
  const byReason = new Map<string, Set<string>>()
  for (const { why, action } of permissions) {
    const actions = byReason.get(why) ?? new Set()
    byReason.set(why, actions.add(action))
  }
  return [...byReason].map(([why, actions]) => [why, [...actions]])
}

/** Events that show the use of a statement, the first of each permission; for whoever looks them up. */
export function sampleEvents({ permissions }: ExplainedStatement): readonly string[] {
  return [...new Set(permissions.flatMap(({ evidence }) => evidence.eventIds.slice(0, 1)))].slice(
    0,
    eventsShown,
  )
}

const eventsShown = 6

/** Times as people read them: `2026-03-02 00:00:30`, without what is the same everywhere. */
export function shortTime(time: string): string {
  return time.replace('T', ' ').replace('Z', '')
}

/** Counts by reason, largest first. */
export function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
