import { type Digest, readDigest, signedText } from '../core/cloudtrail/digest/digest.js'
import {
  checkIntegrity,
  type DigestFact,
  followerOf,
  type Integrity,
  type LogFact,
  type SignatureVerdict,
} from '../core/cloudtrail/digest/integrity.js'
import { LeastwiseError } from './errors.js'
import type { DigestSource, Observer, PublicKey, Selection, StoredDigest, StoredLog } from './ports.js'
import { UnreadableFile } from './ports.js'

/**
 * Holds every listed log file against the digest files beside it, and those against their signatures and each other.
 * Throws NO_DIGESTS if there is none: then nothing can be said.
 */
export async function validateLogs(
  source: DigestSource,
  selection: Selection,
  keys: readonly PublicKey[],
  observer: Observer,
): Promise<Integrity> {
  const { digests, logs } = await source.list(selection)
  if (digests.length === 0) throw noDigests(logs.length)
  observer.listed(logs.length, totalBytes(logs))
  const facts = withVerdicts(await readAll(digests), keys)
  return checkIntegrity(facts, await hashAll(logs, observer))
}

/** Throws LOGS_NOT_INTACT if anything is wrong, naming the first of it; nothing must be generated from such logs. */
export async function requireIntactLogs(
  source: DigestSource,
  selection: Selection,
  keys: readonly PublicKey[],
  observer: Observer,
): Promise<Integrity> {
  const integrity = await validateLogs(source, selection, keys, observer)
  const [first, ...more] = integrity.problems
  if (first === undefined) return integrity
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  throw new LeastwiseError(
    'LOGS_NOT_INTACT',
    `the digests do not prove the logs: \`${first.name}\` is ${articled(first.kind)} (${first.detail})${others}`,
    'see all of it with `leastwise validate-logs`; copy the logs again, or find out who changed them',
  )
}

function articled(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`
}

function noDigests(logs: number): LeastwiseError {
  return new LeastwiseError(
    'NO_DIGESTS',
    `there is no digest file beside ${logs} log files`,
    'copy the folder `CloudTrail-Digest` too, which is beside `CloudTrail`; log file validation must be on for the trail',
  )
}

interface ReadDigest {
  readonly name: string
  readonly digest: Digest | string
  readonly sha256: string
  readonly signature: string | undefined
  readonly verify: StoredDigest['verify']
}

async function readAll(digests: readonly StoredDigest[]): Promise<readonly ReadDigest[]> {
  const read: ReadDigest[] = []
  for (const { name, read: contents, verify } of digests) {
    try {
      const { text, sha256, signature } = await contents()
      read.push({ name, digest: readDigest(text), sha256, signature, verify })
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error
      read.push({ name, digest: error.message, sha256: '', signature: undefined, verify })
    }
  }
  return read
}

function withVerdicts(read: readonly ReadDigest[], keys: readonly PublicKey[]): readonly DigestFact[] {
  const byFingerprint = new Map(keys.map((key) => [key.fingerprint, key]))
  return read.map((one) => ({
    name: one.name,
    digest: one.digest,
    sha256: one.sha256,
    signature: verdictOn(one, read, byFingerprint),
  }))
}

/** The object's metadata holds its signature, and so does the next digest of the chain. */
function verdictOn(
  { digest, sha256, signature, verify }: ReadDigest,
  all: readonly ReadDigest[],
  keys: ReadonlyMap<string, PublicKey>,
): SignatureVerdict {
  if (typeof digest === 'string') return 'unsigned'
  const known = signature ?? followerOf(digest, all)?.digest.previous?.signature
  if (known === undefined) return 'unsigned'
  const key = keys.get(digest.fingerprint)
  if (key === undefined) return 'unknown-key'
  return verify(key, signedText(digest, sha256), known) ? 'valid' : 'invalid'
}

async function hashAll(logs: readonly StoredLog[], observer: Observer): Promise<readonly LogFact[]> {
  const facts: LogFact[] = []
  for (const log of logs) {
    observer.signal?.throwIfAborted()
    const hash = await log.sha256().catch((error) => {
      if (error instanceof UnreadableFile) return undefined
      throw error
    })
    facts.push({ name: log.name, sha256: hash })
    observer.finished(log, { records: 0, characters: log.bytes ?? 0 })
  }
  return facts
}

function totalBytes(logs: readonly StoredLog[]): number | undefined {
  return logs.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  )
}
