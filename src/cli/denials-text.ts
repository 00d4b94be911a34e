import { denialVerdicts } from '../core/verify/denials.js'
import type { Addition, Denial } from '../workflows/denials.js'
import type { WatchResult } from '../workflows/watch-denials.js'
import { amount, counted } from './amounts.js'
import { inputLines, type Line, sentence } from './input-lines.js'
import { type Column, table } from './table.js'
import { statementName } from './verify-text.js'

const left = (title: string): Column => ({ title, align: 'left' })
const right = (title: string): Column => ({ title, align: 'right' })

const columns: readonly Column[] = [
  left('DENIAL'),
  right('CALLS'),
  left('FIRST'),
  left('LAST'),
  left('ACTION'),
  left('RESOURCE'),
  left('BEFORE'),
  left('WHAT HELPS'),
]

/** What was denied, the policies' faults first; then what would be denied next. */
export function denialTables(result: WatchResult): string {
  const denied = result.denials.map((one) => [
    one.caused
      ? 'NEW'
      : one.blame === 'unknown'
        ? 'UNKNOWN'
        : one.blame === 'elsewhere'
          ? 'ELSEWHERE'
          : 'KNOWN',
    amount(one.calls),
    one.first,
    one.last,
    one.action ?? one.events.join(', '),
    one.resource ?? '-',
    beforeOf(one),
    helpFor(one, result.policies ?? []),
  ])
  const next = result.next.map((one) => [
    'NEXT',
    ...[amount(one.calls), one.first, one.last, one.action, one.resource, '-'],
    `${allowing(one)}: the calls above need it next`,
  ])
  return denied.length === 0 ? '' : table(columns, [...denied, ...next])
}

function beforeOf({ before, worked }: Denial): string {
  const parts = [
    before === null ? '' : `${amount(before.calls)} denied`,
    worked.before === 0 ? '' : `${amount(worked.before)} worked`,
  ]
  return sentence(parts) || '-'
}

function helpFor(denial: Denial, policies: readonly string[]): string {
  const { verdict, addition, decided, nearest, reason } = denial
  if (decided?.as === 'excluded') return `nothing: the recipe excludes it, because ${decided.reason}`
  if (decided?.as === 'allowed')
    return `generate and attach again: the recipe allows it, because ${decided.reason}`
  const place = nearest === null ? '' : statementName(nearest, policies)
  if (addition !== null) {
    const near = nearest === null ? '' : `; nearest is ${place}, but for its ${nearest.condition ?? reason}`
    return `${allowing(addition)}${near}`
  }
  const deny = verdict === 'identity-deny' && reason === 'explicitDeny' ? `${place} denies it; ` : ''
  return `${deny}${denialVerdicts[verdict]}`
}

function allowing({ conditions }: Pick<Addition, 'conditions'>): string {
  const asked = Object.entries(conditions).map(([key, values]) => `${key} is ${values.join(' or ')}`)
  return asked.length === 0 ? 'allow it' : `allow it if ${asked.join(' and ')}`
}

/** What a person wants to know first. */
export function denialSummary(result: WatchResult): readonly Line[] {
  const { principal, since, policies, denials, next, deniedCalls, caused, input } = result
  const known = denials.filter((one) => !one.caused && one.blame === 'policies').length
  const of = (blame: Denial['blame']) => denials.filter((one) => one.blame === blame).length
  return [
    ['principal', principal],
    ['since', since ?? 'the first record'],
    ['policies', policies === null ? "not given: AWS's words alone decide" : policies.join(', ')],
    ...inputLines(input),
    [
      'denied',
      sentence([
        counted(deniedCalls, 'call'),
        counted(denials.length, 'permission'),
        `${amount(caused)} new that the policies lack or deny`,
        known === 0 ? '' : `${amount(known)} known or excluded`,
        of('elsewhere') === 0 ? '' : `${amount(of('elsewhere'))} for another reason`,
        of('unknown') === 0 ? '' : `${amount(of('unknown'))} of which nobody can tell`,
        next.length === 0 ? '' : `${amount(next.length)} that would be denied next`,
      ]),
    ],
  ]
}

/** What the exit status does not say. */
export function denialWarnings({ denials, warnings }: WatchResult): readonly string[] {
  const unknown = denials.filter(({ blame }) => blame === 'unknown')
  const calls = unknown.reduce((sum, one) => sum + one.calls, 0)
  return [
    ...warnings,
    ...(unknown.length === 0
      ? []
      : [
          `of ${counted(calls, 'denied call')} nobody can tell whether the policies are to blame; the exit status does not count them`,
        ]),
  ]
}
