import { agentClass, sessionShape } from '../cloudtrail/client.js'
import type { Principal } from '../cloudtrail/principal.js'
import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { byCodeUnit } from '../iam/order.js'
import { addTally, type Evidence, openTally, type Tally } from './evidence.js'

/** By what a client of a principal is known. */
export interface Client {
  /** As `agentClass` gives it. */
  readonly agent: string
  /** As `sessionShape` gives it. */
  readonly session: string
}

/** What one client of a principal called. */
export interface ClientUse extends Client {
  /** Of the principal. */
  readonly arn: string
  /** `eventSource eventName`. */
  readonly operations: ReadonlySet<string>
  readonly evidence: Evidence
}

/** The clients of principals. */
export interface Clients {
  /** Sorted. Of too many clients those first in the order of text are kept, the others are one, whatever came first. */
  all(): readonly ClientUse[]
}

/** Clients that grow. */
export interface OpenClients extends Clients {
  add(arn: string, client: Client, operation: string, evidence: Evidence): void
  merge(other: Clients): void
}

/** What a record tells of its client. */
export function clientOf(record: CloudTrailRecord, { session }: Principal): Client {
  return { agent: agentClass(record), session: sessionShape(session) }
}

/** How many clients of one principal are told apart. */
const clientsKept = 64

const others: Client = { agent: 'others', session: 'others' }

interface Known {
  readonly client: Client
  readonly operations: Set<string>
  readonly tally: Tally
}

/** No clients yet. */
export function openClients(): OpenClients {
  const byArn = new Map<string, Map<string, Known>>()

  function addAll(arn: string, client: Client, operations: Iterable<string>, evidence: Evidence): void {
    const known = byArn.get(arn) ?? new Map<string, Known>()
    byArn.set(arn, known)
    addTo(known, client, operations, evidence)
    if (known.size <= clientsKept) return
    const named = [...known].filter(([, { client: one }]) => one !== others)
    if (named.length <= clientsKept) return
    const last = named.sort(([a], [b]) => byCodeUnit(b, a))[0]!
    known.delete(last[0])
    addTo(known, others, last[1].operations, last[1].tally)
  }

  return {
    add: (arn, client, operation, evidence) => addAll(arn, client, [operation], evidence),
    merge(other) {
      for (const { arn, agent, session, operations, evidence } of other.all()) {
        const same = agent === others.agent && session === others.session
        addAll(arn, same ? others : { agent, session }, operations, evidence)
      }
    },
    all: () =>
      [...byArn]
        .sort(([a], [b]) => byCodeUnit(a, b))
        .flatMap(([arn, known]) =>
          [...known]
            .sort(([a], [b]) => byCodeUnit(a, b))
            .map(([, { client, operations, tally }]) => ({ arn, ...client, operations, evidence: tally })),
        ),
  }
}

function addTo(
  known: Map<string, Known>,
  client: Client,
  operations: Iterable<string>,
  evidence: Evidence,
): void {
  const key = client === others ? '\uffff' : JSON.stringify([client.agent, client.session])
  const one = known.get(key) ?? { client, operations: new Set<string>(), tally: openTally() }
  known.set(key, one)
  for (const operation of operations) one.operations.add(operation)
  addTally(one.tally, evidence)
}
