import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { SnapshotProblem } from '../../core/account/snapshot.js'
import type { Json } from '../../core/iam/json.js'
import { LeastwiseError } from '../../workflows/ports.js'

const inflate = promisify(gunzip)

/** The text of a large account is some 50 MB; more than this is no account, but a decompression bomb. */
export const mostBytes = 512 * 1024 * 1024

/** The text of a file, decompressed if it is gzip. Throws INPUT_NOT_FOUND, INPUT_UNREADABLE or SNAPSHOT_INVALID. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? 'unknown')
  })
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return withoutMark(bytes.toString('utf8'))
  const text = await inflate(bytes, { maxOutputLength: mostBytes }).catch((error: NodeJS.ErrnoException) => {
    throw invalid(path, `cannot be decompressed (${error.code ?? 'unknown'})`)
  })
  return withoutMark(text.toString('utf8'))
}

/** The JSON in a file. Throws as {@link readText}. */
export async function readJson(path: string): Promise<Json> {
  const text = await readText(path)
  try {
    return JSON.parse(text) as Json
  } catch {
    throw invalid(path, 'is no JSON')
  }
}

/** Windows writes a byte order mark before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function unreadable(path: string, code: string): LeastwiseError {
  const missing = code === 'ENOENT'
  return new LeastwiseError(
    missing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE',
    missing ? `\`${path}\` does not exist` : `\`${path}\` cannot be read (${code})`,
    'check the path; see docs/compare.md for how the file is made',
  )
}

/** The error for a file that is there and cannot be used. */
export function invalid(path: string, what: string): LeastwiseError {
  return new LeastwiseError(
    'SNAPSHOT_INVALID',
    `\`${path}\` ${what}`,
    'make it as docs/compare.md says: `aws iam get-account-authorization-details > account.json`',
  )
}

/** Throws SNAPSHOT_INVALID with the first problem, its place, and how many more there are. */
export function requireSound(path: string, problems: readonly SnapshotProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`
  throw invalid(path, `cannot be used: ${first.place} ${first.message}${more}`)
}
