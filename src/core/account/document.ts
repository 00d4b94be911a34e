import type { Json } from '../iam/json.js'
import type { PolicyDocument } from '../iam/policy.js'
import { parsePolicy } from '../iam/policy-parse.js'
import { type Placed, problem } from './shape.js'

/** Deeper than any policy: writing such a value as text would exhaust the stack. */
const deepest = 64

const empty: PolicyDocument = { version: undefined, id: undefined, statements: [] }

/**
 * A policy document: an object, as the AWS CLI and the SDKs print it, or text, which the API encodes for URLs (RFC 3986).
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDetail.html
 */
export function documentAt(placed: Placed): PolicyDocument {
  const text = documentText(placed)
  if (text === undefined) return empty
  const parsed = parsePolicy(text)
  if (parsed.ok) return parsed.document
  const [first] = parsed.problems
  problem(
    placed,
    `is no policy document: ${first?.message ?? 'it cannot be read'}${pathOf(first?.path ?? [])}`,
  )
  return empty
}

function pathOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? '' : ` (${path.slice(0, 8).join('.').slice(0, 80)})`
}

function documentText(placed: Placed): string | undefined {
  const { value } = placed
  if (typeof value === 'string') return decoded(value, placed)
  if (value === undefined || value === null) {
    problem(placed, 'is missing')
    return undefined
  }
  if (isDeeper(value, deepest)) {
    problem(placed, 'is nested too deeply')
    return undefined
  }
  return JSON.stringify(value)
}

/** JSON begins with a brace; encoded it begins with `%`. A space before it is possible in both. */
function decoded(text: string, placed: Placed): string | undefined {
  if (/^\s*\{/.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    problem(placed, 'is neither JSON nor JSON encoded for URLs')
    return undefined
  }
}

function isDeeper(value: Json, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return most === 0 || Object.values(value).some((one: Json) => isDeeper(one, most - 1))
}
