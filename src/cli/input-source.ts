import { openActivityStore } from '../adapters/activity-store/activity-store.js'
import { fileKind } from '../adapters/activity-store/database.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { ActivitySource } from '../workflows/fold-records.js'
import type { Context } from './context.js'
import { type PlaceOptions, placesOf } from './place-options.js'

/** What the inputs of a verb stand for: an activity store, told by its first bytes, or logs. Throws OPTION_INVALID. */
export async function inputSource(
  inputs: readonly string[],
  flags: PlaceOptions,
  { stdin }: Pick<Context, 'stdin'>,
): Promise<ActivitySource> {
  const places = placesOf(inputs, flags)
  for (const input of inputs) {
    if (input === '-' || (await fileKind(input)) !== 'store') continue
    if (inputs.length === 1) return openActivityStore(input)
    const hint = 'put the logs into the store first: `leastwise ingest <logs> --store <store>`'
    throw new LeastwiseError(
      'OPTION_INVALID',
      `\`${input}\` is an activity store and cannot be mixed with other inputs`,
      hint,
    )
  }
  // Whoever asks a store need not load what reads logs.
  const { filesSource } = await import('../adapters/files/files-source.js')
  return filesSource(inputs, { stdin, places })
}
