import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { byCodeUnit } from '../../core/iam/order.js'
import { everything, type PathFilter } from './glob.js'
import type { PassedOverReason } from './pass-over.js'
import { codeOf, join, withSlashes } from './path-text.js'

/** What a walk meets. `name` is how the user would write it, `real` the path without links. */
export type Met =
  | { readonly kind: 'file'; readonly name: string; readonly real: string }
  | { readonly kind: 'passed-over'; readonly reason: PassedOverReason }
  | { readonly kind: 'unreadable'; readonly name: string; readonly detail: string }

interface Folder {
  readonly name: string
  readonly real: string
  readonly filter: PathFilter
}

/** One walk: folders still to visit, links to folders left for the end, and what was walked already. */
interface Walk {
  readonly folders: Folder[]
  readonly linked: Folder[]
  readonly walked: Set<string>
}

/**
 * Every file below a folder that the filter takes. Links are followed, but no folder is walked twice under the same
 * filter, so that a loop ends; real folders come before links, so that files keep their own names.
 * A folder that cannot be listed is met as `unreadable`, the root among them.
 */
export async function* walk(root: string, filter: PathFilter = everything): AsyncGenerator<Met> {
  const state: Walk = {
    folders: [{ name: root, real: await realpath(root), filter }],
    linked: [],
    walked: new Set(),
  }
  for (;;) {
    const folder = state.folders.pop() ?? state.linked.shift()
    if (folder === undefined) return
    const key = `${folder.filter.key}\0${folder.real}`
    if (state.walked.has(key)) yield { kind: 'passed-over', reason: 'same-folder' }
    else {
      state.walked.add(key)
      yield* walkFolder(folder, state)
    }
  }
}

async function* walkFolder(folder: Folder, state: Walk): AsyncGenerator<Met> {
  let entries: Dirent[]
  try {
    entries = await readdir(folder.name, { withFileTypes: true })
  } catch (error) {
    yield { kind: 'unreadable', name: folder.name, detail: `the folder cannot be listed (${codeOf(error)})` }
    return
  }
  entries.sort((a, b) => byCodeUnit(a.name, b.name))
  for (const entry of entries) {
    const met = await meet(entry, folder, state)
    if (met !== undefined) yield met
  }
}

async function meet(entry: Dirent, folder: Folder, state: Walk): Promise<Met | undefined> {
  const name = join(folder.name, entry.name)
  const real = join(folder.real, entry.name)
  if (entry.isSymbolicLink()) return meetLink(entry.name, name, folder.filter, state)
  if (entry.isDirectory()) return meetFolder(entry.name, { name, real }, folder.filter, state.folders)
  if (!folder.filter.file(entry.name)) return undefined
  return entry.isFile() ? { kind: 'file', name, real } : { kind: 'passed-over', reason: 'not-a-file' }
}

function meetFolder(
  last: string,
  folder: { name: string; real: string },
  filter: PathFilter,
  queue: Folder[],
): Met | undefined {
  const inside = filter.folder(last)
  if (inside === undefined) return undefined
  if (last.startsWith('.') && inside === everything) return { kind: 'passed-over', reason: 'hidden' }
  queue.push({ ...folder, filter: inside })
  return undefined
}

async function meetLink(
  last: string,
  name: string,
  filter: PathFilter,
  state: Walk,
): Promise<Met | undefined> {
  if (last.startsWith('.')) return filter.file(last) ? { kind: 'passed-over', reason: 'hidden' } : undefined
  try {
    const [real, target] = [withSlashes(await realpath(name)), await stat(name)]
    if (target.isDirectory()) return meetFolder(last, { name, real }, filter, state.linked)
    if (!filter.file(last)) return undefined
    return target.isFile() ? { kind: 'file', name, real } : { kind: 'passed-over', reason: 'not-a-file' }
  } catch (error) {
    if (!filter.file(last)) return undefined
    return { kind: 'unreadable', name, detail: `the link cannot be followed (${codeOf(error)})` }
  }
}
