import { readdirSync, readFileSync } from 'node:fs'
import { partitionOfRegion } from '../../src/core/iam/partition.js'
import type { Call, CallResource, Mapping, RequiredPermission } from '../../src/core/reference/call.js'

/*
 * Scenarios are data, to be reviewed by those who know IAM. A call is what one CloudTrail record says; where it does
 * not say otherwise it was made by the role Deployer in eu-west-1 of account 111122223333, and the partition is that
 * of the Region. `needs` is exact: no other permission may appear, no other resource, no other condition key.
 */

/** One call and what AWS's documentation says it needs. */
export interface Scenario {
  readonly name: string
  readonly hardCase?: number
  readonly call: Partial<Omit<Call, 'resources'>> &
    Pick<Call, 'eventSource' | 'eventName'> & { readonly resources?: readonly Partial<CallResource>[] }
  readonly needs?: readonly Needed[]
  /** True for a call that needs no permission at all. */
  readonly none?: true
  /** True for a call that must be reported rather than guessed. */
  readonly unmapped?: true
  /** Actions that other tools grant here, wrongly. */
  readonly notGranted?: readonly string[]
}

/** A permission without the reasons given for it. */
export interface Needed {
  readonly action: string
  readonly resources: readonly string[]
  readonly context?: Readonly<Record<string, readonly string[]>>
}

const folder = new URL('./scenarios/', import.meta.url)

/** The files of scenarios, one for each service. */
export const scenarioFiles: readonly string[] = readdirSync(folder).sort()

/** The scenarios of a file. */
export function scenariosIn(file: string): readonly Scenario[] {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')).scenarios
}

/** The call of a scenario, with what the scenarios leave out. */
export function callOf({ call }: Scenario): Call {
  const region = call.region ?? 'eu-west-1'
  const partition = partitionOfRegion(region)!
  const resources = (call.resources ?? []).map(({ arn, accountId, type }) => ({ arn: arn!, accountId, type }))
  return {
    region,
    partition,
    account: '111122223333',
    principal: `arn:${partition}:iam::111122223333:role/Deployer`,
    invokedBy: undefined,
    errorCode: undefined,
    request: undefined,
    ...call,
    resources,
  }
}

/** A mapping in the words of a scenario. */
export function outcomeOf(mapping: Mapping): Pick<Scenario, 'needs' | 'none' | 'unmapped'> {
  if (mapping.kind === 'none') return { none: true }
  if (mapping.kind === 'unmapped') return { unmapped: true }
  return { needs: sorted(mapping.permissions.map(neededOf)) }
}

/** What a scenario expects, in one order. */
export function expectedOf({
  needs,
  none,
  unmapped,
}: Scenario): Pick<Scenario, 'needs' | 'none' | 'unmapped'> {
  if (none) return { none }
  return unmapped ? { unmapped } : { needs: sorted(needs!) }
}

/** A permission in the words of a scenario. */
export function neededOf({ action, resources, context }: RequiredPermission): Needed {
  const keys = context.map(({ key, values }) => [key, values] as const)
  return {
    action,
    resources: resources.map(({ arn }) => arn),
    ...(keys.length > 0 ? { context: Object.fromEntries(keys) } : {}),
  }
}

function sorted(needs: readonly Needed[]): readonly Needed[] {
  const sortedNeeds = needs.map((need) => ({ ...need, resources: [...need.resources].sort() }))
  return sortedNeeds.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
