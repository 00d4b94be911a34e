import type { ClientUse } from '../core/activity/clients.js'
import { byCodeUnit } from '../core/iam/order.js'
import { sourceName } from '../core/reference/event-source.js'

/** Fewer kinds of calls than this are no workload of their own. */
const fewestOperations = 3
/** Two clients that share this part of what the smaller of them calls do one work. */
const sharedPart = 0.2
const shown = 4

/** Clients that do one work, joined. */
interface Workload {
  readonly clients: readonly ClientUse[]
  readonly operations: ReadonlySet<string>
}

/**
 * A warning for each principal whose clients seem to do unrelated work: they share few of their calls and no session. Calls
 * that a service forwards belong to whoever called the service, so a service is no client.
 */
export function severalWorkloads(uses: readonly ClientUse[]): readonly string[] {
  const byArn = new Map<string, ClientUse[]>()
  for (const use of uses) {
    const own = byArn.get(use.arn)
    if (own === undefined) byArn.set(use.arn, [use])
    else own.push(use)
  }
  return [...byArn].flatMap(([arn, own]) => {
    const found = workloadsOf(own)
    if (found.length < 2) return []
    const list = found.slice(0, shown).map(described).join('; ')
    const more = found.length > shown ? `; and ${found.length - shown} more` : ''
    return [
      `${arn} seems to be used by ${found.length} unrelated workloads, and each needs less than all of them: ${list}${more}. \`--split-by\` writes a policy for each`,
    ]
  })
}

/** By number of calls. What is too small to tell is left out. */
function workloadsOf(uses: readonly ClientUse[]): readonly Workload[] {
  const clients = uses.filter(({ agent }) => !agent.endsWith('.amazonaws.com') && agent !== 'others')
  const joined = clients.reduce<readonly Workload[]>((known, use) => {
    const one: Workload = { clients: [use], operations: use.operations }
    const related = known.filter((other) => isRelated(one, other))
    const rest = known.filter((other) => !related.includes(other))
    return [...rest, [one, ...related].reduce(together)]
  }, [])
  return joined
    .filter(({ operations }) => operations.size >= fewestOperations)
    .sort((a, b) => callsOf(b) - callsOf(a) || byCodeUnit(described(a), described(b)))
}

function together(a: Workload, b: Workload): Workload {
  return {
    clients: [...a.clients, ...b.clients],
    operations: new Set([...a.operations, ...b.operations]),
  }
}

function isRelated(a: Workload, b: Workload): boolean {
  const sessions = new Set(a.clients.map(({ session }) => session))
  if (b.clients.some(({ session }) => session !== 'no session' && sessions.has(session))) return true
  const both = [...a.operations].filter((one) => b.operations.has(one)).length
  return both > 0 && both >= sharedPart * Math.min(a.operations.size, b.operations.size)
}

function callsOf({ clients }: Workload): number {
  return clients.reduce((sum, { evidence }) => sum + evidence.count, 0)
}

function described(workload: Workload): string {
  const { clients, operations } = workload
  const names = clients.map(({ agent, session }) =>
    session === 'no session' ? agent : `${agent} as ${session}`,
  )
  const services = [...new Set([...operations].map((one) => sourceName(one.slice(0, one.indexOf(' ')))))]
  const list = services.sort(byCodeUnit).slice(0, shown).join(', ')
  const first = clients.map(({ evidence }) => evidence.first).sort(byCodeUnit)[0]!
  const last = clients
    .map(({ evidence }) => evidence.last)
    .sort(byCodeUnit)
    .at(-1)!
  return `${names.slice(0, shown).join(', ')} (${callsOf(workload)} calls of ${operations.size} kinds, ${list}${services.length > shown ? ', …' : ''}, ${first.slice(0, 10)} to ${last.slice(0, 10)})`
}
