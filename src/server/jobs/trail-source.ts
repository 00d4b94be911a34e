import { openActivityStore } from '../../adapters/activity-store/activity-store.js'
import { fileKind } from '../../adapters/activity-store/database.js'
import { filesSource } from '../../adapters/files/files-source.js'
import { s3Place } from '../../adapters/s3/s3-place.js'
import { LeastwiseError } from '../../workflows/errors.js'
import type { ActivitySource } from '../../workflows/fold-records.js'
import {
  type Listing,
  type LogFile,
  openCounts,
  type RecordSource,
  type Selection,
} from '../../workflows/ports.js'
import type { TrailLogs } from '../trails.js'
import type { GenerationRequest } from './generation.js'
import { ofAccount } from './organization-trail.js'

/** What a request is to be answered from, and in which Regions; no Region means all. */
export interface TrailSource {
  readonly source: ActivitySource
  readonly regions: readonly string[]
}

/**
 * The logs of the request's trails as one source. Of the trail of an organization, only the logs of the principal's account
 * are listed. Throws TRAIL_NOT_FOUND for a trail that the server does not have.
 */
export async function trailSource(
  { principalArn, trails }: Pick<GenerationRequest, 'principalArn' | 'trails'>,
  logs: readonly (TrailLogs | undefined)[],
): Promise<TrailSource> {
  const known = trails.map(({ cloudTrailArn }, at) => logs[at] ?? unknownTrail(cloudTrailArn))
  const [first, ...others] = known
  if (others.length === 0 && (await isStore(first!.inputs))) {
    return { source: openActivityStore(first!.inputs[0]!), regions: trails[0]!.regions }
  }
  for (const [at, one] of known.entries()) {
    if (await isStore(one.inputs)) throw storeAmongLogs(trails[at]!.cloudTrailArn)
  }
  const account = principalArn.split(':')[4] ?? ''
  const sources = known.map(({ inputs, s3 }, at) => ({
    source: ofAccount(filesSource(inputs, { stdin: noInput(), places: [s3Place(s3)] }), account),
    regions: trails[at]!.regions,
  }))
  return { source: joined(sources), regions: [] }
}

/** Each source is asked for its own Regions. */
function joined(
  sources: readonly { readonly source: RecordSource; readonly regions: readonly string[] }[],
): RecordSource {
  return {
    async list(selection: Selection): Promise<Listing> {
      const listings = await Promise.all(
        sources.map(async ({ source, regions }) => {
          const { files, passedOver } = await source.list({ ...selection, regions })
          return {
            passedOver,
            files: regions.length === 0 ? files : files.map((one) => within(one, regions)),
          }
        }),
      )
      const passedOver = openCounts()
      for (const listing of listings) {
        for (const [reason, count] of Object.entries(listing.passedOver)) passedOver.add(reason, count)
      }
      return { files: listings.flatMap(({ files }) => files), passedOver: passedOver.toRecord() }
    },
  }
}

/** A file of which records of these Regions alone are wanted. */
function within(file: LogFile, regions: readonly string[]): LogFile {
  return { ...file, regions }
}

/** A store is one file: it cannot stand among other inputs. */
async function isStore(inputs: readonly string[]): Promise<boolean> {
  for (const input of inputs) {
    if ((await fileKind(input)) !== 'store') continue
    if (inputs.length === 1) return true
    throw storeAmongLogs(input)
  }
  return false
}

async function* noInput(): AsyncGenerator<string> {}

function unknownTrail(arn: string): never {
  const hint = 'name a trail that the server has: it prints them when it starts'
  throw new LeastwiseError('TRAIL_NOT_FOUND', `the server has no trail \`${arn}\``, hint)
}

function storeAmongLogs(name: string): LeastwiseError {
  const hint = 'put the logs into the store with `leastwise ingest`, and ask the store alone'
  return new LeastwiseError(
    'OPTION_INVALID',
    `\`${name}\` is an activity store and cannot be mixed with logs`,
    hint,
  )
}
