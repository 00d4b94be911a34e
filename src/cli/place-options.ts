import type { Command } from 'commander'
import { roleArn, type S3Options } from '../adapters/s3/options.js'
import { s3Place } from '../adapters/s3/s3-place.js'
import { isS3Uri } from '../adapters/s3/s3-uri.js'
import { LeastwiseError, type ObjectPlace } from '../workflows/ports.js'

/** The options that say how inputs beyond the disk are reached. */
export interface PlaceOptions {
  readonly s3Endpoint?: string
  readonly requesterPays?: boolean
  readonly assumeRole?: string
  readonly externalId?: string
}

/** Adds `--assume-role`, `--external-id`, `--requester-pays` and `--s3-endpoint`. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--assume-role <arn>', 'for s3:// inputs: the role to read them as')
    .option('--external-id <id>', 'what the trust policy of that role asks for')
    .option('--requester-pays', 'for s3:// inputs: you pay for requests and transfer')
    .option('--s3-endpoint <url>', "for s3:// inputs: another server that speaks S3's protocol")
}

/** Where inputs may lie beside the disk. Throws OPTION_INVALID as {@link reachOf}. */
export function placesOf(inputs: readonly string[], flags: PlaceOptions): readonly ObjectPlace[] {
  return [s3Place(reachOf(inputs, flags))]
}

/** How inputs in S3 are reached. Throws OPTION_INVALID for options that cannot be used, or that no input needs. */
export function reachOf(inputs: readonly string[], flags: PlaceOptions): S3Options {
  const { s3Endpoint: endpoint, requesterPays, assumeRole, externalId } = flags
  const given = [
    ['--s3-endpoint', endpoint],
    ['--requester-pays', requesterPays],
    ['--assume-role', assumeRole],
    ['--external-id', externalId],
  ].find(([, value]) => value !== undefined)
  if (given !== undefined && !inputs.some(isS3Uri)) {
    const hint = 'name an input that begins with `s3://`, or leave the option out'
    throw new LeastwiseError('OPTION_INVALID', `\`${given[0]}\` is for inputs in S3, and there is none`, hint)
  }
  checkOption('--s3-endpoint', endpoint, /^https?:\/\/[^/\s]/i, 'a URL, such as `https://s3.example.com`')
  checkOption(
    '--assume-role',
    assumeRole,
    roleArn,
    'the ARN of a role, `arn:aws:iam::111122223333:role/ReadTrail`',
  )
  if (externalId !== undefined && assumeRole === undefined)
    throw new LeastwiseError('OPTION_INVALID', '`--external-id` needs `--assume-role`', 'name the role too')
  return { endpoint, requesterPays, assumeRole, externalId }
}

function checkOption(option: string, value: string | undefined, form: RegExp, what: string): void {
  if (value === undefined || form.test(value)) return
  throw new LeastwiseError('OPTION_INVALID', `\`${option} ${value}\` cannot be used`, `it takes ${what}`)
}
