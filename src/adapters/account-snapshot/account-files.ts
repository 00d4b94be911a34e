import { joinDetails } from '../../core/account/join-details.js'
import { type Organization, readOrganization } from '../../core/account/organization.js'
import { type AccountDetails, readDetails } from '../../core/account/read-details.js'
import type { SnapshotProblem } from '../../core/account/snapshot.js'
import { parsePolicy } from '../../core/iam/policy-parse.js'
import type { AccountSource, GrantedToday } from '../../workflows/ports.js'
import { invalid, readJson, readText, requireSound } from './read-json.js'

/** Paths of files, each JSON, plain or gzip. */
export interface AccountFiles {
  /** Outputs of `aws iam get-account-authorization-details`: pages, accounts, or both. */
  readonly details: readonly string[]
  /** Service and resource control policies, as docs/compare.md says. */
  readonly organization?: string | undefined
  /** Policy documents to take as the identity policies of the principal. */
  readonly policies?: readonly string[] | undefined
}

/** What is granted today, from files. */
export function accountFiles({ details, organization, policies = [] }: AccountFiles): AccountSource {
  return {
    read: async () => {
      const pages: AccountDetails[] = []
      for (const path of details) pages.push(await readSound(path, readDetails))
      const documents: GrantedToday['policies'][number][] = []
      for (const path of policies) documents.push(await readPolicy(path))
      return {
        snapshot: joinDetails(pages),
        organization:
          organization === undefined
            ? undefined
            : await readSound<Organization>(organization, readOrganization),
        policies: documents,
      }
    },
  }
}

async function readSound<T>(
  path: string,
  read: (json: Awaited<ReturnType<typeof readJson>>, problems: SnapshotProblem[]) => T,
): Promise<T> {
  const problems: SnapshotProblem[] = []
  const value = read(await readJson(path), problems)
  requireSound(path, problems)
  return value
}

async function readPolicy(path: string): Promise<GrantedToday['policies'][number]> {
  const parsed = parsePolicy(await readText(path))
  if (parsed.ok) return { name: path, document: parsed.document }
  const [first] = parsed.problems
  const { line, column } = first!.span.start
  throw invalid(path, `is no policy document: ${first!.message} (line ${line}, column ${column + 1})`)
}
