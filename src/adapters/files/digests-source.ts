import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { byCodeUnit } from '../../core/iam/order.js'
import type {
  DigestSource,
  ObjectPlace,
  PublicKey,
  Selection,
  StoredDigest,
  StoredLog,
} from '../../workflows/ports.js'
import { LeastwiseError, UnreadableFile } from '../../workflows/ports.js'
import { asBuffers } from './file-reader.js'
import { type Finding, type Found, findAnywhere } from './find.js'
import { folderChoice } from './folder-choice.js'
import { decompressed } from './gunzip.js'
import { defaultLimits } from './limits.js'
import { type Listed, listInputs } from './list.js'
import { passOverByPath } from './pass-over.js'
import { codeOf, withSlashes } from './path-text.js'
import { maySelect } from './selection.js'
import { unreadable } from './unreadable.js'

const dayMilliseconds = 86_400_000

/** What may differ from the defaults. */
export interface DigestsSourceOptions {
  /** Where inputs such as `s3://bucket/folder/` lie. Default: nowhere. */
  readonly places?: readonly ObjectPlace[] | undefined
}

/**
 * CloudTrail's digest files below the inputs, and the log files they are about. A copy on disk has lost the metadata of
 * the object, where CloudTrail keeps the signature: it is read from a file beside the digest with `.signature` added to
 * its name, if there is one.
 */
export function digestsSource(inputs: readonly string[], options: DigestsSourceOptions = {}): DigestSource {
  return {
    async list(selection) {
      const { places } = options
      return {
        digests: (await findDigests(inputs, selection, { places })).map(storedDigest),
        logs: await listLogs(inputs, selection, { places }),
      }
    },
  }
}

type FoundFile = Extract<Found, { kind: 'file' | 'named' | 'object' }>

async function findDigests(
  inputs: readonly string[],
  selection: Selection,
  finding: Finding,
): Promise<readonly FoundFile[]> {
  const digests = new Map<string, FoundFile>()
  for (const input of inputs) {
    for await (const found of findAnywhere(input, folderChoice(selection, ['CloudTrail-Digest']), finding)) {
      if (found.kind !== 'file' && found.kind !== 'named' && found.kind !== 'object') continue
      const path = pathOf(found)
      if (passOverByPath(path) === 'digest' && !path.endsWith(signatureSuffix) && maySelect(path, selection))
        digests.set(found.kind === 'object' ? found.name : found.real, found)
    }
  }
  return [...digests.values()].sort((a, b) => byCodeUnit(a.name, b.name))
}

function pathOf({ kind, name }: Pick<FoundFile, 'kind' | 'name'>): string {
  return kind === 'object' ? name : withSlashes(resolve(name))
}

/** The logs of an hour may lie in the folder of the day before that of their digest. */
async function listLogs(
  inputs: readonly string[],
  selection: Selection,
  finding: Finding,
): Promise<readonly StoredLog[]> {
  const { start, end } = selection
  const wider = { ...selection, start: shifted(start, -dayMilliseconds), end: shifted(end, dayMilliseconds) }
  const { files } = await listInputs(inputs, wider, finding)
  return files.flatMap((file) => {
    const { name, kind } = file
    if (kind === 'pipe') return []
    const path = kind === 'object' ? name : withSlashes(resolve(name))
    if (passOverByPath(path) === 'digest') return []
    const bytes = 'bytes' in file ? file.bytes : undefined
    return [{ name, bytes, sha256: async () => (await read(file)).sha256 }]
  })
}

function shifted(time: string | undefined, milliseconds: number): string | undefined {
  return time === undefined ? undefined : new Date(Date.parse(time) + milliseconds).toISOString()
}

const signatureSuffix = '.signature'
const largestSignature = 4096

function storedDigest(found: FoundFile): StoredDigest {
  return {
    name: found.name,
    async read() {
      const { sha256, text } = await read(found, true)
      return { text, sha256, signature: await signatureOf(found) }
    },
    verify: verifySignature,
  }
}

/** S3 has it where CloudTrail put it: in the metadata of the object, `x-amz-meta-signature`. */
async function signatureOf(found: FoundFile): Promise<string | undefined> {
  if (found.kind !== 'object') return signatureBeside(found.name)
  const signature = await found.object.metadata('signature')
  return signature === undefined || signature.length > largestSignature ? undefined : signature.trim()
}

async function signatureBeside(name: string): Promise<string | undefined> {
  const path = name + signatureSuffix
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  )
  return size === 0 || size > largestSignature ? undefined : (await readFile(path, 'utf8')).trim()
}

/** CloudTrail's digests are a few hundred kilobytes at most. */
const largestDigest = 64 * 1024 * 1024

/** The hash of the uncompressed bytes, and the text if it is wanted. */
async function read(
  file: FoundFile | Listed,
  wanted = false,
): Promise<{ readonly sha256: string; readonly text: string }> {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  const limits = wanted ? { ...defaultLimits, decompressedBytes: largestDigest } : defaultLimits
  try {
    const stored = file.kind === 'object' ? file.object.open() : createReadStream(file.name)
    for await (const bytes of decompressed(asBuffers(stored), limits)) {
      hash.update(bytes)
      if (wanted) kept.push(bytes)
    }
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof LeastwiseError) throw error
    throw unreadable('unreadable', `it cannot be read (${codeOf(error)})`)
  }
  return { sha256: hash.digest('hex'), text: Buffer.concat(kept).toString('utf8') }
}

/** A key or signature from outside that is none verifies nothing. */
export function verifySignature({ value }: PublicKey, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'pkcs1' })
    return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}
