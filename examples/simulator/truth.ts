import type { Company } from './company.js'
import { principals } from './routines.js'
import { DAY, iso, PERIOD_START } from './time.js'
import type { Need, Principal, Step } from './workload.js'

/** The exact permissions that each principal used; see `examples/README.md` for how to read it. */
export interface Truth {
  readonly generatedBy: string
  readonly seed: string
  readonly period: { readonly start: string; readonly end: string }
  readonly principals: readonly PrincipalTruth[]
}

export interface PrincipalTruth {
  readonly arn: string
  readonly type: 'Role' | 'User'
  /** One entry per action and conditions, with every resource it was used on. */
  readonly permissions: readonly Need[]
  /** Operations that were called and need no permission of an identity. */
  readonly needsNoPermission: readonly string[]
  /** Actions that were only ever denied. */
  readonly neverGranted: readonly string[]
  /** Every denied action with the resources it was denied on, also where the action is granted elsewhere. */
  readonly denied: readonly Need[]
}

/** The truth follows from what the steps declare, never from the records, and so is the same for every size. */
export function truthOf(company: Company, seed: string, days: number): Truth {
  return {
    generatedBy: 'examples/simulator',
    seed,
    period: { start: iso(PERIOD_START), end: iso(PERIOD_START + days * DAY) },
    principals: principals(company)
      .map(principalTruth)
      .sort(byText((principal) => principal.arn)),
  }
}

const WIDTH = 110

/** The truth as JSON: a list of texts takes one line where it fits, as the house's formatter has it. */
export function printTruth(truth: Truth): string {
  const text = JSON.stringify(truth, null, 2)
  const lists = /\[\n +("[^\n]*"(?:,\n +"[^\n]*")*)\n +\],?/g
  const onOneLine = text.replace(lists, (list, _items, at: number) => {
    const line = list.replaceAll(/\n +/g, ' ').replace('[ ', '[').replace(' ]', ']')
    const before = at - text.lastIndexOf('\n', at) - 1
    return before + line.length <= WIDTH ? line : list
  })
  return `${onOneLine}\n`
}

function principalTruth(principal: Principal): PrincipalTruth {
  const allowed = principal.steps.filter((step) => step.outcome !== 'denied')
  const permissions = merge(allowed.flatMap((step) => step.needs))
  const denied = merge(
    principal.steps.filter((step) => step.outcome === 'denied').flatMap((step) => step.needs),
  )
  const granted = new Set(permissions.map((permission) => permission.action))
  return {
    arn: principal.arn,
    type: principal.type,
    permissions,
    needsNoPermission: unique(allowed.filter((step) => step.needs.length === 0).map(operationOf)),
    neverGranted: unique(denied.map((need) => need.action).filter((action) => !granted.has(action))),
    denied,
  }
}

function operationOf(step: Step): string {
  return step.operation
}

/** One entry per action and conditions; a resource that is also used without conditions needs none. */
function merge(needs: readonly Need[]): readonly Need[] {
  const entries = new Map<string, Need>()
  for (const need of needs) {
    const key = `${need.action} ${JSON.stringify(need.conditions)}`
    const before = entries.get(key)?.resources ?? []
    entries.set(key, { ...need, resources: unique([...before, ...need.resources]) })
  }
  const merged = [...entries.entries()].sort(byText(([key]) => key)).map(([, need]) => need)
  return merged.map((need) => withoutUnconditional(need, merged)).filter((need) => need.resources.length > 0)
}

function withoutUnconditional(need: Need, among: readonly Need[]): Need {
  if (Object.keys(need.conditions).length === 0) return need
  const unconditional = among.filter(
    (other) => other.action === need.action && Object.keys(other.conditions).length === 0,
  )
  const covered = new Set(unconditional.flatMap((other) => other.resources))
  return { ...need, resources: need.resources.filter((resource) => !covered.has(resource)) }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(byText((text) => text))
}

/** By UTF-16 code units, never by locale. */
function byText<T>(textOf: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [left, right] = [textOf(a), textOf(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }
}
