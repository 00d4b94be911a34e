import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Options } from './options.js'
import { simulate } from './simulate.js'
import { printTruth, truthOf } from './truth.js'

export interface Written {
  readonly files: number
  readonly bytes: number
}

const compress = promisify(gzip)
/** Compression runs on Node's threads; so many files are in memory at once. */
const AT_ONCE = 4
/** The byte of the gzip header that tells the operating system: 255 is "unknown". */
const OPERATING_SYSTEM = 9

/** Writes the trail and its truth; memory does not grow with the size of the trail. */
export async function writeTrail(options: Options): Promise<Written> {
  let written: Written = { files: 0, bytes: 0 }
  const underway: Promise<void>[] = []
  for (const file of simulate(options)) {
    underway.push(writeCompressed(join(options.out, file.path), file.text))
    written = { files: written.files + 1, bytes: written.bytes + file.text.length }
    if (underway.length >= AT_ONCE) await underway.shift()
  }
  await Promise.all(underway)
  // A trail that was just switched on: the digest folder is there, and empty.
  await mkdir(join(options.out, `AWSLogs/${options.company.tooling}/CloudTrail-Digest`), { recursive: true })
  await mkdir(dirname(options.truth), { recursive: true })
  await writeFile(options.truth, printTruth(truthOf(options.company, options.seed, options.days)))
  return written
}

async function writeCompressed(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const bytes = await compress(text)
  bytes[OPERATING_SYSTEM] = 0xff
  await writeFile(path, bytes)
}
