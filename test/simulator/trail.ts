import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Truth } from '../../examples/simulator/truth.js'

/** What a test reads of a record. */
export interface LoggedRecord {
  readonly eventVersion: string
  readonly eventID: string
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly eventType: string
  readonly awsRegion: string
  readonly recipientAccountId: string
  readonly sharedEventID?: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly readOnly: boolean
  readonly managementEvent: boolean
  readonly eventCategory: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: object | null
  readonly resources?: readonly {
    readonly ARN?: string
    readonly type?: string
    readonly accountId?: string
  }[]
  readonly userIdentity: {
    readonly type?: string
    readonly arn?: string
    readonly accountId?: string
    readonly invokedBy?: string
    readonly sessionContext?: { readonly sessionIssuer?: { readonly arn?: string } }
  }
}

export interface LogFile {
  readonly path: string
  readonly account: string
  readonly region: string
  /** When the file was delivered, in seconds. */
  readonly delivered: number
  readonly records: readonly LoggedRecord[]
}

export const EXAMPLES = join(import.meta.dirname, '../../examples')

/** The text of every file under a folder, decompressed, by path. */
export function filesUnder(folder: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.sort().map((path) => [relative(folder, path), readFileSync(path)]))
}

const LOG_FILE =
  /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/\1_CloudTrail_\2_(\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz$/

/** The committed log files, without the digests; fails on a path that S3 would not have. */
export function readExample(): readonly LogFile[] {
  const files = [...filesUnder(join(EXAMPLES, 'trail'))]
  return files
    .filter(([path]) => !path.includes('/CloudTrail-Digest/'))
    .map(([path, bytes]) => logFile(path, bytes))
}

function logFile(path: string, bytes: Buffer): LogFile {
  const [, account, region, year, month, day, stamp] = LOG_FILE.exec(path) ?? []
  if (account === undefined || region === undefined || stamp === undefined)
    throw new Error(`odd path ${path}`)
  if (stamp.slice(0, 8) !== `${year}${month}${day}`) throw new Error(`${path} is in another day's folder`)
  const delivered =
    Date.parse(`${year}-${month}-${day}T${stamp.slice(9, 11)}:${stamp.slice(11, 13)}:00Z`) / 1000
  const { Records: records } = JSON.parse(gunzipSync(bytes).toString()) as { Records: LoggedRecord[] }
  return { path, account, region, delivered, records }
}

export function readTruth(): Truth {
  return JSON.parse(readFileSync(join(EXAMPLES, 'truth.json'), 'utf8')) as Truth
}

/** The identity whose policy a record is about: the issuing role, or the user; not who merely looks on. */
export function principalOf(record: LoggedRecord): string | undefined {
  const { type, arn, sessionContext } = record.userIdentity
  if (type === 'AssumedRole') return sessionContext?.sessionIssuer?.arn
  return type === 'IAMUser' ? arn : undefined
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation'])

export function isDenied(record: LoggedRecord): boolean {
  return record.errorCode !== undefined && DENIED.has(record.errorCode)
}
