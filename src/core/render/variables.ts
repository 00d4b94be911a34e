import { splitArn } from '../iam/arn.js'
import type { PolicyDocument, Statement } from '../iam/policy.js'
import type { ExplainedPolicy } from './explained.js'
import { namedValuesOf, withNamedValues } from './named-values.js'
import type { NamedValue, Template, Variable } from './template.js'

export {
  expressionOf,
  isPlain,
  type NamedValue,
  type References,
  type Template,
  type Variable,
} from './template.js'

/** All of them, in the order in which they are documented. */
export const allVariables: readonly Variable[] = Object.freeze(['account', 'region', 'partition'])

/** The value that each variable stands for, those that are missing are written out; and the values that the recipe named. */
export type Substitution = Readonly<Partial<Record<Variable, string>>> & {
  readonly named?: readonly NamedValue[]
}

/** What the variables asked for stand for in this policy, and why one of them cannot be used. */
export interface Substituted {
  readonly substitution: Substitution
  readonly notes: readonly string[]
}

/**
 * A variable is used only if it can mean one thing: the account and partition are the principal's own, so another account
 * stays as it is; the Region is the only one that the policy names. With two Regions, one of them would move with the place
 * where the file is applied, and the other would not.
 */
export function substitutionOf(policy: ExplainedPolicy, wanted: readonly Variable[]): Substituted {
  const owners = policy.report.principals.map(({ arn }) => splitArn(arn) ?? [])
  const values: Readonly<Record<Variable, ReadonlySet<string>>> = {
    account: new Set(owners.map((fields) => fields[3] ?? '')),
    partition: new Set(owners.map((fields) => fields[0] ?? '')),
    region: regionsOf(policy.documents.map(({ document }) => document)),
  }
  const named = namedValuesOf(policy)
  const substitution: { -readonly [K in keyof Substitution]: Substitution[K] } =
    named.length === 0 ? {} : { named }
  const notes: string[] = []
  for (const variable of allVariables.filter((one) => wanted.includes(one))) {
    const [value = '', ...more] = values[variable]
    if (more.length > 0) notes.push(ambiguous(variable, [value, ...more]))
    else if (value !== '') substitution[variable] = value
  }
  return { substitution, notes }
}

function ambiguous(variable: Variable, values: readonly string[]): string {
  const whose = variable === 'region' ? 'the policy names' : 'the principals are of'
  return `the ${variable} is written out and is no variable: ${whose} ${values.length} of them, ${[...values].sort().join(', ')}`
}

function regionsOf(documents: readonly PolicyDocument[]): ReadonlySet<string> {
  const values = documents.flatMap(({ statements }) => statements.flatMap(valuesOf))
  const regions = values.flatMap(({ value, key }) => {
    const region = splitArn(value)?.[2] ?? regionOf(value, key)
    return region === undefined || region === '' || /[*?]/.test(region) ? [] : [region]
  })
  return new Set(regions)
}

interface Value {
  readonly value: string
  /** The condition key it belongs to, in lower case; `undefined` for a resource. */
  readonly key: string | undefined
}

function valuesOf({ resource, condition }: Statement): readonly Value[] {
  const resources = (resource?.patterns ?? []).map((value) => ({ value, key: undefined }))
  return [
    ...resources,
    ...condition.flatMap(({ key, values }) => values.map((value) => ({ value, key: key.toLowerCase() }))),
  ]
}

const viaService = /^([a-z0-9-]+\.)([a-z0-9-]+)(\.amazonaws\.com(?:\.cn)?)$/

function regionOf(value: string, key: string | undefined): string | undefined {
  if (key === 'aws:requestedregion') return value
  return key === 'kms:viaservice' ? viaService.exec(value)?.[2] : undefined
}

/** Condition keys whose value is an account. */
const accountKeys = new Set(['aws:resourceaccount', 'aws:sourceaccount', 'aws:principalaccount'])

/**
 * A resource or a value of a condition with variables in the place of what they stand for. Only whole fields of an ARN
 * and the values of a few condition keys are replaced: an account in the name of a bucket is part of the name.
 */
export function templateOf(value: string, key: string | undefined, substitution: Substitution): Template {
  const named = substitution.named ?? []
  const whole = withNamedValues([value], named)
  // A named ARN goes before the account in it.
  if (typeof whole[0] !== 'string') return whole
  return withNamedValues(withVariables(value, key, substitution), named)
}

function withVariables(value: string, key: string | undefined, substitution: Substitution): Template {
  const lower = key?.toLowerCase()
  if (lower !== undefined && accountKeys.has(lower) && value === substitution.account) {
    return [{ variable: 'account' }]
  }
  if (lower === 'aws:requestedregion' && value === substitution.region) return [{ variable: 'region' }]
  const via = lower === 'kms:viaservice' ? viaService.exec(value) : null
  if (via !== null && via[2] === substitution.region) return [via[1]!, { variable: 'region' }, via[3]!]
  const fields = splitArn(value)
  return fields?.length === 5 ? arnTemplate(fields, substitution) : [value]
}

const fieldVariables: readonly (Variable | undefined)[] = ['partition', undefined, 'region', 'account']

function arnTemplate(fields: readonly string[], substitution: Substitution): Template {
  const pieces: (string | { readonly variable: Variable })[] = ['arn']
  for (const [at, field] of fields.entries()) {
    const variable = fieldVariables[at]
    addText(pieces, ':')
    if (variable !== undefined && field !== '' && field === substitution[variable]) pieces.push({ variable })
    else addText(pieces, field)
  }
  return pieces
}

function addText(pieces: (string | { readonly variable: Variable })[], text: string): void {
  const last = pieces.at(-1)
  if (typeof last === 'string') pieces[pieces.length - 1] = last + text
  else pieces.push(text)
}
