import { byCodeUnit } from '../iam/order.js'

/** Where a call came from, as far as it decides the keys that are used on request. */
export interface Origin {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  /** True if a service made the call for the principal. */
  readonly forwarded: boolean
}

/** What a request of this origin carries, for the replay; keys in lower case. */
export function contextOfOrigin({
  region,
  endpoint,
  forwarded,
}: Origin): readonly (readonly [key: string, values: readonly string[]])[] {
  return [
    ...(region === undefined ? [] : [['aws:requestedregion', [region]] as const]),
    ...(endpoint === undefined ? [] : [['aws:sourcevpce', [endpoint]] as const]),
    ['aws:viaawsservice', [String(forwarded)]],
  ]
}

/** Origins of both, each once, sorted. */
export function joinOrigins(
  a: readonly Origin[] | undefined,
  b: readonly Origin[] | undefined,
): readonly Origin[] | undefined {
  if (a === undefined || b === undefined) return undefined
  const byText = new Map([...a, ...b].map((one) => [originText(one), one]))
  return [...byText].sort(([x], [y]) => byCodeUnit(x, y)).map(([, one]) => one)
}

function originText({ region, endpoint, forwarded }: Origin): string {
  return JSON.stringify([region, endpoint, forwarded])
}
