import type { z } from 'zod'
import { AwsError, invalidField } from './aws-error.js'

/** The JSON of a body as a schema wants it. An empty body is an empty object. Throws a ValidationException. */
export function readBody<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(withoutNulls(jsonOf(text)))
  if (parsed.success) return parsed.data
  throw refused(parsed.error)
}

/** Every field that is wrong, by its way in the body. */
function refused({ issues }: z.ZodError): AwsError {
  const fieldList = issues.map(({ path, message }) => ({ name: nameOf(path), message }))
  const [first] = fieldList
  const more = fieldList.length > 1 ? ` (and ${fieldList.length - 1} more: see fieldList)` : ''
  return new AwsError('ValidationException', `${first!.name}: ${first!.message}${more}`, {
    reason: 'fieldValidationFailed',
    fieldList,
  })
}

/** `cloudTrailDetails.trails[0].cloudTrailArn`; the body itself is `body`. */
function nameOf(path: readonly PropertyKey[]): string {
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return name === '' ? 'body' : name.replace(/^\./, '')
}

function jsonOf(text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new AwsError('ValidationException', 'the body is no JSON', { reason: 'cannotParse' })
  }
}

const deepest = 32

/** In rest-json a member that is null is not there. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth > deepest)
    throw new AwsError('ValidationException', 'the body is nested too deeply', { reason: 'cannotParse' })
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, one]) => one !== null)
  return Object.fromEntries(members.map(([key, one]) => [key, withoutNulls(one, depth + 1)]))
}

/** A number from a query string. Throws a ValidationException. */
export function readCount(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^-?\d{1,10}$/.test(text)) throw invalidField(name, 'must be a whole number')
  const count = Number(text)
  if (count < 1 || count > 2_147_483_647) throw invalidField(name, 'must be 1 or more')
  return count
}

/** A Boolean from a query string. Throws a ValidationException. */
export function readFlag(text: string | undefined, name: string): boolean {
  if (text === undefined || text === 'false') return false
  if (text !== 'true') throw invalidField(name, 'must be true or false')
  return true
}
