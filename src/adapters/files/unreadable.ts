import { UnreadableFile } from '../../workflows/ports.js'

/** Why a file that was to be read could not be, or not to its end. docs/errors.md explains each. */
export const unreadableReasons = {
  'truncated-gzip': 'the gzip data ends too early: the copy or upload was cut off',
  'corrupt-gzip':
    'the gzip data is damaged, its checksum is wrong, or something other than gzip follows it in the file',
  'too-large':
    'it decompresses to more than 4 GiB, or (beyond the first 64 MiB) to more than 200 times its size',
  'not-text': 'it is binary: another format, or UTF-16 without a byte order mark',
  'access-denied': 'S3 does not let you read the object: it lacks `s3:GetObject` in some policy',
  'kms-denied':
    'the object is encrypted with a KMS key that you may not use: `kms:Decrypt` is missing, or the key is off',
  archived: 'the object is in an archive (S3 Glacier, Intelligent-Tiering) and has to be restored first',
  changed: 'the object was overwritten or deleted after it was listed',
  checksum: 'what S3 sent is not what was stored, by its checksum, twice',
  unreadable:
    'the system refused: no permission, a link to nothing, a file that went away, a disk error; or S3 answered with an error again and again',
} as const

/** One of the keys of {@link unreadableReasons}. */
export type UnreadableReason = keyof typeof unreadableReasons

/** The error for a file, with what exactly happened to it. */
export function unreadable(reason: UnreadableReason, message: string): UnreadableFile {
  return new UnreadableFile(reason, message)
}
