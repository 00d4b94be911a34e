/**
 * trailscraper, where its program is named: the same logs in the layout that it reads. Nothing of it is part of the
 * project. Its two commands are what its users run; between them all records are written and read once more, so the
 * same functions in one process, which it has no command for, are the fastest use of it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const env = { ...process.env, PYTHONWARNINGS: 'ignore', TZ: 'UTC' }
const [from, to] = ['2020-01-01', '2030-01-01']
const most = 2 ** 30

/** @type {import('./methods.mjs').Method} */
export async function commands({ folder, program }, start) {
  if (program === undefined) return { why: 'trailscraper is not named' }
  const logs = layout(folder)
  const stop = startWithChildren(start)
  const selected = run(program, ['select', '--log-dir', logs, '--from', from, '--to', to])
  const generated = run(program, ['generate'], selected)
  return { ...stop(), ...said(generated, JSON.parse(selected).Records.length) }
}

const once = `
import sys, datetime, pytz
from trailscraper.record_sources.local_directory_record_source import LocalDirectoryRecordSource
from trailscraper.cloudtrail import filter_records
from trailscraper.policy_generator import generate_policy
first, last = [datetime.datetime.fromisoformat(day).replace(tzinfo=pytz.utc) for day in sys.argv[2:4]]
records = filter_records(LocalDirectoryRecordSource(sys.argv[1]).load_from_dir(first, last), [], first, last)
print(len(records))
print(generate_policy(records).to_json())
`

/** @type {import('./methods.mjs').Method} */
export async function oneProcess({ folder, program }, start) {
  if (program === undefined) return { why: 'trailscraper is not named' }
  const logs = layout(folder)
  const stop = startWithChildren(start)
  const printed = run(join(dirname(program), 'python'), ['-c', once, logs, from, to])
  const end = printed.indexOf('\n')
  return { ...stop(), ...said(printed.slice(end), Number(printed.slice(0, end))) }
}

function run(program, args, input) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: most,
  })
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr}`)
  return stdout
}

/** What its policy names: prefixes of actions, which are the first parts of where the events come from. */
function said(policy, records) {
  const actions = JSON.parse(policy).Statement.flatMap(({ Action }) => Action)
  // As its table of special cases has it, read backwards.
  const services = actions.map((action) => action.split(':')[0].replace(/^cloudwatch$/, 'monitoring'))
  return { records, services: [...new Set(services)].sort().join(' ') }
}

/** The processor time of this process alone would be that of waiting. */
function startWithChildren(start) {
  const [stop, before] = [start(), childrenTime()]
  return () => {
    const { wall, cpu } = stop()
    const children = childrenTime()
    // Where the system does not say, the clock is the nearest: there is one thread.
    return { wall, cpu: children === undefined ? wall : cpu + children - before }
  }
}

/** Milliseconds that ended children worked, in user and system time, by Linux's /proc (a hundred ticks a second). */
function childrenTime() {
  if (!existsSync('/proc/self/stat')) return undefined
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return 10 * (Number(fields[13]) + Number(fields[14]))
}

function layout(folder) {
  const logs = `${folder}-layout`
  const day = join(logs, 'AWSLogs', '111122223333', 'CloudTrail', 'eu-central-1', '2026', '01', '01')
  if (existsSync(logs)) return logs
  mkdirSync(day, { recursive: true })
  for (const name of readdirSync(folder)) linkSync(join(folder, name), join(day, name))
  return logs
}
