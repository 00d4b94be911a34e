import { allActivity, selectionOf } from './activity-query.js'
import type { Progress } from './add-files.js'
import { openTotals } from './ingest-totals.js'
import type { IngestOptions } from './ingestion.js'
import { daysMissing, type InputSummary } from './input-summary.js'
import { inputWarnings } from './input-warnings.js'
import {
  type ActivityStore,
  type FileFolder,
  FolderFailed,
  type Listing,
  type LogFile,
  type Observer,
  type RecordSource,
  type StoreContents,
} from './ports.js'

export type { IngestOptions } from './ingestion.js'

/** What an ingest added. */
export interface IngestResult {
  readonly input: InputSummary
  /** Events that the store did not have. */
  readonly events: number
  readonly commits: number
}

/**
 * Reads what is new or changed, folds it and adds it to a store, commit by commit: whatever was committed is never read
 * again and never counted twice, wherever a run ends. A `folder` folds what it can, which changes nothing but the time it
 * takes; it is asked for when there is something to read.
 */
export async function ingest(
  source: RecordSource,
  store: ActivityStore,
  options: IngestOptions,
  observer: Observer,
  folder?: () => Promise<FileFolder>,
): Promise<IngestResult> {
  const progress: Progress = { totals: openTotals(), commits: 0 }
  const warnings: string[] = []
  const contents = await store.contents()
  const listing = await listUnread(source, contents, observer)
  if (listing.files.length === 0) {
    observer.listed(0, 0)
    return resultOf(progress, listing, [])
  }
  // Whoever has nothing new need not load all that records may mean.
  const { addFiles } = await import('./add-files.js')
  try {
    await addFiles(listing, store, contents, { options, observer, progress, folder: await folder?.() })
  } catch (error) {
    if (!(error instanceof FolderFailed)) throw error
    warnings.push(brokenFolder(error))
    const now = await store.contents()
    const rest = await listUnread(source, now, observer)
    await addFiles(rest, store, now, { options, observer, progress, folder: undefined })
  }
  if (progress.commits > 0) await store.finish()
  return resultOf(progress, listing, warnings)
}

function brokenFolder({ message }: FolderFailed): string {
  return `the threads that read files broke (${message}); what was not in the store yet was read again without them`
}

function resultOf({ totals, commits }: Progress, { passedOver }: Listing, more: string[]): IngestResult {
  const { events, filesRead, filesSkipped, recordsRead, lost, examples } = totals
  const missing = daysMissing(totals.days)
  const reading = { filesRead, filesSkipped, passedOver, recordsRead, skipped: lost, examples }
  const warnings = [...inputWarnings(reading, missing), ...more]
  for (const [reason, count] of Object.entries(lost.toRecord())) totals.skipped.add(reason, count)
  return {
    input: {
      files: { read: filesRead, skipped: filesSkipped, passedOver },
      records: { read: recordsRead, matched: events, otherPrincipals: 0, skipped: totals.skipped.toRecord() },
      covered: { start: totals.first, end: totals.last },
      daysWithoutRecords: missing,
      warnings,
    },
    events,
    commits,
  }
}

/** The files that the store does not have as they are now. */
async function listUnread(
  source: RecordSource,
  contents: StoreContents,
  observer: Observer,
): Promise<Listing> {
  const { files, passedOver } = await source.list(selectionOf(allActivity), observer)
  const unread = files.filter((file) => {
    const known = isKnown(file, contents)
    if (known) file.omit?.()
    return !known
  })
  const known = files.length - unread.length
  return { files: unread, passedOver: known === 0 ? passedOver : { ...passedOver, ingested: known } }
}

function isKnown({ origin, bytes }: LogFile, { files }: StoreContents): boolean {
  const known = origin === undefined ? undefined : files.get(origin.path)
  return known !== undefined && known.bytes === bytes && known.modified === origin!.modified
}
