import { parseArgs } from 'node:util'
import { type Company, DEFAULT_COMPANY } from './company.js'
import { LEAST_DAYS, type Simulation, type Size } from './simulate.js'

export interface Options extends Simulation {
  readonly out: string
  readonly truth: string
}

export const USAGE = `usage: main.js --out DIR [options]

  --out DIR        where AWSLogs/ is written
  --truth FILE     where the truth is written (default: DIR/truth.json)
  --seed TEXT      another seed, another trail (default: marigold)
  --days N         days of activity, at least ${LEAST_DAYS} (default: ${LEAST_DAYS})
  --size SIZE      about so much JSON before compression: 500MB, 1GB
  --records N      about so many records
  --accounts A,B   the production and the tooling account
`

const UNITS = new Map([
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
])

/** Reads the command line; throws an `Error` whose message says which option is wrong and why. */
export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const
  const options = {
    out: text,
    truth: text,
    seed: text,
    days: text,
    size: text,
    records: text,
    accounts: text,
  }
  const { values } = parseArgs({ args: [...args], options })
  if (values.out === undefined) throw new Error('`--out` is missing')
  if (values.size !== undefined && values.records !== undefined)
    throw new Error('give `--size` or `--records`, not both')
  const days = whole('--days', values.days ?? String(LEAST_DAYS))
  if (days < LEAST_DAYS) throw new Error(`\`--days\` must be at least ${LEAST_DAYS}`)
  return {
    out: values.out,
    truth: values.truth ?? `${values.out}/truth.json`,
    seed: values.seed ?? 'marigold',
    days,
    size: readSize(values.size, values.records),
    company: readAccounts(values.accounts),
  }
}

function readSize(size: string | undefined, records: string | undefined): Size {
  if (records !== undefined) return { unit: 'records', amount: whole('--records', records) }
  if (size === undefined) return undefined
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(KB|MB|GB|TB)$/.exec(size) ?? []
  if (amount === undefined || unit === undefined) throw new Error('`--size` must look like 500MB or 1GB')
  return { unit: 'bytes', amount: Number(amount) * (UNITS.get(unit) ?? 1) }
}

function readAccounts(accounts: string | undefined): Company {
  if (accounts === undefined) return DEFAULT_COMPANY
  const [, production, tooling] = /^(\d{12}),(\d{12})$/.exec(accounts) ?? []
  if (production === undefined || tooling === undefined || production === tooling) {
    throw new Error('`--accounts` must be two different account numbers, as in 111122223333,444455556666')
  }
  return { production, tooling }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`\`${name}\` must be a whole number`)
  return Number(text)
}
