import type { S3Options } from '../adapters/s3/options.js'
import { byCodeUnit } from '../core/iam/order.js'

/** How objects of a trail are reached in S3. */
export type Reach = Pick<S3Options, 'endpoint' | 'requesterPays' | 'assumeRole' | 'externalId'>

/** The logs that a trail stands for. */
export interface TrailLogs {
  /** Files, folders, globs, `s3://…`, or one activity store. */
  readonly inputs: readonly string[]
  readonly s3: Reach
}

/** What the trails of a server stand for, by ARN. */
export type Trails = ReadonlyMap<string, TrailLogs>

/** A trail as a configuration has it. */
export type ConfiguredTrail =
  | string
  | readonly string[]
  | { readonly inputs: string | readonly string[]; readonly s3: Reach }

/** The ARN that inputs get where no configuration gives them one. */
export const standInTrail = 'arn:aws:cloudtrail:us-east-1:000000000000:trail/leastwise'

/** The trails of a configuration, sorted by ARN. */
export function trailsOf(configured: Readonly<Record<string, ConfiguredTrail>>): Trails {
  const sorted = Object.entries(configured).sort(([a], [b]) => byCodeUnit(a, b))
  return new Map(sorted.map(([arn, trail]) => [arn, logsOf(trail)]))
}

function logsOf(configured: ConfiguredTrail): TrailLogs {
  if (typeof configured === 'string') return { inputs: [configured], s3: {} }
  if (!('inputs' in configured)) return { inputs: configured, s3: {} }
  return { ...logsOf(configured.inputs), s3: configured.s3 }
}

/** As IAM Access Analyzer writes it: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Trail.html */
export const trailArn = /^arn:[^:]*:cloudtrail:[^:]*:[^:]*:trail\/.{1,576}$/
