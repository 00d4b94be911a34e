import type { FolderChoice, Selection } from '../../workflows/ports.js'
import type { PathFilter } from './glob.js'
import { isAccount, isRegion, isUnderAwsLogs, lastKindFolder } from './log-path.js'
import { lastDeliveryDay } from './selection.js'

/** Levels below an input at which the layout of CloudTrail is looked for; below that everything is listed. */
const levelsLooked = 3

type Choice = ReturnType<FolderChoice>

/**
 * Which folders of a bucket to list. Folders of the layout are looked into one by one, so that other kinds of logs,
 * accounts, Regions and days cost nothing; what is not the layout's is listed whole. The same as `maySelect` says of files.
 * `kinds` are the folders below an account that are wanted.
 */
export function folderChoice(selection: Selection, kinds: readonly string[]): FolderChoice {
  return (folder, level) => {
    const segments = folder.split('/').slice(0, -1)
    const at = lastKindFolder(segments)
    if (at !== undefined) return choiceInKind(segments, at, selection, kinds)
    const last = segments.length - 1
    if (isAccount(segments[last]!) && isUnderAwsLogs(segments, last))
      return isWanted(segments[last]!, selection.accounts) ? 'look' : 'skip'
    if (segments[last] === 'AWSLogs' || segments[last - 1] === 'AWSLogs') return 'look'
    return level <= levelsLooked && !segments.includes('AWSLogs') ? 'look' : 'whole'
  }
}

/** As `choose`, but only what a glob takes below its base, `base` being a URI without a slash at the end. */
export function folderChoiceOfGlob(base: string, filter: PathFilter, choose: FolderChoice): FolderChoice {
  return (folder, level) => {
    const inside = filterInside(base, filter, folder.slice(0, -1))
    if (inside === undefined) return 'skip'
    const choice = choose(folder, level)
    return choice === 'whole' && inside.key !== '' && level <= levelsLooked ? 'look' : choice
  }
}

/** The filter that holds inside a folder; `undefined` if nothing in it can match. */
export function filterInside(base: string, filter: PathFilter, folder: string): PathFilter | undefined {
  let inside: PathFilter | undefined = filter
  for (const segment of folder.slice(base.length).split('/')) {
    if (segment !== '') inside = inside?.folder(segment)
  }
  return inside
}

function choiceInKind(
  segments: readonly string[],
  at: number,
  selection: Selection,
  kinds: readonly string[],
): Choice {
  const [region, ...date] = segments.slice(at + 1)
  if (!isWanted(segments[at - 1]!, selection.accounts) || !kinds.includes(segments[at]!)) return 'skip'
  const dated = selection.start !== undefined || selection.end !== undefined
  // Regions are listed side by side, which is faster than one long list.
  if (region === undefined) return 'look'
  if (!isRegion(region)) return 'whole'
  if (!isWanted(region, selection.regions)) return 'skip'
  return dated ? choiceOfDate(date, selection) : 'whole'
}

function isWanted(value: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(value)
}

const forms = [/^\d{4}$/, /^\d\d$/, /^\d\d$/]

/** `date` is a year, perhaps a month, perhaps a day. A year or month that is wanted to its last day is listed whole. */
function choiceOfDate(date: readonly string[], { start, end }: Selection): Choice {
  if (date.some((part, n) => forms[n]?.test(part) !== true)) return 'whole'
  const said = date.join('-')
  const first = start?.slice(0, said.length) ?? ''
  const last = end === undefined ? undefined : lastDeliveryDay(end).slice(0, said.length)
  if (said < first || (last !== undefined && said > last)) return 'skip'
  const isInside = said > first && (last === undefined || said < last)
  return date.length === forms.length || (isInside && date.length > 0) ? 'whole' : 'look'
}
