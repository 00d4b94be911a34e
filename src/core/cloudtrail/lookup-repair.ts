const KEY = '"CloudTrailEvent"'

/**
 * The record's text in a LookupEvents item that is not valid JSON because a quote in its `CloudTrailEvent` string lost
 * its backslash, as in AWS's own documentation. `undefined` if the item has no such string. The string starts at `"{`
 * and ends at the last `}"`; nothing else of the item is needed.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
 */
export function lookupEventIn(item: string): string | undefined {
  const key = item.indexOf(KEY)
  if (key === -1) return undefined
  const start = item.indexOf('"{', key + KEY.length)
  const end = item.lastIndexOf('}"')
  if (start === -1 || end <= start) return undefined
  return item.slice(start + 1, end + 1).replace(/\\(["\\/])/g, '$1')
}
