/** A share of rows for which something holds, with the same by service. */
export function share(name, rows, holds, service) {
  const services = new Map()
  let good = 0
  for (const row of rows) {
    const key = service(row)
    const tally = services.get(key) ?? { good: 0, of: 0 }
    services.set(key, tally)
    tally.of += 1
    if (!holds(row)) continue
    tally.good += 1
    good += 1
  }
  return { name, good, of: rows.length, value: rows.length === 0 ? 1 : good / rows.length, services }
}

/** The services that lose most of a metric, worst first. */
export function weakest({ services }, count = 10) {
  return [...services]
    .map(([service, { good, of }]) => ({ service, good, of, lost: of - good }))
    .filter(({ lost }) => lost > 0)
    .sort((a, b) => b.lost - a.lost || (a.service < b.service ? -1 : 1))
    .slice(0, count)
}

/** `operations.primary 98.70 % (12485 of 12650)`, on one line. */
export function lineOf({ name, good, of, value }) {
  return `${name} ${(value * 100).toFixed(2)} % (${good} of ${of})`
}
