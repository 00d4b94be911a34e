import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, EVERY } from './check.js'
import { isIssuerKey } from './unknown-keys.js'

const about = aboutFor(EVERY)

/** The claim of a token that says whom it is for. */
export const claimChecks: readonly Check[] = [
  check(
    'SECURITY_WARNING',
    'FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE',
    about(
      'The audience of a provider that gives one audience is compared with `ForAnyValue`.',
      'A qualifier on a key of one value is a mistake that hides another.',
      'Remove `ForAnyValue:`.',
    ),
    conditions(({ lower, name, key, value }, report) => {
      if (name.qualifier !== 'any' || !isAudience(lower) || !ONE_AUDIENCE.has(lower)) return
      report(`\`${quoted(key)}\` has one value. Remove ForAnyValue:.`, value)
    }),
  ),
  check(
    'SUGGESTION',
    'CONFIRM_AUDIENCE_CLAIM_TYPE',
    about(
      'The audience of another provider is compared with `ForAnyValue` or `ForAllValues`.',
      'That is right only if the provider puts several audiences into its tokens.',
      'Look at a token of the provider; if its `aud` is one text, remove the qualifier.',
    ),
    conditions(({ lower, name, key, value }, report) => {
      if (name.qualifier === undefined || !isAudience(lower) || ONE_AUDIENCE.has(lower)) return
      report(
        `Make sure that tokens have several values of \`${quoted(key)}\`, else drop the qualifier.`,
        value,
      )
    }),
  ),
]

/** Providers whose `aud` AWS documents as one text. */
const ONE_AUDIENCE = new Set([
  'accounts.google.com:aud',
  'cognito-identity.amazonaws.com:aud',
  'graph.facebook.com:app_id',
  'www.amazon.com:app_id',
  'token.actions.githubusercontent.com:aud',
])

function isAudience(lower: string): boolean {
  return (isIssuerKey(lower) && lower.endsWith(':aud')) || ONE_AUDIENCE.has(lower)
}
