/**
 * What the S3 layout of CloudTrail says in a path:
 * `[prefix/]AWSLogs/[o-ID/]<account>/CloudTrail/<region>/YYYY/MM/DD/<account>_CloudTrail_<region>_YYYYMMDDTHHmmZ_<16>.json.gz`.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export interface LogPath {
  /** The folder beside `CloudTrail`: `CloudTrail`, `CloudTrail-Digest`, `Config`, …; `undefined` outside the layout. */
  readonly kind: string | undefined
  readonly account: string | undefined
  readonly region: string | undefined
  /** The day of *delivery*, `2023-07-10`; events of the last minutes of a day are delivered on the next one. */
  readonly day: string | undefined
}

const outside: LogPath = Object.freeze({
  kind: undefined,
  account: undefined,
  region: undefined,
  day: undefined,
})

/** Reads the folders, then the file name for what the folders do not say (a flattened copy). `/` separates. */
export function readLogPath(path: string): LogPath {
  const segments = path.split('/')
  const folders = readFolders(segments.slice(0, -1))
  const name = readName(segments.at(-1) ?? '')
  return {
    kind: folders.kind ?? name.kind,
    account: folders.account ?? name.account,
    region: folders.region ?? name.region,
    day: folders.day ?? name.day,
  }
}

function readFolders(folders: readonly string[]): LogPath {
  const at = lastKindFolder(folders)
  if (at === undefined) return outside
  const [region, year, month, day] = folders.slice(at + 1)
  const known = region !== undefined && isRegion(region)
  return {
    kind: folders[at],
    account: folders[at - 1],
    region: known ? region : undefined,
    day: known ? dayOf(year, month, day) : undefined,
  }
}

/** The innermost `<account>/CloudTrail…`, or whatever another service keeps under `AWSLogs/<account>/`. */
export function lastKindFolder(folders: readonly string[]): number | undefined {
  for (let at = folders.length - 1; at > 0; at--) {
    if (!isAccount(folders[at - 1]!)) continue
    if (/^CloudTrail(-|$)/.test(folders[at]!) || isUnderAwsLogs(folders, at - 1)) return at
  }
  return undefined
}

/** Whether the account at this place stands where the layout has it: below `AWSLogs`, or below an organization there. */
export function isUnderAwsLogs(folders: readonly string[], account: number): boolean {
  const parent = folders[account - 1]
  return parent === 'AWSLogs' || (parent?.startsWith('o-') === true && folders[account - 2] === 'AWSLogs')
}

const logName =
  /^(\d{12})_(CloudTrail(?:-[A-Za-z]+)?)_([a-z0-9-]+)_(?:.*_)?(\d{4})(\d\d)(\d\d)T\d{4,6}Z(?:_|\.|$)/

function readName(name: string): LogPath {
  const match = name.length > 300 ? null : logName.exec(name)
  if (match === null) return outside
  const [, account, kind, region, year, month, day] = match
  return { kind, account, region: isRegion(region!) ? region : undefined, day: dayOf(year, month, day) }
}

function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  const text = `${year}-${month}-${day}`
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined
}

/** Twelve digits. */
export function isAccount(segment: string): boolean {
  return /^\d{12}$/.test(segment)
}

/** Whether a segment is written as Regions are: `eu-west-1`, `us-gov-west-1`. */
export function isRegion(segment: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(segment)
}
