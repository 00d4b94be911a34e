import type { FolderChoice, ObjectPlace } from '../../workflows/ports.js'
import { LeastwiseError } from '../../workflows/ports.js'
import { filterInside, folderChoiceOfGlob } from './folder-choice.js'
import { isGlob, parseGlob } from './glob.js'
import { type FoundObject, noMatch } from './inputs.js'

/**
 * What one input in a place of objects (folder, object or glob) leads to. Throws INPUT_NOT_FOUND, and whatever the place
 * throws when it cannot be listed.
 */
export async function* findObjects(
  input: string,
  place: ObjectPlace,
  choose: FolderChoice,
  told: (objects: number) => void,
): AsyncGenerator<FoundObject> {
  if (isGlob(input)) yield* findGlob(input, place, choose, told)
  else {
    const { objects, foldersNotListed } = await place.list(input, choose, told)
    for (const object of objects) yield { kind: 'object', name: object.name, object }
    for (const _ of foldersNotListed) yield { kind: 'passed-over', reason: 'not-listed' }
  }
}

async function* findGlob(
  input: string,
  place: ObjectPlace,
  choose: FolderChoice,
  told: (objects: number) => void,
): AsyncGenerator<FoundObject> {
  const { base, filter } = parseGlob(input)
  if (!/^[^/]+:\/\/[^/]/.test(base))
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `\`${input}\` has a wildcard in the name of the bucket`,
      'name the bucket: `s3://bucket/*/CloudTrail`',
    )
  const listing = await place.list(`${base}/`, folderChoiceOfGlob(base, filter, choose), told)
  let matches = 0
  for (const object of listing.objects) {
    const slash = object.name.lastIndexOf('/')
    const inside = filterInside(base, filter, object.name.slice(0, slash))
    if (inside?.file(object.name.slice(slash + 1)) !== true) continue
    matches++
    yield { kind: 'object', name: object.name, object }
  }
  for (const folder of listing.foldersNotListed) {
    if (filterInside(base, filter, folder.slice(0, -1)) === undefined) continue
    matches++
    yield { kind: 'passed-over', reason: 'not-listed' }
  }
  if (matches === 0) throw noMatch(input)
}
