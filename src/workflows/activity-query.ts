import type { FoldQuestion } from '../core/activity/access-activity.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { globMatches } from '../core/iam/glob.js'
import type { Selection } from './ports.js'

/** Which records a question is about. Empty lists and `undefined` mean all. */
export interface ActivityQuery {
  /** ISO 8601 UTC with whole seconds, inclusive. */
  readonly start: string | undefined
  /** ISO 8601 UTC with whole seconds, exclusive. */
  readonly end: string | undefined
  readonly regions: readonly string[]
  readonly accounts: readonly string[]
  /** Glob over the user agent. */
  readonly userAgent: string | undefined
  /** Glob over the session name of an assumed role. */
  readonly session: string | undefined
}

/** Everything. */
export const allActivity: ActivityQuery = {
  start: undefined,
  end: undefined,
  regions: [],
  accounts: [],
  userAgent: undefined,
  session: undefined,
}

/** The query as the fold asks it of every record: rows are those of the principals that match. */
export function questionOf(
  query: ActivityQuery,
  rowsOf: FoldQuestion['rowsOf'],
): Pick<FoldQuestion, 'inScope' | 'byClient' | 'rowsOf'> {
  return {
    inScope: (record) => isInScope(record, query),
    byClient: (record, principal) => isByClient(record, principal, query),
    rowsOf,
  }
}

/** What a source can leave unread for a query. */
export function selectionOf({ start, end, regions, accounts }: ActivityQuery): Selection {
  return { start, end, regions, accounts }
}

/** True if a record was made in the period, Regions and accounts of the query. */
export function isInScope(record: CloudTrailRecord, query: ActivityQuery): boolean {
  const account = record.recipientAccountId ?? record.userIdentity.accountId
  return (
    (query.start === undefined || record.eventTime >= query.start) &&
    (query.end === undefined || record.eventTime < query.end) &&
    (query.regions.length === 0 ||
      (record.awsRegion !== undefined && query.regions.includes(record.awsRegion))) &&
    (query.accounts.length === 0 || (account !== undefined && query.accounts.includes(account)))
  )
}

/** True if a record was made by the session and user agent of the query. */
export function isByClient(record: CloudTrailRecord, principal: Principal, query: ActivityQuery): boolean {
  return (
    (query.userAgent === undefined || globMatches(query.userAgent, record.userAgent ?? '')) &&
    (query.session === undefined || globMatches(query.session, principal.session ?? ''))
  )
}
