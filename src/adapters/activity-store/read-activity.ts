import type { AccessActivity } from '../../core/activity/access-activity.js'
import { openClients } from '../../core/activity/clients.js'
import { type IamNames, openIamNames } from '../../core/activity/iam-names.js'
import { type MadeByPlace, openMadeByPlace } from '../../core/activity/made-by-place.js'
import { openRuntimes, type Runtimes } from '../../core/activity/runtime.js'
import type { Sighting } from '../../core/activity/sightings.js'
import type { Principal, PrincipalType } from '../../core/cloudtrail/principal.js'
import type { Runtime } from '../../core/reference/implied.js'
import type { Selection } from '../../workflows/ports.js'
import { type Connection, rowsOf } from './database.js'
import { evidenceOf, type SummedEvidence, summedColumns } from './evidence-columns.js'
import { readRows } from './read-rows.js'
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
    'SELECT DISTINCT ON (arn) * FROM stored.principal ORDER BY arn, path_unknown, type, account, name',
  )
  return new Map(rows.map((row) => [row.arn, principalOf(row)]))
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

type SightingRow = {
  -readonly [K in Exclude<keyof Sighting, 'eventSource'>]: Exclude<Sighting[K], undefined> | null
} & { readonly event_source: string }

async function readSightings(connection: Connection, scope: Condition): Promise<Sighting[]> {
  const rows = await rowsOf<SightingRow>(
    connection,
    `SELECT arn, day, region, account, event_source, meaning, data, sum(events)::DOUBLE AS events,
       sum(deliveries)::DOUBLE AS deliveries, min(first) AS first, max(last) AS last
     FROM stored.sighting WHERE ${scope.sql} GROUP BY ALL ORDER BY ALL`,
    scope.values,
  )
  return rows.map(
    ({ event_source: eventSource, region, account, ...row }) =>
      ({ ...row, region: region ?? undefined, account: account ?? undefined, eventSource }) as Sighting,
  )
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
  for (const { arn } of await rowsOf<{ arn: string }>(connection, 'SELECT arn FROM stored.name'))
    names.learn(arn)
  const profiles = await rowsOf<{ profile: string; role: string }>(
    connection,
    'SELECT DISTINCT profile, role FROM stored.profile',
  )
  for (const { profile, role } of profiles) names.learnProfile(profile, role)
  return names
}

interface MadeRow {
  readonly arn: string
  readonly day: string
  readonly region: string | null
  readonly account: string | null
  readonly identifier: string
  readonly stands: string | null
}

async function readMade(connection: Connection, scope: Condition): Promise<MadeByPlace> {
  const made = openMadeByPlace()
  const rows = await rowsOf<MadeRow>(
    connection,
    `SELECT DISTINCT arn, day, region, account, identifier, stands FROM stored.made WHERE ${scope.sql} ORDER BY ALL`,
    scope.values,
  )
  for (const { arn, day, region, account, identifier, stands } of rows) {
    const place = { arn, day, region: region ?? undefined, account: account ?? undefined }
    const link = stands === null ? [] : [[identifier, stands] as const]
    made.learnAt(place, { identifiers: stands === null ? [identifier] : [], links: link })
  }
  return made
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
