import { byCodeUnit, sortedUnique } from '../iam/order.js'
import type { AccountDetails } from './read-details.js'
import { type AccountPrincipal, type AccountSnapshot, groupKey } from './snapshot.js'

/** One snapshot of pages and accounts. What occurs in several pages is taken from the last. */
export function joinDetails(pages: readonly AccountDetails[]): AccountSnapshot {
  const principals = new Map<string, AccountPrincipal>()
  const groups = new Map<string, AccountSnapshot['groups'] extends ReadonlyMap<string, infer G> ? G : never>()
  for (const page of pages) {
    for (const one of page.principals) principals.set(one.arn, one)
    for (const one of page.groups) groups.set(groupKey(one.account, one.name), one)
  }
  return {
    principals: [...principals.values()].sort((a, b) => byCodeUnit(a.arn, b.arn)),
    groups,
    managed: new Map(pages.flatMap(({ managed }) => managed)),
    truncated: truncatedAccounts(pages),
  }
}

/** Every page but the last says that another follows. */
function truncatedAccounts(pages: readonly AccountDetails[]): readonly string[] {
  const accountsOf = (list: readonly AccountDetails[]) =>
    list.flatMap(({ principals, groups }) => [...principals, ...groups].map(({ account }) => account))
  const ended = new Set(accountsOf(pages.filter(({ isTruncated }) => !isTruncated)))
  return sortedUnique(accountsOf(pages)).filter((account) => !ended.has(account))
}
