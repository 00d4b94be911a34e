import type { StatementTightness } from '../core/verify/statement-tightness.js'
import type { VerifiedCheck } from '../core/verify/verification.js'
import type { VerifyResult } from '../workflows/verify.js'
import { amount, counted } from './amounts.js'
import { inputLines, type Line } from './input-lines.js'
import { type Column, table } from './table.js'

const left = (title: string): Column => ({ title, align: 'left' })
const right = (title: string): Column => ({ title, align: 'right' })

/** What is not allowed, if anything, and how tight every statement is. */
export function verifyTables(result: VerifyResult): string {
  const { verification, tightness, policies } = result
  const checks = [
    ...verification.denied.map((check) => checkRow('DENIED', check, policies)),
    ...verification.undecidable.map((check) => checkRow('UNKNOWN', check, policies)),
  ]
  const tables = [
    ...(checks.length === 0 ? [] : [table(checkColumns, checks)]),
    ...(tightness.statements.length === 0
      ? []
      : [
          table(
            statementColumns,
            tightness.statements.map((one) => statementRow(one, policies)),
          ),
        ]),
  ]
  return tables.join('\n')
}

const checkColumns: readonly Column[] = [
  left('RESULT'),
  right('CALLS'),
  left('FIRST'),
  left('LAST'),
  left('ACTION'),
  left('RESOURCE'),
  left('WHY'),
]

function checkRow(result: string, check: VerifiedCheck, policies: readonly string[]): readonly string[] {
  const { action, resource, count, first, last } = check
  return [
    result,
    amount(count),
    first.slice(0, 10),
    last.slice(0, 10),
    action,
    resource,
    whyNot(check, policies),
  ]
}

function whyNot({ reason, nearest }: VerifiedCheck, policies: readonly string[]): string {
  if (nearest === null) return 'no statement allows the action'
  const statement = statementName(nearest, policies)
  if (reason === 'explicitDeny') return `${statement} denies it`
  return `${nearest.condition ?? reason} of ${statement}`
}

/** The Sid, or the number; with the policy where there are several. */
export function statementName(
  { policy, statement, sid }: { policy: number; statement: number; sid: string | null },
  policies: readonly string[],
): string {
  const name = sid ?? `statement ${statement + 1}`
  return policies.length > 1 ? `${policies[policy] ?? ''} ${name}` : name
}

const statementColumns: readonly Column[] = [
  left('STATEMENT'),
  right('CALLS'),
  right('ONLY HERE'),
  left('LAST'),
  right('ACTIONS'),
  right('UNUSED'),
  right('RESOURCES'),
  right('UNUSED'),
  right('WIDER'),
  right('PAIRS'),
  right('UNUSED'),
]

function statementRow(one: StatementTightness, policies: readonly string[]): readonly string[] {
  const { used, breaks, resources, pairs, allows } = one
  const unusedActions = one.actions.reduce((sum, { unused }) => sum + unused, 0)
  const listed = allows.length > 0
  return [
    `${statementName(one, policies)}${one.effect === 'Deny' ? ' (Deny)' : ''}`,
    amount(used.calls),
    amount(breaks.calls),
    used.last === null ? 'never' : used.last.slice(0, 10),
    listed ? amount(allows.length) : '-',
    listed ? amount(unusedActions) : '-',
    resources.length === 0 ? '-' : amount(resources.length),
    resources.length === 0 ? '-' : amount(resources.filter((part) => part.used.permissions === 0).length),
    resources.length === 0 ? '-' : amount(resources.filter(({ wider }) => wider).length),
    pairs === null ? '-' : amount(pairs.granted),
    pairs === null ? '-' : amount(pairs.unused),
  ]
}

/** What a person wants to know first. */
export function verifySummary({
  principal,
  policies,
  verification,
  tightness,
  input,
}: VerifyResult): readonly Line[] {
  const { checks, allowed, denied, undecidable } = verification
  const calls = (list: typeof denied) => list.reduce((sum, { count }) => sum + count, 0)
  const { summary } = tightness
  const examples = summary.unusedActions.slice(0, 5).join(', ')
  return [
    ['principal', principal],
    ['policies', policies.join(', ') || 'none'],
    ...inputLines(input),
    [
      'replay',
      `${amount(allowed)} of ${counted(checks, 'check')} allowed, ${amount(calls(denied))} denied (${counted(denied.length, 'permission')}), ${amount(calls(undecidable))} not decidable`,
    ],
    [
      'actions',
      `${amount(summary.actionsWithoutEvidence)} of ${amount(summary.actions)} without evidence${examples === '' ? '' : `: ${examples}${summary.actionsWithoutEvidence > 5 ? ', …' : ''}`}`,
    ],
    [
      'resources',
      `${amount(summary.resourcesWithoutEvidence)} of ${amount(summary.resources)} without evidence, ${amount(summary.widerResources)} for more than one resource`,
    ],
    ['pairs', `${amount(summary.pairsWithoutEvidence)} of ${amount(summary.pairs)} without evidence`],
  ]
}

/** What was not asked of the policies. */
export function verifyWarnings({ unmapped, deniedCalls, tightness }: VerifyResult): readonly string[] {
  const { statementsNotListed } = tightness.summary
  return [
    ...(unmapped.length === 0
      ? []
      : [
          `${counted(unmapped.length, 'kind')} of events could not be mapped to an action and were not replayed: ${unmapped
            .map(({ eventSource, eventName }) => `${eventSource} ${eventName}`)
            .join(', ')}`,
        ]),
    ...(deniedCalls === 0
      ? []
      : [
          `${counted(deniedCalls, 'call')} that AWS denied ${deniedCalls === 1 ? 'was' : 'were'} not replayed`,
        ]),
    ...(statementsNotListed === 0
      ? []
      : [
          `${counted(statementsNotListed, 'statement')} with NotAction, NotResource or too many pairs: what they allow is not counted in full`,
        ]),
  ]
}
