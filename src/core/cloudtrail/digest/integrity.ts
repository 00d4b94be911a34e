import { byCodeUnit } from '../../iam/order.js'
import { chainOf, type Digest, fileNameOf } from './digest.js'

/** What reading one digest file gave. */
export interface DigestFact {
  /** As the user would write it. */
  readonly name: string
  /** The digest, or in words why it is none. */
  readonly digest: Digest | string
  /** SHA-256 of the uncompressed contents, hexadecimal. */
  readonly sha256: string
  readonly signature: SignatureVerdict
}

/**
 * `valid`, `invalid`: by the public key of its fingerprint. `unknown-key`: none of the keys given has that fingerprint.
 * `unsigned`: the signature is neither beside the file nor in a later digest of the chain.
 */
export type SignatureVerdict = 'valid' | 'invalid' | 'unknown-key' | 'unsigned'

/** A log file that is at hand. */
export interface LogFact {
  readonly name: string
  /** SHA-256 of the uncompressed contents, hexadecimal; `undefined` if it cannot be read to its end. */
  readonly sha256: string | undefined
}

/** What is wrong with a file, or not proven of it. docs/integrity.md explains each. */
export const integrityProblems = {
  'altered-log': 'a log file whose contents are not what the digest recorded',
  'missing-log': 'a log file that a digest lists and that is not among the inputs',
  'unknown-log': 'a log file of the time the digests cover that none of them lists',
  'unproven-log': 'a log file that only a digest that cannot be trusted lists',
  'altered-digest': 'a digest that is malformed or is not what was signed or what the next digest recorded',
  'missing-digest': 'a digest that the next one names and that is not among the inputs',
  'wrong-key': 'no digest of the fingerprint verifies with the key given for it',
  'unknown-key': 'a digest signed with a key that was not given',
} as const

/** One of the keys of {@link integrityProblems}. */
export type IntegrityProblemKind = keyof typeof integrityProblems

/** One finding. */
export interface IntegrityProblem {
  readonly kind: IntegrityProblemKind
  /** The file, or for one that is missing the object that should be there. */
  readonly name: string
  readonly detail: string
}

/** One chain of digests, of one trail in one Region. */
export interface DigestChain {
  readonly chain: string
  readonly digests: number
  readonly start: string
  readonly end: string
  readonly backfill: boolean
}

/** What the digests prove of the log files. */
export interface Integrity {
  readonly chains: readonly DigestChain[]
  /** Log files whose contents are proven to be what CloudTrail delivered. */
  readonly intact: number
  /** Sorted by kind and name. Nothing is proven if there is any. */
  readonly problems: readonly IntegrityProblem[]
  /** Stretches without digests within a chain: the trail, or its validation, was off. */
  readonly gaps: readonly { readonly chain: string; readonly start: string; readonly end: string }[]
  /** The newest digests of their chains, whose signature is not at hand: their hashes are used, not proven. */
  readonly unsigned: readonly string[]
  /** Log files delivered before the first or after the last digest: nothing is said of them. */
  readonly uncovered: readonly string[]
}

/**
 * Holds log files against digests and digests against each other. A pure function of what was read: hashes and
 * signatures are verified by the caller. Files are told by their names, which CloudTrail makes unique.
 */
export function checkIntegrity(digests: readonly DigestFact[], logs: readonly LogFact[]): Integrity {
  const read = digests.filter(isRead)
  const verdicts = read.map((fact) => ({ fact, problem: problemOf(fact, read) }))
  const trusted = verdicts.filter(({ problem }) => problem === undefined).map(({ fact }) => fact)
  const chains = chainsOf(read)
  const logProblems = checkLogs(read, new Set(trusted), logs, chains)
  const problems = [
    ...digests.filter((fact) => !isRead(fact)).map(malformed),
    ...verdicts.flatMap(({ problem }) => problem ?? []),
    ...[...chains.values()].flatMap(missingDigests),
    ...logProblems.problems,
  ]
  return {
    chains: [...chains].map(([chain, facts]) => summaryOf(chain, facts)),
    intact: logProblems.intact,
    problems: problems.sort((a, b) => byCodeUnit(a.kind, b.kind) || byCodeUnit(a.name, b.name)),
    gaps: [...chains].flatMap(([chain, facts]) => gapsOf(chain, facts)),
    unsigned: trusted
      .flatMap(({ name, signature }) => (signature === 'unsigned' ? [name] : []))
      .sort(byCodeUnit),
    uncovered: logProblems.uncovered,
  }
}

