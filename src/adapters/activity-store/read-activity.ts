import type { AccessActivity } from '../../core/activity/access-activity.js'
import { openClients } from '../../core/activity/clients.js'
import { type IamNames, openIamNames } from '../../core/activity/iam-names.js'
import { openRuntimes, type Runtimes } from '../../core/activity/runtime.js'
import type { Principal, PrincipalType } from '../../core/cloudtrail/principal.js'
import type { Runtime } from '../../core/reference/implied.js'
import type { Selection } from '../../workflows/ports.js'
import { type Connection, rowsOf } from './database.js'
import { evidenceOf, type SummedEvidence, summedColumns } from './evidence-columns.js'
import { readMade } from './read-made.js'
import { readRows } from './read-rows.js'
import { readSightings } from './read-sightings.js'
import { atPlaces, type Condition, every, onDays, oneOf } from './scope.js'

/** The activity of whole days: rows and lessons of the principals that match, sightings of everybody. */
export async function readActivity(
  connection: Connection,
  selection: Selection,
  matches: (principal: Principal) => boolean,
): Promise<AccessActivity> {
  const principals = await readPrincipals(connection)
  const wanted = [...principals.values()].filter(matches).map(({ arn }) => arn)
  const everybody = wanted.length === principals.size
  const who = (column: string): Condition => (everybody ? { sql: 'true', values: [] } : oneOf(column, wanted))
  const [places, days] = [atPlaces(selection), onDays(selection)]
  const scope = every([places, days])
  const sightings = await readSightings(connection, scope)
  const seen = new Set(sightings.map(({ arn }) => arn))
  const rows = await readRows(connection, { chosen: every([who('principal'), places]), days })
  return {
    principals: new Map([...principals].filter(([arn]) => seen.has(arn))),
    sightings: { all: () => sightings },
    rows: () => rows,
    names: await readNames(connection),
    made: await readMade(connection, every([who('arn'), scope])),
    runtimes: await readRuntimes(connection, every([who('arn'), scope])),
    // A store keeps neither sessions nor user agents: docs/store.md.
    clients: openClients(),
    outside: await countOutside(connection, scope),
    forgotten: 0,
  }
}

interface PrincipalRow {
  readonly arn: string
  readonly type: PrincipalType
  readonly account: string | null
  readonly name: string
  readonly permission_set: string | null
  readonly path_unknown: boolean
  readonly service_linked: boolean
}

async function readPrincipals(connection: Connection): Promise<ReadonlyMap<string, Principal>> {
  const rows = await rowsOf<PrincipalRow>(
    connection,
    'SELECT DISTINCT * FROM stored.principal ORDER BY arn, path_unknown, type, account, name',
  )
  const principals = new Map<string, Principal>()
  for (const row of rows) if (!principals.has(row.arn)) principals.set(row.arn, principalOf(row))
  return principals
}

function principalOf(row: PrincipalRow): Principal {
  const { arn, type, account, name, permission_set, path_unknown, service_linked } = row
  return {
    arn,
    type,
    account: account ?? undefined,
    name,
    session: undefined,
    permissionSet: permission_set ?? undefined,
    ...(path_unknown ? { pathUnknown: true } : {}),
    ...(service_linked ? { serviceLinked: true } : {}),
  }
}

async function countOutside(connection: Connection, scope: Condition): Promise<number> {
  if (scope.sql === 'true') return 0
  const [row] = await rowsOf<{ outside: number }>(
    connection,
    `SELECT coalesce(sum(deliveries), 0)::DOUBLE AS outside FROM stored.sighting WHERE (${scope.sql}) IS NOT TRUE`,
    scope.values,
  )
  return row?.outside ?? 0
}

async function readNames(connection: Connection): Promise<IamNames> {
  const names = openIamNames()
  const rows = await rowsOf<{ name: string; role: string | null }>(
    connection,
    'SELECT arn AS name, NULL AS role FROM stored.name UNION ALL SELECT DISTINCT profile, role FROM stored.profile',
  )
  for (const { name, role } of rows) {
    if (role === null) names.learn(name)
    else names.learnProfile(name, role)
  }
  return names
}

interface RuntimeRow extends SummedEvidence {
  readonly arn: string
  readonly kind: Runtime['kind']
  readonly name: string | null
  readonly partition: string
  readonly region: string | null
  readonly account: string | null
}

async function readRuntimes(connection: Connection, scope: Condition): Promise<Runtimes> {
  const runtimes = openRuntimes()
  const rows = await rowsOf<RuntimeRow>(
    connection,
    `SELECT arn, kind, name, partition, region, account, ${summedColumns} FROM stored.runtime
     WHERE ${scope.sql} GROUP BY arn, kind, name, partition, region, account`,
    scope.values,
  )
  for (const row of rows) {
    const { arn, kind, partition } = row
    const place = { region: row.region ?? undefined, account: row.account ?? undefined }
    runtimes.add(arn, { kind, name: row.name ?? undefined, partition, ...place }, evidenceOf(row))
  }
  return runtimes
}
