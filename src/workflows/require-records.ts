import { LeastwiseError } from './errors.js'
import type { ReadingResult } from './ports.js'

/** Throws if there was nothing to answer from: no record in the inputs at all, or all files outside the period by path. */
export function requireRecords(reading: ReadingResult): void {
  if (reading.recordsRead > reading.skipped.total) return
  const unlisted = reading.passedOver['outside-selection'] ?? 0
  if (reading.filesRead + reading.filesSkipped.length === 0 && unlisted > 0) throw noMatchingFiles(unlisted)
  throw noRecords(reading)
}

function noRecords({ filesSkipped, skipped, examples }: ReadingResult): LeastwiseError {
  const reasons = Object.entries(skipped.toRecord()).map(([reason, count]) => `${count} ${reason}`)
  const found = reasons.length === 0 ? '' : ` (${reasons.join(', ')}; ${examples[0]})`
  const broken = brokenFiles(filesSkipped)
  return new LeastwiseError(
    'NO_RECORDS',
    `the inputs hold no CloudTrail record${found}${broken}`,
    'point at the folder that holds AWSLogs, at one log file, or pipe `aws cloudtrail lookup-events` output to `-`',
  )
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
