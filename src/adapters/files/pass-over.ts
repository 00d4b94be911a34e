import { readLogPath } from './log-path.js'

/** Why a file that was seen is deliberately not read. docs/errors.md explains each. */
export const passedOverReasons = {
  hidden: 'a hidden file or folder (its name begins with a dot)',
  marker: 'a marker of a copying tool (`_SUCCESS`, `_committed_…`, `…_$folder$`)',
  empty: 'a file of zero bytes',
  'unsupported-extension': 'a file whose extension is not one of a log (`.zip`, `.parquet`, …)',
  'not-a-file': 'a socket, a device or a pipe found inside a folder',
  'same-file': 'a file reached a second time, by another input or a link',
  'same-folder': 'a link to a folder that was already walked (a loop among them)',
  digest: 'a CloudTrail digest file: hashes of log files, no records',
  insight: 'CloudTrail Insights: unusual rates, no API calls',
  'network-activity': 'network activity of VPC endpoints: not decided by an identity policy',
  aggregated: 'five-minute summaries of data events: no single calls',
  'other-service': "another service's logs beside CloudTrail's in the same bucket",
  'not-listed':
    'a folder of a bucket that was not looked into: other logs, or another account, Region or time than asked for',
  'outside-selection': 'another account, another Region or a day outside the chosen period, by its path',
} as const

/** One of the keys of {@link passedOverReasons}. */
export type PassedOverReason = keyof typeof passedOverReasons

const kinds: ReadonlyMap<string, PassedOverReason> = new Map([
  ['CloudTrail-Digest', 'digest'],
  ['CloudTrail-Insight', 'insight'],
  ['CloudTrail-NetworkActivity', 'network-activity'],
  ['CloudTrail-Aggregated', 'aggregated'],
])

const readExtensions: ReadonlySet<string> = new Set(['json', 'jsonl', 'ndjson', 'csv', 'log', 'txt', 'gz'])

/** Whether a file met inside a folder is none to read, by its name and folders alone. `path` is absolute, with `/`. */
export function passOverByPath(path: string): PassedOverReason | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.startsWith('.')) return 'hidden'
  if (isMarker(name)) return 'marker'
  const kind = readLogPath(path).kind
  if (kind !== undefined && kind !== 'CloudTrail') return kinds.get(kind) ?? 'other-service'
  return isReadExtension(name) ? undefined : 'unsupported-extension'
}

function isMarker(name: string): boolean {
  return /^_(SUCCESS|started_|committed_|temporary)/.test(name) || name.endsWith('_$folder$')
}

/** No extension counts as readable: many tools write parts named `part-00000` or by a bare hash. */
function isReadExtension(name: string): boolean {
  if (/\.tar\.gz$/i.test(name)) return false
  const extension = /\.([a-z][a-z0-9]{0,9})$/i.exec(name.slice(-12))?.[1]
  return extension === undefined || readExtensions.has(extension.toLowerCase())
}
