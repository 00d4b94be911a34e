import { UnreadableFile } from '../../workflows/ports.js'

/** Why a file that was to be read could not be, or not to its end. docs/errors.md explains each. */
export const unreadableReasons = {
  'truncated-gzip': 'the gzip data ends too early: the copy or upload was cut off',
  'corrupt-gzip':
    'the gzip data is damaged, its checksum is wrong, or something other than gzip follows it in the file',
  'too-large':
    'it decompresses to more than 4 GiB, or (beyond the first 64 MiB) to more than 200 times its size',
  'not-text': 'it is binary: another format, or UTF-16 without a byte order mark',
  unreadable: 'the system refused: no permission, a link to nothing, a file that went away, a disk error',
} as const

/** One of the keys of {@link unreadableReasons}. */
export type UnreadableReason = keyof typeof unreadableReasons

/** The error for a file, with what exactly happened to it. */
export function unreadable(reason: UnreadableReason, message: string): UnreadableFile {
  return new UnreadableFile(reason, message)
}
