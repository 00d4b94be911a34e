import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { byCodeUnit } from '../../core/iam/order.js'
import type { DigestSource, PublicKey, Selection, StoredDigest, StoredLog } from '../../workflows/ports.js'
import { UnreadableFile } from '../../workflows/ports.js'
import { decompressed } from './gunzip.js'
import { findInput } from './inputs.js'
import { defaultLimits } from './limits.js'
import { listInputs } from './list.js'
import { passOverByPath } from './pass-over.js'
import { codeOf, withSlashes } from './path-text.js'
import { maySelect } from './selection.js'
import { unreadable } from './unreadable.js'

const dayMilliseconds = 86_400_000

/**
 * CloudTrail's digest files below the inputs, and the log files they are about. A copy on disk has lost the metadata of
 * the object, where CloudTrail keeps the signature: it is read from a file beside the digest with `.signature` added to
 * its name, if there is one.
 */
export function digestsSource(inputs: readonly string[]): DigestSource {
  return {
    async list(selection) {
      return {
        digests: (await digestNames(inputs, selection)).map(storedDigest),
        logs: await listLogs(inputs, selection),
      }
    },
  }
}

async function digestNames(inputs: readonly string[], selection: Selection): Promise<readonly string[]> {
  const names = new Map<string, string>()
  for (const input of inputs) {
    for await (const found of findInput(input)) {
      if (found.kind !== 'file' && found.kind !== 'named') continue
      const path = withSlashes(resolve(found.name))
      if (passOverByPath(path) === 'digest' && !path.endsWith(signatureSuffix) && maySelect(path, selection))
        names.set(found.real, found.name)
    }
  }
  return [...names.values()].sort(byCodeUnit)
}

/** The logs of an hour may lie in the folder of the day before that of their digest. */
async function listLogs(inputs: readonly string[], selection: Selection): Promise<readonly StoredLog[]> {
  const { start, end } = selection
  const wider = { ...selection, start: shifted(start, -dayMilliseconds), end: shifted(end, dayMilliseconds) }
  const { files } = await listInputs(inputs, wider)
  return files.flatMap(({ name, kind, ...rest }) => {
    if (kind === 'pipe' || passOverByPath(withSlashes(resolve(name))) === 'digest') return []
    return [
      {
        name,
        bytes: 'bytes' in rest ? rest.bytes : undefined,
        sha256: async () => (await read(name)).sha256,
      },
    ]
  })
}

function shifted(time: string | undefined, milliseconds: number): string | undefined {
  return time === undefined ? undefined : new Date(Date.parse(time) + milliseconds).toISOString()
}

const signatureSuffix = '.signature'
const largestSignature = 4096

function storedDigest(name: string): StoredDigest {
  return {
    name,
    async read() {
      const { sha256, text } = await read(name, true)
      return { text, sha256, signature: await signatureBeside(name) }
    },
    verify: verifySignature,
  }
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
  name: string,
  wanted = false,
): Promise<{ readonly sha256: string; readonly text: string }> {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  const limits = wanted ? { ...defaultLimits, decompressedBytes: largestDigest } : defaultLimits
  try {
    for await (const bytes of decompressed(createReadStream(name), limits)) {
      hash.update(bytes)
      if (wanted) kept.push(bytes)
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
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
