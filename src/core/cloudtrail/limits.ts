/** What one record may cost. Whatever is larger is skipped by reason and the rest of the file goes on. */
export interface DecodeLimits {
  /** Length of one record's text, in UTF-16 code units. */
  readonly recordLength: number
  /** Nesting of one record: `{}` is 1. */
  readonly recordDepth: number
  /**
   * Whether a record without a valid time is skipped. Activity needs the time; what one call needs does not, so a record
   * pasted without it can still be explained: its time is then empty.
   */
  readonly timeRequired: boolean
}

/**
 * 8 MiB and 100 levels: CloudTrail itself writes at most 256 KB for a record, and an envelope may hold several.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const defaultLimits: DecodeLimits = {
  recordLength: 8 * 1024 * 1024,
  recordDepth: 100,
  timeRequired: true,
}
