import { createHash } from 'node:crypto'
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc'

/** What AWS says of an object as a whole, in the answer to a GET or HEAD. */
export interface Described {
  readonly ETag?: string | undefined
  readonly ChecksumType?: string | undefined
  readonly ChecksumCRC32?: string | undefined
  readonly ChecksumCRC32C?: string | undefined
  readonly ChecksumCRC64NVME?: string | undefined
  readonly ChecksumSHA1?: string | undefined
  readonly ChecksumSHA256?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly SSECustomerAlgorithm?: string | undefined
}

/** Bytes in, in order; at the end, whether they are what was stored. */
export interface ChecksumTest {
  readonly algorithm: string
  update(bytes: Uint8Array): void
  matches(): Promise<boolean>
}

interface Hash {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array | Promise<Uint8Array>
}

const algorithms = [
  ['ChecksumSHA256', 'SHA-256', () => createHash('sha256')],
  ['ChecksumSHA1', 'SHA-1', () => createHash('sha1')],
  ['ChecksumCRC64NVME', 'CRC-64/NVME', () => new Crc64Nvme()],
  ['ChecksumCRC32C', 'CRC-32C', () => new Crc32c()],
  ['ChecksumCRC32', 'CRC-32', () => new Crc32()],
] as const satisfies readonly (readonly [keyof Described, string, () => Hash])[]

/**
 * A test for the whole object: by the checksum that S3 keeps, else by the ETag where that is the MD5 (not uploaded in parts,
 * not encrypted with a key of KMS or of the customer). `undefined` if S3 says nothing that can be computed from the contents.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checksumTest(described: Described): ChecksumTest | undefined {
  for (const [member, algorithm, make] of algorithms) {
    const value = described[member]
    if (value !== undefined && isWhole(value, described)) return test(algorithm, make(), value, 'base64')
  }
  const md5 = /^"?([0-9a-f]{32})"?$/.exec(described.ETag ?? '')?.[1]
  if (md5 === undefined || !isMd5(described)) return undefined
  return test('MD5', createHash('md5'), md5, 'hex')
}

/** A checksum of checksums ends in the number of parts. */
function isWhole(value: string, { ChecksumType }: Described): boolean {
  return ChecksumType !== 'COMPOSITE' && !value.includes('-')
}

function isMd5({ ServerSideEncryption, SSECustomerAlgorithm }: Described): boolean {
  return (
    SSECustomerAlgorithm === undefined &&
    (ServerSideEncryption === undefined || ServerSideEncryption === 'AES256')
  )
}

function test(algorithm: string, hash: Hash, expected: string, encoding: 'base64' | 'hex'): ChecksumTest {
  return {
    algorithm,
    update: (bytes) => void hash.update(bytes),
    matches: async () => Buffer.from(await hash.digest()).toString(encoding) === expected,
  }
}
