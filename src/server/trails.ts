import { byCodeUnit } from '../core/iam/order.js'

/** What the trails of a server stand for: ARN to inputs (files, folders, globs, `s3://…`, or one activity store). */
export type Trails = ReadonlyMap<string, readonly string[]>

/** The ARN that inputs get where no configuration gives them one. */
export const standInTrail = 'arn:aws:cloudtrail:us-east-1:000000000000:trail/leastwise'

/** The trails of a configuration, sorted by ARN. */
export function trailsOf(configured: Readonly<Record<string, string | readonly string[]>>): Trails {
  const sorted = Object.entries(configured).sort(([a], [b]) => byCodeUnit(a, b))
  return new Map(sorted.map(([arn, inputs]) => [arn, typeof inputs === 'string' ? [inputs] : inputs]))
}

/** As IAM Access Analyzer writes it: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Trail.html */
export const trailArn = /^arn:[^:]*:cloudtrail:[^:]*:[^:]*:trail\/.{1,576}$/
