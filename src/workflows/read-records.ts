import { openDecoder } from '../core/cloudtrail/decode.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { skipReasons } from '../core/cloudtrail/skip-reasons.js'
import type { ActivityQuery } from './activity-query.js'
import { selectionOf } from './activity-query.js'
import { type Counts, examplesKept, openCounts } from './input-summary.js'
import {
  type FileFolding,
  type FoldedFile,
  type Listing,
  type LogFile,
  type Observer,
  type ReadingResult,
  type RecordSource,
  UnreadableFile,
} from './ports.js'

/**
 * What is done with records. A file counts as a whole: its records are handed over when it was read to its end, and
 * dropped if it breaks before. Only an input too large to be held in memory is handed over in parts.
 */
export interface RecordConsumer<T> {
  /** Reduces a record to what has to be kept until its file is complete. */
  prepare(record: CloudTrailRecord): T
  accept(prepared: T): void
  /** A file begins. */
  begin?(file: LogFile): void
  /** Waited for before the first of these is accepted. */
  ready?(prepared: readonly T[]): Promise<void>
  /** Waited for after every file, whether it was read to its end or not. */
  finished?(file: LogFile, read: FileRead): Promise<void>
}

/** CloudTrail delivers files of at most 50 MB, about 40,000 records; more is an export that is read in parts. */
const heldRecords = 50_000

/** Reads every file that the source lists for the query, in its order. */
export async function readRecords<T>(
  source: RecordSource,
  query: ActivityQuery,
  consumer: RecordConsumer<T>,
  observer: Observer,
): Promise<ReadingResult> {
  observer.signal?.throwIfAborted()
  return readListed(await source.list(selectionOf(query), observer), consumer, observer)
}

/** Reads listed files in their order; those that `folding` folds are only counted. */
export async function readListed<T>(
  { files, passedOver }: Listing,
  consumer: RecordConsumer<T>,
  observer: Observer,
  folding?: FileFolding,
): Promise<ReadingResult> {
  observer.listed(files.length, totalBytes(files))
  const [skipped, left] = [openCounts(), openCounts()]
  const filesSkipped: { name: string; reason: string; detail: string }[] = []
  const examples: string[] = []
  let [recordsRead, filesRead] = [0, 0]
  let empty: ReadingResult['empty']
  for (const file of files) {
    goOn(files, observer)
    consumer.begin?.(file)
    const folded = folding && (await nextOf(folding, observer))
    if (folded?.kind === 'left') left.add(folded.reason)
    const read = folded?.kind === 'folded' ? readWhole(folded) : await readFile(file, consumer, observer)
    recordsRead += read.handedOver + read.skipped.total
    for (const [reason, count] of Object.entries(read.skipped.toRecord())) skipped.add(reason, count)
    examples.push(...read.examples.slice(0, examplesKept - examples.length))
    if (isEmpty(read)) empty = { files: (empty?.files ?? 0) + 1, first: empty?.first ?? file.name }
    if (read.broken === undefined) filesRead += 1
    else filesSkipped.push({ name: file.name, ...read.broken })
    await consumer.finished?.(file, read)
    observer.finished(file, { records: read.handedOver, characters: read.characters })
  }
  return { filesRead, filesSkipped, passedOver, recordsRead, skipped, examples, empty, left }
}

/** Throws if the run shall end. What was to be read is then fetched no more. */
function goOn(files: readonly LogFile[], { signal }: Observer): void {
  if (signal?.aborted === true) for (const file of files) file.omit?.()
  signal?.throwIfAborted()
}

/** What became of the next file. If the run shall end, nobody waits for the threads. */
async function nextOf(folding: FileFolding, { signal }: Observer): Promise<FoldedFile> {
  const stop = () => void folding.close()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await folding.next()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function totalBytes(files: readonly LogFile[]): number | undefined {
  return files.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  )
}

/** What became of one file. */
export interface FileRead {
  readonly handedOver: number
  readonly skipped: Counts
  readonly examples: readonly string[]
  readonly characters: number
  readonly broken: { readonly reason: string; readonly detail: string } | undefined
}

const isEmpty = ({ characters, broken }: FileRead) => characters === 0 && broken === undefined

function readWhole({ records, characters }: { records: number; characters: number }): FileRead {
  return { handedOver: records, skipped: openCounts(), examples: [], characters, broken: undefined }
}

async function readFile<T>(
  file: LogFile,
  consumer: RecordConsumer<T>,
  { signal }: Observer,
): Promise<FileRead> {
  const decoder = openDecoder()
  const [skipped, examples] = [openCounts(), [] as string[]]
  let held: T[] = []
  let [handedOver, characters] = [0, 0]
  let broken: FileRead['broken']

  const handOver = async () => {
    await consumer.ready?.(held)
    for (const prepared of held) consumer.accept(prepared)
    handedOver += held.length
    held = []
  }
  const take = async (found: ReturnType<typeof decoder.end>) => {
    for (const one of found) {
      if (one.kind === 'record' && !isAskedOf(file, one.record)) skipped.add('outside-query')
      else if (one.kind === 'record') held.push(consumer.prepare(one.record))
      else if (one.kind === 'broken') broken = { reason: one.reason, detail: one.detail }
      else {
        skipped.add(one.reason)
        if (examples.length < examplesKept)
          examples.push(
            `${file.name} record ${one.index}: ${skipReasons[one.reason]}${one.detail === '' ? '' : ` (${one.detail})`}`,
          )
      }
      if (held.length >= heldRecords) await handOver()
    }
  }

  try {
    for await (const piece of file.text()) {
      signal?.throwIfAborted()
      characters += piece.length
      await take(decoder.push(piece))
      if (broken !== undefined) break
    }
    if (broken === undefined) await take(decoder.end())
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    broken = { reason: error.reason, detail: error.message }
  }
  if (broken === undefined) await handOver()
  // Nothing of a broken file counts, not even what it would have skipped, unless it was too large to be held.
  const whole = broken === undefined || handedOver > 0
  if (broken !== undefined && handedOver > 0) broken = partlyRead(broken, handedOver)
  return {
    handedOver,
    skipped: whole ? skipped : openCounts(),
    examples: whole ? examples : [],
    characters,
    broken,
  }
}

function isAskedOf({ regions }: LogFile, { awsRegion }: CloudTrailRecord): boolean {
  return regions === undefined || (awsRegion !== undefined && regions.includes(awsRegion))
}

function partlyRead({ reason, detail }: { reason: string; detail: string }, records: number) {
  return { reason, detail: `${detail} (its first ${records} records were used)` }
}
