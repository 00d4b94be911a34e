import { type AccessActivity, openAccessActivity, prepareRecord } from '../core/activity/access-activity.js'
import { openSeen } from '../core/activity/seen.js'
import { type ClientTrait, clientClass } from '../core/cloudtrail/client.js'
import { resolvePrincipal } from '../core/cloudtrail/principal-resolve.js'
import type { CloudTrailRecord } from '../core/cloudtrail/record.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import { sourceName } from '../core/reference/event-source.js'
import { questionOf } from './activity-query.js'
import { chosenPrincipals, principalMatcher } from './choose-principal.js'
import { collect, windowOf } from './collect-activity.js'
import { LeastwiseError } from './errors.js'
import type { ActivitySource } from './fold-records.js'
import { type GenerateOptions, type GenerateResult, generateFrom } from './generate.js'
import { boundWarnings } from './input-warnings.js'
import type { Observer } from './ports.js'
import { readRecords } from './read-records.js'
import { noMatchingRecords, requireRecords } from './require-records.js'

/** A part of what one principal did, and the policy for it alone. */
export interface Cluster {
  /** What its calls have in common, as `clientClass` gives it; `others` for all after the first {@link clustersKept}. */
  readonly name: string
  readonly calls: number
  readonly first: string
  readonly last: string
  readonly services: readonly string[]
  /** The policy, or why there is none: it does not fit. */
  readonly result: GenerateResult | LeastwiseError
}

/** How many parts are told apart. */
export const clustersKept = 64

const othersName = 'others'

/**
 * Reads the inputs once and gives a policy for each part of what one principal did, parted by a trait of the client. Every
 * call is in one part, so the policies together allow what the policy of the whole needs. By number of calls. Throws
 * STORE_CANNOT_TELL for a store.
 */
export async function generateClusters(
  source: ActivitySource,
  options: GenerateOptions & { readonly splitBy: ClientTrait },
  observer: Observer,
): Promise<readonly Cluster[]> {
  if ('read' in source) throw storeCannotSplit()
  const matches = principalMatcher(options.principal)
  const question = questionOf(options.query, matches)
  const parts = openParts()
  const consumer = {
    prepare: (record: CloudTrailRecord) => {
      const prepared = prepareRecord(record, question)
      const own = prepared.fact !== undefined
      const name = own ? clientClass(record, resolvePrincipal(record), options.splitBy) : undefined
      return { name, prepared }
    },
    accept: parts.add,
  }
  const reading = await readRecords(source, options.query, consumer, observer)
  requireRecords(reading)
  const whole = parts.whole()
  // Whoever is not there, cannot have a policy or is two is refused as for a policy of the whole.
  const { found, others } = collect(whole, matches)
  if (found.length === 0 && whole.outside > 0) throw noMatchingRecords(reading.recordsRead)
  chosenPrincipals(options.principal, found, others)
  const clusters = parts.names().map((name) => {
    const { activity, own } = parts.view(name, whole)
    return {
      name,
      ...seenIn(own),
      result: policyOf(() =>
        generateFrom({ activity, reading, warnings: boundWarnings(activity) }, matches, options),
      ),
    }
  })
  return clusters.sort((a, b) => b.calls - a.calls || byCodeUnit(a.name, b.name))
}

function storeCannotSplit(): LeastwiseError {
  return new LeastwiseError(
    'STORE_CANNOT_TELL',
    '`--split-by` cannot be answered from an activity store: it keeps neither sessions nor user agents nor addresses',
    'ask the logs themselves',
  )
}

/** A part that does not fit is one answer among others; every other trouble concerns all of them. */
function policyOf(generate: () => GenerateResult): GenerateResult | LeastwiseError {
  try {
    return generate()
  } catch (error) {
    if (error instanceof LeastwiseError && error.code === 'POLICY_TOO_LARGE') return error
    throw error
  }
}

function seenIn(own: AccessActivity): Pick<Cluster, 'calls' | 'first' | 'last' | 'services'> {
  const sightings = own.sightings.all()
  const { first = '', last = '' } = windowOf(sightings)
  const calls = sightings.reduce((sum, { events }) => sum + events, 0)
  return {
    calls,
    first,
    last,
    services: sortedUnique(sightings.map(({ eventSource }) => sourceName(eventSource))),
  }
}

/** An activity for each part, and one for what belongs to none: other principals, and what is no call. */
function openParts() {
  const seen = openSeen()
  const rest = openAccessActivity({ seen })
  const parts = new Map<string, ReturnType<typeof openAccessActivity>>()
  const open = (name: string) => {
    const part = parts.get(name) ?? openAccessActivity({ seen })
    parts.set(name, part)
    return part
  }
  return {
    add({ name, prepared }: { name: string | undefined; prepared: ReturnType<typeof prepareRecord> }): void {
      if (name === undefined) rest.add(prepared)
      else {
        open(name).add(prepared)
        fold(parts, open)
      }
    },
    names: () => [...parts.keys()],
    whole(): AccessActivity {
      const whole = openAccessActivity({ seen })
      for (const part of [rest, ...parts.values()]) whole.merge(part)
      return whole
    },
    /** A part as if it were all that the principal did. Names and identifiers are learned from all records. */
    view(name: string, whole: AccessActivity) {
      const own = parts.get(name)!
      const others = [...parts]
        .filter(([other]) => other !== name)
        .flatMap(([, part]) => part.sightings.all())
      const elsewhere = others.map((one) => ({ ...one, meaning: 'other-cluster' }))
      const all = [...own.sightings.all(), ...rest.sightings.all(), ...elsewhere]
      const activity: AccessActivity = {
        principals: whole.principals,
        names: whole.names,
        made: whole.made,
        outside: whole.outside,
        forgotten: whole.forgotten,
        sightings: { all: () => all },
        rows: () => own.rows(),
        runtimes: own.runtimes,
        clients: own.clients,
      }
      return { own, activity }
    },
  }
}

/** Keeps the names that come first in the order of text, whatever came first in the logs; the others are one part. */
function fold(
  parts: Map<string, ReturnType<typeof openAccessActivity>>,
  open: (name: string) => ReturnType<typeof openAccessActivity>,
): void {
  const named = parts.size - (parts.has(othersName) ? 1 : 0)
  if (named <= clustersKept) return
  const last = [...parts.keys()].filter((name) => name !== othersName).sort((a, b) => byCodeUnit(b, a))[0]!
  const part = parts.get(last)!
  parts.delete(last)
  open(othersName).merge(part)
}
