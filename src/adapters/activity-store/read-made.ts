import { type MadeByPlace, openMadeByPlace } from '../../core/activity/made-by-place.js'
import { type Connection, rowsOf } from './database.js'
import { lineText, textInLine } from './line-text.js'
import type { Condition } from './scope.js'

interface MadeRow {
  readonly arn: string
  readonly day: string
  readonly region: string | null
  readonly account: string | null
  readonly stands: string | null
  /** A line each. */
  readonly identifiers: string
}

/** What AWS named in answer to calls. All identifiers of a place are one text: as rows they take many times as long. */
export async function readMade(connection: Connection, scope: Condition): Promise<MadeByPlace> {
  const made = openMadeByPlace()
  const rows = await rowsOf<MadeRow>(
    connection,
    `SELECT arn, day, region, account, stands, string_agg(${lineText('identifier')}, chr(10)) AS identifiers
     FROM stored.made WHERE ${scope.sql} GROUP BY ALL ORDER BY ALL`,
    scope.values,
  )
  for (const { arn, day, region, account, stands, identifiers: lines } of rows) {
    const place = { arn, day, region: region ?? undefined, account: account ?? undefined }
    const identifiers = lines.split('\n').map(textInLine)
    if (stands === null) made.learnAt(place, { identifiers, links: [] })
    else made.learnAt(place, { identifiers: [], links: identifiers.map((one) => [one, stands] as const) })
  }
  return made
}
