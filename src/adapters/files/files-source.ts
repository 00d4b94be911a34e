import type { LogFile, ObjectPlace, RecordSource } from '../../workflows/ports.js'
import { FileReader } from './file-reader.js'
import { defaultLimits, type FileLimits } from './limits.js'
import { type Listed, listInputs } from './list.js'

/** What may differ from the defaults. */
export interface FilesSourceOptions {
  /** What `-` reads. Default: the standard input of the process. */
  readonly stdin?: AsyncIterable<Buffer | string> | undefined
  readonly limits?: Partial<FileLimits> | undefined
  /** Where inputs such as `s3://bucket/folder/` lie. Default: nowhere, so that such an input is not found. */
  readonly places?: readonly ObjectPlace[] | undefined
}

/**
 * Log files from disk: files, folders (with everything below), globs (`*`, `?`, `**`) and `-` for standard input; and
 * the same, but for `-`, from places of objects such as S3.
 * Inside folders the S3 layout of CloudTrail is understood, and whatever is not a log is passed over by reason; a file
 * that the user names is always read. Files come in code unit order of their names, each once. The next
 * few small files are read while the consumer works on one; memory does not grow with the size of the input.
 */
export function filesSource(inputs: readonly string[], options: FilesSourceOptions = {}): RecordSource {
  const limits = { ...defaultLimits, ...options.limits }
  return {
    async list(selection, observer) {
      const finding = { places: options.places, told: (found: number) => observer?.listing?.(found) }
      const { files, passedOver } = await listInputs(inputs, selection, finding)
      return { files: logFiles(files, limits, options.stdin), passedOver }
    },
  }
}

function logFiles(
  files: readonly Listed[],
  limits: FileLimits,
  stdin: FilesSourceOptions['stdin'],
): readonly LogFile[] {
  const reader = new FileReader(files, limits, stdin ?? process.stdin)
  return files.map((file, index) => ({
    name: file.name,
    bytes: file.kind === 'pipe' ? undefined : file.kind === 'unreadable' ? 0 : file.bytes,
    path: file.kind === 'file' ? file.name : undefined,
    origin: 'origin' in file ? file.origin : undefined,
    text: () => reader.text(index),
    omit: () => reader.omit(index),
  }))
}
