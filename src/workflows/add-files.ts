import { addTotals, type IngestTotals } from './ingest-totals.js'
import { type IngestOptions, openIngestion } from './ingestion.js'
import type { ActivityStore, FileFolder, Listing, Observer, StoreContents } from './ports.js'
import { readListed } from './read-records.js'

/** What is in the store of a run. */
export interface Progress {
  readonly totals: IngestTotals
  commits: number
}

/** What a run works with. */
export interface Run {
  readonly options: IngestOptions
  readonly observer: Observer
  readonly progress: Progress
  readonly folder: FileFolder | undefined
}

/** Adds listed files to a store. Throws {@link FolderFailed}, after which what is committed stays. */
export async function addFiles(
  listing: Listing,
  store: ActivityStore,
  contents: StoreContents,
  { options, observer, progress, folder }: Run,
): Promise<void> {
  const ingestion = openIngestion(store, contents, options, (totals, isStored) => {
    addTotals(progress.totals, totals)
    if (isStored) progress.commits += 1
  })
  const folding = folder && ingestion.start(folder, listing.files)
  try {
    await readListed(listing, ingestion.consumer, observer, folding)
    await ingestion.commit()
  } finally {
    await folding?.close()
  }
}
