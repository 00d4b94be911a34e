import { Command, type OptionValues } from 'commander'
import { type QueryAnswer, queryStore } from '../adapters/activity-store/query.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { Context, ExitStatus } from './context.js'
import { csvLine } from './csv.js'
import { examples } from './help.js'
import { table } from './table.js'
import { terminalJson } from './terminal-text.js'

interface SqlFlags extends OptionValues {
  readonly store?: string
  readonly json?: boolean
  readonly csv?: boolean
}

/** `leastwise sql`: a SELECT on the views of a store. */
export function sqlCommand(context: Context, finish: (status: ExitStatus) => void): Command {
  return new Command('sql')
    .description('Ask an activity store in SQL: one SELECT on its views, which can read nothing else.')
    .argument('<query>', 'a SELECT of DuckDB on activity, principals, records, names_used, files')
    .option('--store <file>', 'the activity store')
    .option('--json', 'print a JSON array of objects instead of a table')
    .option('--csv', 'print CSV instead of a table')
    .addHelpText('after', examples(sqlExamples))
    .action(async (query: string, flags: SqlFlags) => finish(await sql(query, flags, context)))
}

const sqlExamples = [
  [
    'The busiest principals:',
    "leastwise sql 'SELECT arn, records FROM principals ORDER BY records DESC LIMIT 10' --store activity.db",
  ],
  [
    'The columns of a view:',
    "leastwise sql 'SELECT column_name, column_type FROM (DESCRIBE activity)' --store activity.db --json",
  ],
  [
    'What was denied, by day, for a spreadsheet:',
    `leastwise sql "SELECT day, principal, event_name, sum(calls) AS calls FROM activity WHERE outcome = 'denied' GROUP BY ALL ORDER BY ALL" --store activity.db --csv`,
  ],
] as const

async function sql(query: string, flags: SqlFlags, { stdout }: Context): Promise<ExitStatus> {
  if (flags.store === undefined)
    throw new LeastwiseError(
      'STORE_REQUIRED',
      '`leastwise sql` needs `--store`',
      'make one with `leastwise ingest`',
    )
  const answer = await queryStore(flags.store, query)
  stdout.write(flags.json === true ? asJson(answer) : flags.csv === true ? asCsv(answer) : asTable(answer))
  return 0
}

function asJson({ columns, rows }: QueryAnswer): string {
  const objects = rows.map((row) => Object.fromEntries(row.map((value, at) => [columns[at]!, value])))
  return `${terminalJson(JSON.stringify(objects, null, 2))}\n`
}

function asCsv({ columns, rows }: QueryAnswer): string {
  return [columns, ...rows].map(csvLine).join('')
}

function asTable({ columns, rows }: QueryAnswer): string {
  const aligned = columns.map((title, at) => {
    const numbers = rows.length > 0 && rows.every((row) => row[at] === null || typeof row[at] === 'number')
    return { title, align: numbers ? ('right' as const) : ('left' as const) }
  })
  return table(
    aligned,
    rows.map((row) => row.map((value) => (value === null ? '' : String(value)))),
  )
}
