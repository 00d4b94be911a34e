import type { CloudTrailRecord } from './record.js'

/** What the console and its backends call themselves in logs: `console.amazonaws.com`, `[S3Console/0.4]`, `RDS Console`. */
const consoleAgent =
  /^(?:console\.amazonaws\.com|signin\.amazonaws\.com|AWS Internal|\[?[A-Za-z0-9 ]{0,40}Console[/, .])/

/**
 * True if the AWS console made the call for a person who looked at a page, rather than a program of theirs: such calls need
 * the permission all the same, but not where code is to use the policy.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function isFromConsole({ userAgent, userIdentity }: CloudTrailRecord): boolean {
  return userIdentity.invokedBy === 'AWS Internal' || consoleAgent.test(userAgent ?? '')
}
