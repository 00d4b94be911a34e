import type { FolderChoice, ObjectPlace } from '../../workflows/ports.js'
import { type Found, findInput } from './inputs.js'
import { findObjects } from './objects.js'

export type { Found } from './inputs.js'

/** Where inputs may lie beside the disk, and who hears how looking gets on. */
export interface Finding {
  readonly places?: readonly ObjectPlace[] | undefined
  /** Told how many objects were met so far. */
  readonly told?: ((objects: number) => void) | undefined
}

/** What one input leads to, wherever it lies. */
export function findAnywhere(
  input: string,
  choose: FolderChoice,
  { places = [], told = () => {} }: Finding,
): AsyncIterable<Found> {
  const place = places.find((one) => one.holds(input))
  return place === undefined ? findInput(input) : findObjects(input, place, choose, told)
}
