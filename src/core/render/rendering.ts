import type { BacktestPoint } from '../verify/backtest.js'
import type { ExplainedPolicy } from './explained.js'
import type { Variable } from './variables.js'

/** What a format takes beside the policy. */
export interface RenderOptions {
  /** What becomes a variable of the target. A format that has no variables ignores them. */
  readonly variables: readonly Variable[]
  /** For the HTML review: what a backtest found. Default: no section. */
  readonly backtest?: readonly BacktestPoint[] | undefined
}

/** A file, or the reason why this format cannot say what the policy says. */
export type Rendering =
  | {
      readonly kind: 'rendered'
      /** The whole file, with a line break at its end. */
      readonly text: string
      /** What a reader must know of it. */
      readonly notes: readonly string[]
    }
  | {
      readonly kind: 'refused'
      /** One lower-case sentence. */
      readonly reason: string
      /** What to do instead. */
      readonly hint: string
    }

/** Writes a policy in one format. The same policy gives the same bytes. */
export type Renderer = (policy: ExplainedPolicy, options: RenderOptions) => Rendering

/** A file with nothing more to say of it. */
export function rendered(text: string, notes: readonly string[] = []): Rendering {
  return { kind: 'rendered', text, notes }
}

/** The reason why a format cannot be used. */
export function refused(reason: string, hint: string): Rendering {
  return { kind: 'refused', reason, hint }
}

/** A template without a resource is not valid anywhere, so there is no file for a policy that allows nothing. */
export function refusedIfEmpty({ documents }: ExplainedPolicy): Rendering | undefined {
  if (documents.length > 0) return undefined
  return refused(
    'there is nothing to allow, so there is no policy to write',
    'use `--format markdown` to see why',
  )
}