type ReadFact = DigestFact & { readonly digest: Digest }

function isRead(fact: DigestFact): fact is ReadFact {
  return typeof fact.digest !== 'string'
}

function malformed({ name, digest }: DigestFact): IntegrityProblem {
  return { kind: 'altered-digest', name, detail: digest as string }
}

function problemOf(fact: ReadFact, all: readonly ReadFact[]): IntegrityProblem | undefined {
  const { name, digest, sha256, signature } = fact
  const renamed =
    fileNameOf(name) !== fileNameOf(digest.object) && fileNameOf(name) !== uncompressed(digest.object)
  if (renamed)
    return { kind: 'altered-digest', name, detail: `it says that it is ${fileNameOf(digest.object)}` }
  const follower = followerOf(digest, all)
  if (follower?.digest.previous !== undefined && follower.digest.previous.sha256 !== sha256)
    return {
      kind: 'altered-digest',
      name,
      detail: `its SHA-256 is not the one that ${follower.name} recorded`,
    }
  if (signature === 'unknown-key')
    return { kind: 'unknown-key', name, detail: `signed with the key ${digest.fingerprint}` }
  if (signature !== 'invalid') return undefined
  const verifies = all.some(
    (other) => other.digest.fingerprint === digest.fingerprint && other.signature === 'valid',
  )
  return verifies
    ? { kind: 'altered-digest', name, detail: 'its signature does not verify' }
    : { kind: 'wrong-key', name, detail: `its signature does not verify with the key ${digest.fingerprint}` }
}

function uncompressed(object: string): string {
  return fileNameOf(object).replace(/\.gz$/, '')
}

/** The digest that names this one as the one before it. */
export function followerOf<T extends { readonly digest: Digest | string }>(
  digest: Digest,
  all: readonly T[],
): (T & { readonly digest: Digest }) | undefined {
  const isFollower = (other: T): other is T & { readonly digest: Digest } =>
    typeof other.digest !== 'string' && other.digest.previous?.object === digest.object
  return all.find(isFollower)
}

function chainsOf(facts: readonly ReadFact[]): Map<string, readonly ReadFact[]> {
  const chains = new Map<string, ReadFact[]>()
  for (const fact of facts) {
    const chain = chainOf(fact.digest)
    const known = chains.get(chain)
    if (known === undefined) chains.set(chain, [fact])
    else known.push(fact)
  }
  const sorted = [...chains].sort(([a], [b]) => byCodeUnit(a, b))
  return new Map(sorted.map(([chain, known]) => [chain, known.sort(byEnd)]))
}

function byEnd(a: ReadFact, b: ReadFact): number {
  return byCodeUnit(a.digest.end, b.digest.end) || byCodeUnit(a.name, b.name)
}

function summaryOf(chain: string, facts: readonly ReadFact[]): DigestChain {
  const [start, end] = [facts[0]!.digest.start, facts.at(-1)!.digest.end]
  return { chain, digests: facts.length, start, end, backfill: chain.endsWith(' backfill') }
}

/** Of the oldest digest at hand the one before it is no loss: it ends before what is looked at. */
function missingDigests(chain: readonly ReadFact[]): IntegrityProblem[] {
  const here = new Set(chain.map(({ digest }) => digest.object))
  return chain.slice(1).flatMap(({ name, digest: { previous } }) =>
    previous === undefined || here.has(previous.object)
      ? []
      : [
          {
            kind: 'missing-digest' as const,
            name: previous.object,
            detail: `${name} names it as the one before it`,
          },
        ],
  )
}

