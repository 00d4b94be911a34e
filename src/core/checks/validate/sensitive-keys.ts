/** Why a wildcard or variable makes a key identify too much. */
export type TooWide = 'sensitive' | 'prefix' | 'userid'

/**
 * Keys whose values AWS gives at random, so that no part of one means anything.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, "Sensitive condition keys"
 */
const SENSITIVE = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
])

/** Keys that hold a path through an organization, which begins with the organization's ID. */
const PATHS = new Set([
  'aws:principalorgpaths',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:vpceorgpaths',
])

/** Is it a key whose values are identifiers that AWS gives? In lower case. */
export function isSensitive(key: string): boolean {
  return SENSITIVE.has(key)
}

const FIXED_MIN = 6

/** The rule that a value breaks whose first wildcard or variable is at `at`; `undefined` if it breaks none. */
export function tooWideReason(key: string, value: string, at: number): TooWide | undefined {
  // A lone `*` asks whether the key is there at all, which is a finding of its own.
  if (at < 0 || /^\*+$/.test(value)) return undefined
  if (SENSITIVE.has(key)) return 'sensitive'
  if (PATHS.has(key)) return at < FIXED_MIN ? 'prefix' : undefined
  if (key !== 'aws:userid') return undefined
  const colon = value.indexOf(':')
  return colon > 0 && at > colon ? undefined : 'userid'
}
