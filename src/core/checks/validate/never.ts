import { compareDates, parseDate } from '../../evaluate/date.js'
import { evaluate } from '../../evaluate/evaluate.js'
import { compareNumbers } from '../../evaluate/number.js'
import { sortedUnique } from '../../iam/order.js'
import type { PolicyDocument } from '../../iam/policy.js'
import { quoted } from '../../iam/policy-problem.js'
import { type Check, check, EVERY, type Report, statements } from './check.js'
import type { ConditionView } from './condition-view.js'
import type { StatementView } from './policy-view.js'

/** Statements that apply to no request, whatever it is. Only what is certain is found: see {@link isNever}. */
export const neverChecks: readonly Check[] = [
  check(
    'WARNING',
    'LEASTWISE_STATEMENT_NEVER_APPLIES',
    {
      tests:
        'The conditions of a statement contradict each other: no value of a key meets all that is asked of it, a key has to be there and not, the address has to be public and the call to come through a VPC endpoint, or the account of the resources is another than the statement asks for.',
      why: 'No request meets them, so the statement allows or denies nothing.',
      fix: 'Remove one of the conditions, or make two statements of them.',
      policies: EVERY,
    },
    statements((statement, report) => {
      findContradictions(statement, report)
      findPublicAddressInside(statement, report)
      findOtherAccount(statement, report)
    }),
  ),
]

/** Nothing is said of values that are not known, lists of a request, policy variables, or a key that stands twice. */
function isPlain({ name, family, unknown, values, reference }: ConditionView): boolean {
  const single = reference !== undefined && !reference.multivalued && name.qualifier === undefined
  return (
    single &&
    family !== undefined &&
    !unknown &&
    values.length > 0 &&
    values.length <= 200 &&
    values.every(({ value }) => !value.includes('${'))
  )
}

function findContradictions({ condition }: StatementView, report: Report): void {
  const byKey = new Map<string, ConditionView[]>()
  for (const one of condition) byKey.set(one.lower, [...(byKey.get(one.lower) ?? []), one])
  for (const same of byKey.values()) {
    const names = new Set(same.map(({ operator }) => operator.toLowerCase()))
    if (same.length > 1 && names.size === same.length && same.every(isPlain) && isNever(same))
      report(
        `No request meets all that is asked of \`${quoted(same[0]!.key)}\`.`,
        ...same.map((one) => one.keyAt),
      )
  }
}

/**
 * True if the conditions on one key hold neither without it nor with any value. The values that are tried are all that
 * could do: those of an operator that takes no others, or of an order the limits and what is between them.
 */
function isNever(same: readonly ConditionView[]): boolean {
  const values = candidates(same)
  if (values === undefined) return false
  const documents = [onlyWith(same)]
  const key = same[0]!.lower
  const contexts = [new Map(), ...values.map((value) => new Map([[key, [value]]]))]
  return contexts.every((context) => {
    const { decision } = evaluate({ action: 'iam:GetRole', resource: '*', context }, documents)
    return decision === 'implicitDeny'
  })
}

function onlyWith(same: readonly ConditionView[]): PolicyDocument {
  const condition = same.map(({ operator, key, values }) => ({
    operator,
    key,
    values: values.map(({ value }) => value),
  }))
  const any = { not: false, patterns: ['*'] }
  return {
    version: '2012-10-17',
    id: undefined,
    statements: [
      { sid: undefined, effect: 'Allow', principal: undefined, action: any, resource: any, condition },
    ],
  }
}

/**
 * Every value that could meet the conditions, or one for all that are alike; `undefined` if that cannot be said. Only
 * `StringEquals` takes nothing but its values; numbers, dates and truth are written in several ways, so that only their
 * own operators tell of them.
 */
function candidates(same: readonly ConditionView[]): readonly string[] | undefined {
  const [nulls, others] = [same.filter(isNull), same.filter((one) => !isNull(one))]
  // A key that must not be there has no value.
  if (nulls.some(({ values }) => values.every(({ value }) => value === 'true'))) return []
  const listing = others.find(({ name }) => name.base === 'stringequals')
  if (listing !== undefined) return listing.values.map(({ value }) => value)
  const families = new Set(others.map(({ family }) => family))
  if (families.size !== 1) return undefined
  const all = sortedUnique(others.flatMap(({ values }) => values.map(({ value }) => value)))
  if (families.has('Bool'))
    return all.every((text) => /^(?:true|false)$/i.test(text)) ? ['true', 'false'] : undefined
  if (families.has('Numeric')) return withBetween(all, numberOf, compareNumbers)
  return families.has('Date') ? withBetween(all, secondsOf, compareDates) : undefined
}

function isNull({ family }: ConditionView): boolean {
  return family === 'Null'
}

/** The values in order, with one before, one after, and one between each two. */
function withBetween(
  texts: readonly string[],
  numberFrom: (text: string) => number | undefined,
  compare: (a: string, b: string) => number | undefined,
): readonly string[] | undefined {
  const numbers = texts.map(numberFrom)
  if (numbers.some((number) => number === undefined)) return undefined
  const sorted = (numbers as number[]).sort((a, b) => a - b)
  const around = [
    sorted[0]! - 1,
    ...sorted.slice(1).map((one, at) => (sorted[at]! + one) / 2),
    sorted.at(-1)! + 1,
  ]
  const between = around.map((number) => number.toFixed(4))
  return between.every((text) => compare(text, text) === 0) ? [...texts, ...between] : undefined
}

/** Where halves are exact. */
function numberOf(text: string): number | undefined {
  const number = Number(text)
  return /^-?\d{1,12}(?:\.\d{1,3})?$/.test(text) && Number.isFinite(number) ? number : undefined
}

function secondsOf(text: string): number | undefined {
  const milliseconds = parseDate(text)
  return milliseconds === undefined || milliseconds < 1e7 ? undefined : milliseconds / 1000
}

/** True if the statement applies only to requests that have the key. */
function demands(one: ConditionView): boolean {
  const { family, negated, name, values } = one
  if (!isPlain(one)) return false
  if (family === 'Null') return values.every(({ value }) => value === 'false')
  return !negated && !name.ifExists
}

const insideKeys = new Set(['aws:sourcevpce', 'aws:sourcevpc', 'aws:vpcsourceip'])

/**
 * AWS has `aws:SourceIp` in the request except when it comes through a VPC endpoint, and these only when it does.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
 */
function findPublicAddressInside({ condition }: StatementView, report: Report): void {
  const address = condition.find((one) => one.lower === 'aws:sourceip' && demands(one))
  const inside = condition.find((one) => insideKeys.has(one.lower) && demands(one))
  if (address === undefined || inside === undefined) return
  report(
    `A request through a VPC endpoint has no \`aws:SourceIp\`, and one from elsewhere no \`${quoted(inside.key)}\`.`,
    address.keyAt,
    inside.keyAt,
  )
}

/** The account that an ARN names is the one that owns the resource, which is what `aws:ResourceAccount` holds. */
function findOtherAccount({ condition, resource }: StatementView, report: Report): void {
  if (resource === undefined || resource.not || resource.unknown || resource.resources.length === 0) return
  const accounts = resource.resources.map(({ fields }) => fields?.[3] ?? '')
  if (accounts.some((account) => !/^\d{12}$/.test(account))) return
  for (const one of condition) {
    if (one.lower !== 'aws:resourceaccount' || !/^stringequals(?:ignorecase)?$/.test(one.name.base)) continue
    if (!demands(one) || one.values.some(({ value }) => accounts.includes(value))) continue
    report('No resource of the statement is in an account that the condition asks for.', one.keyAt, resource)
  }
}
