import type { PrincipalComparison, Proposal, UnexplainedUse } from '../core/findings/comparison.js'
import type { RiskProfile } from '../core/findings/risk-profile.js'
import type { PlacedStatement } from '../core/findings/statement-diff.js'
import { byCodeUnit } from '../core/iam/order.js'
import type { Comparison } from '../workflows/compare.js'
import { amount, counted } from './amounts.js'
import { type Line, printLines } from './input-lines.js'
import { type Column, table } from './table.js'

const columns: readonly Column[] = [
  { title: 'PRINCIPAL', align: 'left' },
  { title: 'GRANTED', align: 'right' },
  { title: 'USED', align: 'right' },
  { title: 'UNUSED', align: 'right' },
  { title: 'CREEP', align: 'right' },
  { title: 'NEVER', align: 'right' },
  { title: 'UNEXPLAINED', align: 'right' },
  { title: 'ESCALATION', align: 'right' },
  { title: 'ON *', align: 'right' },
]

/** One line a principal, those with the most unused actions first. Risks are today's and those of the generated policy. */
export function compareTable(principals: readonly PrincipalComparison[]): string {
  const sorted = [...principals].sort(
    (a, b) => b.unused.length - a.unused.length || byCodeUnit(a.principal.arn, b.principal.arn),
  )
  return table(columns, sorted.map(row))
}

function row({
  principal,
  granted,
  used,
  unused,
  creep,
  usedNotGranted,
  risk,
  proposed,
}: PrincipalComparison): readonly string[] {
  const change = (of: (risk: RiskProfile) => number) =>
    proposed === undefined ? `${amount(of(risk))} → ?` : `${amount(of(risk))} → ${amount(of(proposed.risk))}`
  return [
    principal.arn,
    amount(granted.actions.length),
    amount(used.length),
    amount(unused.length),
    percent(creep),
    amount(granted.neverPossible.length),
    amount(usedNotGranted.length),
    change(({ privilegeEscalation }) => privilegeEscalation.length),
    change(({ actionsOnEveryResource }) => actionsOnEveryResource),
  ]
}

/** Never rounded up to 100 %, nor down to 0 %. */
function percent(share: number | undefined): string {
  if (share === undefined) return '–'
  if (share === 0 || share === 1) return `${share * 100} %`
  return `${Math.min(99.9, Math.max(0.1, Math.round(share * 1000) / 10)).toFixed(1)} %`
}

/** How many were compared, and what all of them have unused. */
export function headline({ principals, serviceLinked }: Comparison): string {
  const idle = principals.filter(
    ({ granted, used }) => granted.actions.length > 0 && used.length === 0,
  ).length
  return [
    counted(principals.length, 'principal'),
    ...(idle === 0 ? [] : [`${amount(idle)} of them used nothing of what is granted`]),
    ...(serviceLinked === 0 ? [] : [`${counted(serviceLinked, 'service-linked role')} left out`]),
  ].join(', ')
}

const shown = 40

/** Everything of one principal, long lists cut off: the JSON has them whole. */
export function compareDetail(comparison: PrincipalComparison): string {
  const { principal, granted, used, unused, creep, usedNotGranted, undecidable, known, proposed } = comparison
  const open = granted.actions.filter(({ isCertain }) => !isCertain).length
  const lines: readonly Line[] = [
    ['principal', principal.arn],
    ...known.named.map(
      ({ name, group }) => ['policy', group === undefined ? name : `${name}, by group ${group}`] as const,
    ),
    ...(principal.boundary === undefined ? [] : [['boundary', principal.boundary] as const]),
    [
      'granted',
      `${counted(granted.actions.length, 'action')}${open === 0 ? '' : `, ${amount(open)} of them under conditions or in part`}`,
    ],
    ['used', counted(used.length, 'action')],
    ['unused', `${counted(unused.length, 'action')}: creep ${percent(creep)}`],
    ...listLines('never possible', granted.neverPossible.map(neverText)),
    ...listLines('unexplained', usedNotGranted.map(useText)),
    ...listLines('not decidable', undecidable.map(useText)),
    ...riskLines(comparison.risk, proposed?.risk),
  ]
  return `${printLines(lines)}${proposed === undefined ? '' : changeText(proposed)}`
}

function neverText({ action, by }: PrincipalComparison['granted']['neverPossible'][number]): string {
  return `${action}, because of ${by.length === 0 ? 'several limits together' : by.map((limit) => limitNames[limit]).join(' and of ')}`
}

const limitNames = {
  identity: 'a Deny, or a condition, of its own policies',
  boundary: 'the boundary',
  scp: 'service control policies',
  rcp: 'resource control policies',
} as const

function useText({ action, resource, count, decision, layer }: UnexplainedUse): string {
  const words = { explicitDeny: 'denied', implicitDeny: 'not allowed', undecidable: 'left open' }[decision]
  return `${action} on ${resource}, ${counted(count, 'call')}: ${words}${layer === undefined ? '' : ` by ${layer} policies`}`
}

function listLines(label: string, texts: readonly string[]): readonly Line[] {
  const more = texts.length - shown
  return [
    ...texts.slice(0, shown).map((text) => [label, text] as const),
    ...(more > 0 ? [[label, `and ${amount(more)} more, with --json`] as const] : []),
  ]
}

const risks: readonly (readonly [label: string, of: (risk: RiskProfile) => number])[] = [
  ['privilege escalation', ({ privilegeEscalation }) => privilegeEscalation.length],
  ['permissions management', ({ permissionsManagement }) => permissionsManagement.length],
  ['credential exposure', ({ credentialExposure }) => credentialExposure],
  ['data exfiltration', ({ dataExfiltration }) => dataExfiltration],
  ['resource exposure', ({ resourceExposure }) => resourceExposure],
  ['actions on `*`', ({ actionsOnEveryResource }) => actionsOnEveryResource],
  ['statements on `*`', ({ statementsOnEveryResource }) => statementsOnEveryResource],
]

function riskLines(today: RiskProfile, then: RiskProfile | undefined): readonly Line[] {
  return risks.map(([label, of]) => [
    label,
    `${amount(of(today))} → ${then === undefined ? '?' : amount(of(then))}`,
  ])
}

/** The change as a diff: actions, then statements. */
function changeText({ removed, added, statements }: Proposal): string {
  return [
    `\nThe policy of \`leastwise generate\` would change:\n`,
    ...diffLines('-', removed),
    ...diffLines('+', added),
    ...diffLines('-', statements.removed.map(statementText)),
    ...diffLines('+', statements.added.map(statementText)),
    ...diffLines(' ', statements.kept.map(statementText)),
  ].join('')
}

function diffLines(sign: string, texts: readonly string[]): readonly string[] {
  const more = texts.length - shown
  const list = more > 0 ? [...texts.slice(0, shown), `… and ${amount(more)} more, with --json`] : texts
  return list.map((text) => printLines([[sign, text]]))
}

function statementText({ policy, statement }: PlacedStatement): string {
  const { effect, sid, action, resource, condition } = statement
  const few = (list: readonly string[]) =>
    list.length <= 3 ? list.join(', ') : `${list.slice(0, 3).join(', ')}, +${list.length - 3}`
  const on = resource === undefined ? '' : ` on ${resource.not ? 'all but ' : ''}${few(resource.patterns)}`
  const under = condition.length === 0 ? '' : `, under ${counted(condition.length, 'condition')}`
  const name = sid === undefined ? '' : ` ${sid}`
  return `statement${name} of ${policy}: ${effect} ${action.not ? 'all but ' : ''}${few(action.patterns)}${on}${under}`
}