/** A digest without one before it, in the middle of a chain: the chain began anew. */
function gapsOf(chain: string, facts: readonly ReadFact[]): Integrity['gaps'] {
  return facts.flatMap(({ digest }, at) => {
    const before = facts[at - 1]?.digest
    return before === undefined || digest.previous !== undefined || before.end >= digest.start
      ? []
      : [{ chain, start: before.end, end: digest.start }]
  })
}

interface LogVerdicts {
  readonly intact: number
  readonly problems: readonly IntegrityProblem[]
  readonly uncovered: readonly string[]
}

function checkLogs(
  read: readonly ReadFact[],
  trusted: ReadonlySet<ReadFact>,
  logs: readonly LogFact[],
  chains: ReadonlyMap<string, readonly ReadFact[]>,
): LogVerdicts {
  const listed = new Map<string, { sha256: string; by: ReadFact }>()
  for (const by of [...read].sort((a, b) => Number(trusted.has(a)) - Number(trusted.has(b))))
    for (const { object, sha256 } of by.digest.logFiles) listed.set(fileNameOf(object), { sha256, by })
  const problems: IntegrityProblem[] = []
  const uncovered: string[] = []
  let intact = 0
  const present = new Set<string>()
  for (const log of logs) {
    const entry = entryOf(log, listed)
    if (entry !== undefined) present.add(entry.key)
    if (entry === undefined && !isCovered(log, chains)) uncovered.push(log.name)
    const problem = entry === undefined ? unknown(log, chains) : logProblem(log, entry, trusted)
    if (problem !== undefined) problems.push(problem)
    else if (entry !== undefined) intact += 1
  }
  const missing = [...listed].filter(([key]) => !present.has(key)).map(([key, { by }]) => missingLog(key, by))
  return { intact, problems: [...problems, ...missing], uncovered: uncovered.sort(byCodeUnit) }
}

/** A log file that was decompressed after it was copied has lost the end of its name. */
function entryOf({ name }: LogFact, listed: ReadonlyMap<string, { sha256: string; by: ReadFact }>) {
  for (const key of [fileNameOf(name), `${fileNameOf(name)}.gz`]) {
    const entry = listed.get(key)
    if (entry !== undefined) return { key, ...entry }
  }
  return undefined
}

function logProblem(
  { name, sha256 }: LogFact,
  entry: { readonly sha256: string; readonly by: ReadFact },
  trusted: ReadonlySet<ReadFact>,
): IntegrityProblem | undefined {
  if (sha256 === undefined) return { kind: 'altered-log', name, detail: 'it cannot be read to its end' }
  if (sha256 !== entry.sha256)
    return { kind: 'altered-log', name, detail: `its SHA-256 is not the one that ${entry.by.name} lists` }
  if (trusted.has(entry.by)) return undefined
  return { kind: 'unproven-log', name, detail: `listed only by ${entry.by.name}, which cannot be trusted` }
}

function missingLog(key: string, { name }: ReadFact): IntegrityProblem {
  return { kind: 'missing-log', name: key, detail: `${name} lists it` }
}

function unknown(
  log: LogFact,
  chains: ReadonlyMap<string, readonly ReadFact[]>,
): IntegrityProblem | undefined {
  if (!isCovered(log, chains)) return undefined
  return { kind: 'unknown-log', name: log.name, detail: 'no digest lists it' }
}

const logName = /^(\d{12})_CloudTrail_([a-z0-9-]{1,40})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/

/**
 * True if a digest covers the minute in which the file was delivered. The first minute of a chain is shared with a
 * digest that is not at hand. A file that no name dates is held to be covered.
 */
function isCovered({ name }: LogFact, chains: ReadonlyMap<string, readonly ReadFact[]>): boolean {
  const match = logName.exec(fileNameOf(name).slice(0, 100))
  if (match === null) return true
  const [, account, region, year, month, day, hour, minute] = match
  const time = `${year}-${month}-${day}T${hour}:${minute}`
  return [...chains].some(
    ([chain, facts]) =>
      chain.startsWith(`${account} ${region}_`) &&
      minuteOf(facts[0]!.digest.start) < time &&
      facts.some(({ digest: { start, end } }) => minuteOf(start) <= time && time < minuteOf(end)),
  )
}

function minuteOf(time: string): string {
  return time.slice(0, 16)
}
