import type { PrincipalComparison } from '../core/findings/comparison.js'

/** A comparison with what could not be mapped or written. */
export interface ComparedEntity {
  readonly comparison: PrincipalComparison
  readonly unmapped: number
  readonly tooLarge: boolean
}

/** What the figures do not know: named, so that nobody reads them as more than they are. */
export function comparisonWarnings(
  compared: readonly ComparedEntity[],
  truncated: readonly string[],
  notInSnapshot: readonly string[],
): readonly string[] {
  return [
    ...compared.flatMap(entityWarnings),
    ...truncated.map(
      (account) => `the account details of ${account} end with a page that has another after it`,
    ),
    ...(notInSnapshot.length === 0
      ? []
      : [
          `${notInSnapshot.length} users or roles made calls and are not in the account details: ${short(notInSnapshot)}`,
        ]),
  ]
}

function entityWarnings({ comparison, unmapped, tooLarge }: ComparedEntity): readonly string[] {
  const { principal, known, granted } = comparison
  const say = (text: string) => [`${principal.arn}: ${text}`]
  return [
    ...(known.unknown.length === 0
      ? []
      : say(
          `the account details have no document of ${short(known.unknown)}: more is granted than is counted`,
        )),
    ...(known.unknownBoundary === undefined
      ? []
      : say(
          `the account details have no document of the boundary ${known.unknownBoundary}: it is taken to limit nothing`,
        )),
    ...(known.isInOrganization
      ? []
      : say('the organization has no such account: no control policy is taken to limit it')),
    ...(granted.unknownActions.length === 0
      ? []
      : say(`no action of the reference is meant by ${short(granted.unknownActions)}: not counted`)),
    ...(unmapped === 0
      ? []
      : say(
          `of ${unmapped} kinds of events it is not known which action they need: what they use may count as unused`,
        )),
    ...(tooLarge
      ? say('the generated policy does not fit any number of managed policies: no change is shown')
      : []),
  ]
}

function short(list: readonly string[]): string {
  const shown = list.slice(0, 5).join(', ')
  return list.length > 5 ? `${shown} and ${list.length - 5} more` : shown
}
