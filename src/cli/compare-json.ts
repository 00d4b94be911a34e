import type { PrincipalComparison } from '../core/findings/comparison.js'
import type { StatementDiff } from '../core/findings/statement-diff.js'
import type { Json } from '../core/iam/json.js'
import { printPolicy } from '../core/iam/policy-print.js'
import type { Comparison } from '../workflows/compare.js'

/** The result as JSON: with every action for one principal, with numbers for many. */
export function comparisonJson(result: Comparison, isDetail: boolean): Json {
  const { principals, notInSnapshot, serviceLinked, covered, warnings } = result
  return {
    covered: { start: covered.start ?? null, end: covered.end ?? null },
    serviceLinkedRoles: serviceLinked,
    notInAccountDetails: notInSnapshot,
    principals: principals.map((one) => (isDetail ? detail(one) : numbers(one))),
    warnings,
  } as unknown as Json
}

function numbers({
  principal,
  granted,
  used,
  unused,
  usedNotGranted,
  creep,
  risk,
  proposed,
  known,
  ...rest
}: PrincipalComparison) {
  return {
    arn: principal.arn,
    granted: granted.actions.length,
    used: used.length,
    unused: unused.length,
    creep: creep ?? null,
    neverPossible: granted.neverPossible.length,
    usedNotGranted: usedNotGranted.length,
    undecidable: rest.undecidable.length,
    risk: riskNumbers(risk),
    proposed:
      proposed === undefined
        ? null
        : {
            granted: proposed.granted.length,
            removed: proposed.removed.length,
            added: proposed.added.length,
            creep: proposed.creep ?? null,
            risk: riskNumbers(proposed.risk),
          },
    unknownPolicies: known.unknown,
  }
}

function riskNumbers({ permissionsManagement, privilegeEscalation, ...others }: PrincipalComparison['risk']) {
  return {
    permissionsManagement: permissionsManagement.length,
    privilegeEscalation: privilegeEscalation.length,
    ...others,
  }
}

function detail(comparison: PrincipalComparison) {
  const { principal, granted, used, unused, usedNotGranted, undecidable, creep, risk, proposed, known } =
    comparison
  return {
    arn: principal.arn,
    policies: known.named.map(({ name, kind, group }) => ({ name, kind, group: group ?? null })),
    boundary: principal.boundary ?? null,
    unknownPolicies: known.unknown,
    unknownBoundary: known.unknownBoundary ?? null,
    granted: granted.actions,
    used,
    unused,
    creep: creep ?? null,
    neverPossible: granted.neverPossible,
    usedNotGranted: usedNotGranted.map((one) => ({ ...one, layer: one.layer ?? null })),
    undecidable: undecidable.map((one) => ({ ...one, layer: one.layer ?? null })),
    unknownActions: granted.unknownActions,
    risk,
    proposed:
      proposed === undefined
        ? null
        : { ...proposed, creep: proposed.creep ?? null, statements: statementsJson(proposed.statements) },
  }
}

function statementsJson({ removed, added, kept }: StatementDiff) {
  const list = (statements: StatementDiff['removed']) =>
    statements.map(({ policy, statement }) => {
      const text = printPolicy({ version: undefined, id: undefined, statements: [statement] })
      const parsed = JSON.parse(text) as { Statement: readonly unknown[] }
      return { policy, statement: parsed.Statement[0] }
    })
  return { removed: list(removed), added: list(added), kept: list(kept) }
}
