export interface Metric {
  readonly name: string
  readonly good: number
  readonly of: number
  readonly value: number
  readonly services: ReadonlyMap<string, { readonly good: number; readonly of: number }>
}

export interface Measurement {
  readonly metrics: readonly Metric[]
  readonly misses: readonly (readonly unknown[])[]
  /** Entries of oracle-errors.mjs that explain no disagreement. */
  readonly idle?: readonly string[]
}

export function measureAll(
  core: unknown,
  folders: { readonly shared: string; readonly sdk: string },
): Readonly<Record<string, Measurement>>
export function corpusCalls(core: unknown, shared: string): readonly { readonly call: unknown }[]
export function measureCost(
  core: unknown,
  calls: readonly unknown[],
): { readonly median: number; readonly p99: number }
export function lineOf(metric: Metric): string
