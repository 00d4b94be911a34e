/**
 * What the use cases need from the outside. Adapters implement these; workflows never see an adapter.
 */

/** Narrows what a source lists before anything is read: only what the S3 log layout says in the path. */
export interface Selection {
  /** ISO 8601 UTC, inclusive. Files delivered before it are not listed. */
  readonly start: string | undefined
  /** ISO 8601 UTC, exclusive. Files delivered more than two days after it are not listed. */
  readonly end: string | undefined
  readonly regions: readonly string[]
  readonly accounts: readonly string[]
}

/** One log file. */
export interface LogFile {
  /** As the user would write it: a path, `-` for standard input. */
  readonly name: string
  /** Size on disk, for progress; `undefined` when not known (a pipe). */
  readonly bytes: number | undefined
  /**
   * The decompressed text, in pieces. Throws {@link UnreadableFile} when the file is corrupt, truncated or over a limit.
   * May be read once.
   */
  text(): AsyncIterable<string>
}

/** A file that exists but cannot be read to its end. The run goes on without it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  constructor(
    /** Stable: `truncated-gzip`, `corrupt-gzip`, `too-large`, `not-text`, `unreadable`. */
    readonly reason: string,
    message: string,
  ) {
    super(message)
  }
}

/** A listed set of log files, in a deterministic order. */
export interface Listing {
  readonly files: readonly LogFile[]
  /** Files seen and deliberately not read, by reason (`digest`, `insight`, `outside-selection`, …). */
  readonly passedOver: Readonly<Record<string, number>>
}

/** Where log files come from. */
export interface RecordSource {
  /** Lists what matches. Throws a `LeastwiseError` when an input does not exist or cannot be listed. */
  list(selection: Selection): Promise<Listing>
}

/** A public key of CloudTrail, as `aws cloudtrail list-public-keys` prints it. */
export interface PublicKey {
  readonly fingerprint: string
  /** PKCS #1, DER, base64. */
  readonly value: string
}

/** A digest file as stored. */
export interface StoredDigest {
  readonly name: string
  /**
   * The uncompressed text, its SHA-256 in hexadecimal, and the signature if it is kept with the file, in hexadecimal.
   * Throws {@link UnreadableFile}.
   */
  read(): Promise<{ readonly text: string; readonly sha256: string; readonly signature: string | undefined }>
  /** True if the signature (hexadecimal; SHA-256 with RSA, PKCS #1 v1.5) of the text was made with the key. Never throws. */
  verify(key: PublicKey, text: string, signature: string): boolean
}

/** A log file as stored. */
export interface StoredLog {
  readonly name: string
  /** Size on disk, for progress; `undefined` when not known. */
  readonly bytes: number | undefined
  /** Of the uncompressed contents, hexadecimal. Throws {@link UnreadableFile}. */
  sha256(): Promise<string>
}

/** Where digest files and the log files they list are. */
export interface DigestSource {
  /** Lists both. Throws a `LeastwiseError` when an input does not exist or cannot be listed. */
  list(
    selection: Selection,
  ): Promise<{ readonly digests: readonly StoredDigest[]; readonly logs: readonly StoredLog[] }>
}

/** Told how a run gets on. Never decides anything. */
export interface Observer {
  /** All files are known; reading starts. `bytes` is the size on disk, `undefined` if any file is a pipe. */
  listed(files: number, bytes: number | undefined): void
  /** A file was read to its end or given up. */
  finished(
    file: Pick<LogFile, 'name' | 'bytes'>,
    outcome: { readonly records: number; readonly characters: number },
  ): void
}

export { LeastwiseError } from './errors.js'

/** An observer that listens to nothing. */
export const silent: Observer = { listed: () => undefined, finished: () => undefined }
