/**
 * Which policy refused a call, as AWS says it: that of a kind has no Allow (`no identity`), or one of a kind has a Deny
 * (`deny scp`). `deny` alone where AWS does not say of which kind; `other` for a reason that is no policy, such as S3's Block
 * Public Access, or one that is not known here.
 */
export type DenialCause = `no ${DenyingPolicy}` | `deny ${DenyingPolicy}` | 'deny' | 'other'

/** A kind of policy that can refuse a call. */
export type DenyingPolicy = (typeof denyingPolicies)[number][1]

/**
 * AWS's names of the kinds of policies in its messages.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const denyingPolicies = [
  ['identity-based polic', 'identity'],
  ['resource-based polic', 'resource'],
  ['permissions boundar', 'boundary'],
  ['permission boundar', 'boundary'],
  ['session polic', 'session'],
  ['service control polic', 'scp'],
  ['resource control polic', 'rcp'],
  ['vpc endpoint polic', 'endpoint'],
  ['role trust polic', 'trust'],
  ['trust polic', 'trust'],
] as const

const NO = 'no '
const DENY = /^an explicit deny(?: in (?:an? |the )?)?/

/** The cause in AWS's words, as a refusal ends with it; `undefined` where they name none. */
export function denialCause(becauseOf: string | undefined): DenialCause | undefined {
  if (becauseOf === undefined) return undefined
  const words = becauseOf.toLowerCase()
  const deny = DENY.exec(words)?.[0]
  if (deny !== undefined) {
    const policy = policyIn(words.slice(deny.length))
    return policy === undefined ? 'deny' : `deny ${policy}`
  }
  const policy = words.startsWith(NO) ? policyIn(words.slice(NO.length)) : undefined
  return policy === undefined ? 'other' : `no ${policy}`
}

/** What stands first is meant: the rest of the sentence holds names that others chose. */
function policyIn(words: string): DenyingPolicy | undefined {
  return denyingPolicies.find(([name]) => words.startsWith(name))?.[1]
}
