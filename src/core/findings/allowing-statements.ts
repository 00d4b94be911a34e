import { compileActions } from '../evaluate/compile-actions.js'
import { layersOf, type PolicySet } from '../evaluate/policy-set.js'
import type { PolicyVersion, Statement } from '../iam/policy.js'
import { actionsMatching } from '../reference/risk.js'
import { type Action, serviceByPrefix, servicePrefixes } from '../reference/service.js'

/** An Allow statement, its actions read. */
export interface AllowingStatement {
  readonly statement: Statement
  readonly version: PolicyVersion | undefined
  readonly matches: (action: string) => boolean
}

/** The Allow statements by layer: of the identity policies, and of each limit (boundary, every level of SCPs). */
export interface AllowingStatements {
  readonly identity: readonly AllowingStatement[]
  readonly limits: readonly (readonly AllowingStatement[])[]
}

/** Reads the Allow statements of a principal. RCPs are left out: `RCPFullAWSAccess` cannot be detached. */
export function allowingStatements(policies: PolicySet): AllowingStatements {
  const layers = layersOf(policies).map(({ type, documents }) => ({
    type,
    statements: documents.flatMap(({ version, statements }) =>
      statements.flatMap((statement) =>
        statement.effect === 'Allow'
          ? [{ statement, version, matches: compileActions(statement.action) }]
          : [],
      ),
    ),
  }))
  const limits = layers.filter(({ type }) => type === 'boundary' || type === 'scp')
  return {
    identity: layers.flatMap(({ type, statements }) => (type === 'identity' ? statements : [])),
    limits: limits.map(({ statements }) => statements),
  }
}

/** The actions of the reference that a statement may match, service by service: those of other services need no look. */
export function actionsNamed(statements: readonly AllowingStatement[]): readonly Action[] {
  const prefixes = new Set(statements.flatMap(({ statement }) => prefixesOf(statement)))
  return [...prefixes]
    .sort()
    .flatMap((prefix) => serviceByPrefix(prefix)?.actions.values() ?? [])
    .filter(({ id }) => statements.some(({ matches }) => matches(id.toLowerCase())))
}

function prefixesOf({ action }: Statement): readonly string[] {
  if (action.not) return servicePrefixes()
  return action.patterns.flatMap((pattern) => {
    const prefix = literalPrefixOf(pattern)
    return prefix === undefined ? servicePrefixes() : [prefix]
  })
}

/** Undefined if more than one service may be meant. */
function literalPrefixOf(pattern: string): string | undefined {
  const prefix = pattern.slice(0, Math.max(pattern.indexOf(':'), 0)).toLowerCase()
  return prefix === '' || /[*?]/.test(prefix) ? undefined : prefix
}

/** Patterns of `Action` that stand for no action of the reference: misspelt, retired, or newer than the reference. */
export function unknownActions(statements: readonly AllowingStatement[]): readonly string[] {
  return statements
    .filter(({ statement }) => !statement.action.not)
    .flatMap(({ statement }) => statement.action.patterns)
    .filter((pattern) => literalPrefixOf(pattern) !== undefined && actionsMatching(pattern).length === 0)
}
