import type { Command } from 'commander'
import type { ActivityQuery } from '../workflows/activity-query.js'
import { LeastwiseError } from '../workflows/errors.js'
import { addPlaceOptions } from './place-options.js'
import { checkPeriod, parseTime } from './times.js'

/** The options by which both verbs narrow what they look at. */
export interface QueryOptions {
  readonly start?: string
  readonly end?: string
  readonly region?: readonly string[]
  readonly account?: readonly string[]
  readonly userAgent?: string
  readonly session?: string
}

/** Adds `--start`, `--end`, `--region` and `--account`. */
export function addQueryOptions(command: Command): Command {
  return command
    .option(
      '--start <time>',
      'from this time on: 2026-05-01, 2026-05-01T08:00:00Z, or 90d, 12h, 4w before now',
    )
    .option('--end <time>', 'until before this time; a bare date means the end of that day')
    .option('--region <regions>', 'only these Regions; repeat it or separate by commas', gather)
    .option('--account <ids>', 'only these accounts, 12 digits each; repeat it or separate by commas', gather)
}

/** Adds the options that are common to every verb that reads logs. */
export function addRunOptions(command: Command): Command {
  return addPlaceOptions(command)
    .option('--strict', 'exit with status 3 if some input was skipped')
    .option('--quiet', 'no progress, no summary, no warnings')
}

/** Adds `--verify-digests`. */
export function addDigestOption(command: Command): Command {
  return command.option(
    '--verify-digests <keys>',
    'first prove the logs by the digest files beside them, as `leastwise validate-logs --keys` does',
    gather,
  )
}

/** Repeated and comma-separated values as one list. */
export function gather(value: string, before: readonly string[] | undefined): readonly string[] {
  const pieces = value.split(',').flatMap((piece) => (piece.trim() === '' ? [] : [piece.trim()]))
  return [...(before ?? []), ...pieces]
}

/** Throws OPTION_INVALID. Relative times are resolved here, and nowhere further in. */
export function readQuery(options: QueryOptions, now: number): ActivityQuery {
  const start = options.start === undefined ? undefined : parseTime(options.start, 'start', now)
  const end = options.end === undefined ? undefined : parseTime(options.end, 'end', now)
  checkPeriod(start, end)
  return {
    start,
    end,
    regions: readList(
      options.region,
      '--region',
      /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/,
      'a Region, such as `eu-west-1`',
    ),
    accounts: readList(options.account, '--account', /^\d{12}$/, 'an account: 12 digits, without dashes'),
    userAgent: options.userAgent,
    session: options.session,
  }
}

function readList(
  values: readonly string[] | undefined,
  option: string,
  form: RegExp,
  what: string,
): readonly string[] {
  if (values === undefined) return []
  const wrong = values.length === 0 ? '' : values.find((value) => !form.test(value))
  if (wrong === undefined) return values
  throw new LeastwiseError('OPTION_INVALID', `\`${option} ${wrong}\` cannot be used`, `it takes ${what}`)
}
