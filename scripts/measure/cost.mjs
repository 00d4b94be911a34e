import { performance } from 'node:perf_hooks'

/** Median microseconds of mapping one call, after the tables and plans are warm. */
export function measureCost(core, calls, rounds = 5) {
  for (const { call } of calls) core.requiredPermissions(call)
  const times = []
  for (let round = 0; round < rounds; round += 1) for (const { call } of calls) times.push(timed(core, call))
  times.sort((a, b) => a - b)
  const at = (part) => times[Math.floor(times.length * part)]
  return { median: at(0.5), p99: at(0.99) }
}

function timed(core, call) {
  const start = performance.now()
  core.requiredPermissions(call)
  return (performance.now() - start) * 1000
}
