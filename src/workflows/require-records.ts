import { LeastwiseError } from './errors.js'
import type { ReadingResult } from './ports.js'

/** Throws if there was nothing to answer from: no record in the inputs at all, or all files outside the period by path. */
export function requireRecords(reading: ReadingResult): void {
  if (reading.recordsRead > reading.skipped.total) return
  const unlisted = reading.passedOver['outside-selection'] ?? 0
  if (reading.filesRead + reading.filesSkipped.length === 0 && unlisted > 0) throw noMatchingFiles(unlisted)
  throw noRecords(reading)
}

const pointAt =
  'point at the folder that holds AWSLogs, at one log file, or pipe `aws cloudtrail lookup-events` output to `-`'

function noRecords(reading: ReadingResult): LeastwiseError {
  const { filesRead, filesSkipped, passedOver, skipped, examples, empty } = reading
  if (filesRead + filesSkipped.length === 0) return noFiles(passedOver)
  const reasons = Object.entries(skipped.toRecord()).map(([reason, count]) => `${count} ${reason}`)
  const found = reasons.length === 0 ? '' : ` (${reasons.join(', ')}; ${examples[0]})`
  const broken = brokenFiles(filesSkipped)
  const what = `the inputs hold no CloudTrail record${found}${emptyFiles(empty)}${broken}`
  return new LeastwiseError('NO_RECORDS', what, pointAt)
}

/** An empty folder, or one with other files. */
function noFiles(passedOver: ReadingResult['passedOver']): LeastwiseError {
  const others = Object.entries(passedOver).map(([reason, count]) => `${count} ${reason}`)
  const found = others.length === 0 ? '' : `, only files that hold none: ${others.join(', ')}`
  return new LeastwiseError('NO_RECORDS', `no log file is in the inputs${found}`, pointAt)
}

function emptyFiles(empty: ReadingResult['empty']): string {
  if (empty === undefined) return ''
  return empty.files === 1
    ? `: \`${empty.first}\` is empty`
    : `: ${empty.files} files are empty, \`${empty.first}\` and others`
}

/** The first of them, with the reason: with one input that is all there is to know. */
function brokenFiles(files: ReadingResult['filesSkipped']): string {
  const [first] = files
  if (first === undefined) return ''
  const shown = `\`${first.name}\` cannot be read to its end: ${first.detail}`
  return files.length === 1 ? `: ${shown}` : `, and ${files.length} files could not be read: ${shown}, …`
}

const widen =
  'widen `--start`, `--end`, `--region`, `--account`, `--user-agent` or `--session`; times are UTC'

/** Records were read, but none is in the scope that the options give. */
export function noMatchingRecords(read: number): LeastwiseError {
  const what = `none of ${read} records is in the chosen period, Region, account or session`
  return new LeastwiseError('NO_MATCHING_RECORDS', what, widen)
}

function noMatchingFiles(files: number): LeastwiseError {
  const what = `none of ${files} files is in the chosen period, Region or account, by its path`
  return new LeastwiseError('NO_MATCHING_RECORDS', what, widen)
}
