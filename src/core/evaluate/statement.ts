import type { Effect } from '../iam/policy.js'
import type { StatementElement, StatementReason } from './evaluation.js'
import type { Truth } from './truth.js'

/** One element of a statement, judged for a request. */
export interface ElementTruth {
  readonly element: StatementElement
  readonly condition: number | undefined
  readonly truth: Truth
}

/**
 * Does a statement apply, whose elements are these? Every one must match. The first that does not is the
 * reason, even if an earlier one cannot be decided: it settles the matter.
 */
export function statementReason(
  policy: number,
  statement: number,
  effect: Effect,
  elements: Iterable<ElementTruth>,
): StatementReason {
  let open: ElementTruth | undefined
  for (const judged of elements) {
    const { element, condition } = judged
    if (judged.truth === 'no') {
      return { policy, statement, effect, result: 'doesNotApply', element, condition }
    }
    if (judged.truth === 'unknown') open ??= judged
  }
  const result = open === undefined ? 'applies' : 'undecidable'
  return { policy, statement, effect, result, element: open?.element, condition: open?.condition }
}
