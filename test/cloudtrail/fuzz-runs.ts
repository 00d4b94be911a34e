/**
 * How often to run a property: `least` times, or as often as the longer mode asks (`FUZZ_RUNS=100000`, or
 * `npm run fuzz -- 100000`).
 */
export function fuzzRuns(least: number): number {
  const asked = Number(process.env.FUZZ_RUNS ?? process.env.LEASTWISE_FUZZ_RUNS ?? 0)
  return Math.max(least, Number.isFinite(asked) ? asked : 0)
}
