/**
 * Every reason for which something that was read does not count as a caller's use of a permission, with one
 * sentence for the report. The first group is given by the decoder (it is no record of an API call), the second
 * by `whosePermission` (it is a record, but no identity policy of the caller was asked).
 */
export const skipReasons = {
  'not-a-record': 'the element is not a CloudTrail record',
  'malformed-record': 'the element is not valid JSON',
  'giant-record': 'the record is larger than the limit for one record',
  'too-deep': 'the record is nested deeper than the limit',
  'no-event-time': 'the record has no eventTime',
  'bad-event-time': 'the eventTime is not a date and time with a zone',
  'no-event-source': 'the record has no eventSource',
  'no-event-name': 'the record has no eventName',
  'unsupported-version': 'the eventVersion is not 1.x',
  'log-message': 'the CloudWatch Logs message is not a CloudTrail record',
  'lookup-item-without-event': 'the LookupEvents item has no CloudTrailEvent',
  'digest-file': 'the file is a CloudTrail digest, which lists log files and holds no records',
  'event-notification':
    'the element is a notification about an object or message (`aws:s3`, `aws:sqs`, …), not a record',
  insight: 'the record is a CloudTrail Insights event, a statistic about calls and not a call',
  'aggregated-event': 'the record is an aggregated event, a summary of calls without their requests',
  summary: 'the element names an event but has neither time nor identity: a summary made by another tool',
  'ocsf-event': 'the element is an OCSF event (Security Lake), which does not keep the CloudTrail record',
  'unknown-csv':
    'the CSV is neither an Athena result over a CloudTrail table nor the event history of the console',
  'unknown-text': 'the text is neither JSON nor CSV',
  'service-event': 'an AWS service reports what it did by itself; no caller',
  'sign-in': 'signing in needs no IAM permission',
  'console-action': 'an action inside the console that is no API call',
  'network-activity': "the copy for the owner of a VPC endpoint; the call itself is the caller's own record",
  'service-call': 'an AWS service called with its own identity; a resource policy or trust policy allows it',
  'resource-owner-copy': 'the copy of a cross-account call for the owner of the resource',
  anonymous: 'an anonymous call; only a resource policy can allow it',
  'unsigned-federation':
    'the caller showed a SAML assertion or web identity token; only the trust policy is asked',
} as const

/** A stable name for the report to count by. */
export type SkipReason = keyof typeof skipReasons

/** Why a file could not be read to its end; what was read before stays valid. */
export const brokenReasons = {
  truncated: 'the text ends in the middle of a value',
  'mismatched-bracket': 'a bracket closes something that it did not open',
} as const

/** A stable name, as {@link SkipReason}. */
export type BrokenReason = keyof typeof brokenReasons
