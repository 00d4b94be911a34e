/**
 * File names for the documents of one principal: `policy-Deploy.json`, or `policy-Deploy-1.json`, … The name comes from a
 * log, so only characters that IAM allows in names stay, and its length is bounded.
 */
export function documentNames(principal: string, count: number, part = ''): readonly string[] {
  const stem = stemOf(principal) + part
  if (count === 1) return [`${stem}.json`]
  return Array.from({ length: count }, (_, at) => `${stem}-${at + 1}.json`)
}

/** The name of the one file that another format than JSON makes: `policy-Deploy.tf`. */
export function fileName(principal: string, ending: string, part = ''): string {
  return `${stemOf(principal)}${part}${ending}`
}

/** What tells the files of parts apart: `-aws-cli`. Of two names that differ only in what a file name cannot hold, one has a number. */
export function partNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const wanted = `-${name.replace(/[^A-Za-z0-9+=,.@_-]+/g, '_').slice(0, 60)}`
    let free = wanted
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${wanted}_${number}`
    taken.add(free.toLowerCase())
    return free
  })
}

/** Files of the same principal that this run did not write: parts of a longer policy that must not be attached. */
export function leftovers(
  written: readonly string[],
  principal: string,
  present: readonly string[],
): readonly string[] {
  const stem = stemOf(principal)
  const isPart = (name: string) =>
    name.startsWith(stem) && /^(-\d{1,4})?\.json$/.test(name.slice(stem.length))
  return present.filter((name) => isPart(name) && !written.includes(name)).sort()
}

function stemOf(principal: string): string {
  const name = principal.slice(principal.lastIndexOf('/') + 1).slice(0, 128)
  return `policy-${name.replace(/[^A-Za-z0-9+=,.@_-]/g, '_')}`
}
