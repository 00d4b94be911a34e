/** Bounds on what one file may cost. */
export interface FileLimits {
  /** Characters of text may come from at most this many decompressed bytes of one compressed file. */
  readonly decompressedBytes: number
  /** Decompressed to compressed, refused above this once {@link ratioFreeBytes} have come out. */
  readonly ratio: number
  /** Decompressed bytes below which the ratio is not looked at: small files may compress very well. */
  readonly ratioFreeBytes: number
  /** Files that may be read ahead of the consumer. */
  readonly readAheadFiles: number
  /** Only files up to this size on disk are read ahead; larger ones are streamed when their turn comes. */
  readonly readAheadDiskBytes: number
  /** Objects of a bucket that may be read ahead: there every one is waited for. */
  readonly readAheadObjects: number
  /** Objects are read ahead up to this size together. */
  readonly readAheadObjectBytes: number
  /** An object that decompresses to more than this is held as it is stored. */
  readonly readAheadObjectText: number
  /** A file that decompresses to more than this is streamed when its turn comes, not held in memory. */
  readonly readAheadBytes: number
}

const mebibyte = 1024 * 1024

/**
 * CloudTrail delivers at most 50 MB before compression, at ratios of 10 to 30; these leave room for files that
 * were joined, and stop a decompression bomb (deflate reaches about 1,000 to 1).
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
export const defaultLimits: FileLimits = Object.freeze({
  decompressedBytes: 4096 * mebibyte,
  ratio: 200,
  ratioFreeBytes: 64 * mebibyte,
  readAheadFiles: 4,
  readAheadDiskBytes: 8 * mebibyte,
  readAheadObjects: 16,
  readAheadObjectBytes: 32 * mebibyte,
  readAheadObjectText: 4 * mebibyte,
  readAheadBytes: 32 * mebibyte,
})
