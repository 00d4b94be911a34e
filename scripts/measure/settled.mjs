import { readFileSync } from 'node:fs'

/**
 * Disagreements with AWS's list that somebody looked into: who is right and why. `right` is `leastwise` where the list is
 * incomplete or the case is no real call, `aws` where we know that we are wrong.
 */
const table = JSON.parse(
  readFileSync(new URL('../../test/shared/oracle/settled.json', import.meta.url), 'utf8'),
)

/** True if the table has a case (`ssm:CreateAssociation TargetLocations.ExecutionRoleName`) of a measurement. */
export function isSettled(measurement, id) {
  return table.some((entry) => entry.measurement === measurement && entry.cases.includes(id))
}

/** Cases of the table about which there is no dispute: none may stay. */
export function idle(measurement, disputed) {
  const ids = new Set(disputed.map(({ id }) => id))
  return table
    .filter((entry) => entry.measurement === measurement)
    .flatMap(({ cases }) => cases.filter((id) => !ids.has(id)))
}
