/** trailscraper's `generate`, where its program is named: the same logs in the layout that it reads. */
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** @returns {{ wall: number, cpu: number } | undefined} nothing if it is not installed */
export function trailscraper(program, folder) {
  if (program === undefined) return undefined
  const logs = layout(folder)
  const before = process.resourceUsage()
  const start = performance.now()
  const env = { ...process.env, PYTHONWARNINGS: 'ignore' }
  const selected = spawnSync(
    program,
    ['select', '--log-dir', logs, '--from', '2020-01-01', '--to', '2030-01-01'],
    {
      env,
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const { status } = spawnSync(program, ['generate'], {
    env,
    input: selected.stdout,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const wall = performance.now() - start
  const after = process.resourceUsage()
  if (selected.status !== 0 || status !== 0) return undefined
  // Processor time of children is not in ours, and it has one thread: the clock is the nearest there is.
  return { wall, cpu: wall, before: before.userCPUTime, after: after.userCPUTime }
}

function layout(folder) {
  const logs = `${folder}-layout`
  const day = join(logs, 'AWSLogs', '111122223333', 'CloudTrail', 'eu-central-1', '2026', '01', '01')
  if (existsSync(logs)) return logs
  mkdirSync(day, { recursive: true })
  for (const name of readdirSync(folder)) linkSync(join(folder, name), join(day, name))
  return logs
}
