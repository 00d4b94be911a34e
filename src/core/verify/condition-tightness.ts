import type { PolicyVersion, Statement } from '../iam/policy.js'
import { statementTest } from './statement-test.js'
import { type Loss, lossOf, type Use, useOf } from './use.js'
import type { EvidencedRequest } from './verification.js'

/** One condition of a statement. Without it the statement would apply to more calls, never to fewer. */
export interface ConditionTightness {
  readonly operator: string
  readonly key: string
  /** The calls that met it, together with the rest of the statement. */
  readonly used: Use
  /** Empty for operators that say what a value must not be, and for `Null`: their values let nothing in. */
  readonly values: readonly ValueTightness[]
}

/** One value of a condition. */
export interface ValueTightness {
  readonly value: string
  /** Calls that this value alone lets in, or that need it beside others. */
  readonly used: Loss
  /** Of these, what nothing else in the policies allows. */
  readonly breaks: Loss
}

/** Every condition of a statement, with the calls that each of its values lets in. */
export function conditionTightness(
  written: Statement,
  version: PolicyVersion | undefined,
  used: readonly EvidencedRequest[],
  only: ReadonlySet<EvidencedRequest>,
): readonly ConditionTightness[] {
  return written.condition.map(({ operator, key, values }, at) => {
    const restricted = (kept: readonly string[]) => {
      const condition = written.condition.map((one, place) => (place === at ? { ...one, values: kept } : one))
      return statementTest({ ...written, condition }, version)
    }
    return {
      operator,
      key,
      used: useOf(used),
      values: /not|null/i.test(operator)
        ? []
        : values.map((value) => valueTightness(value, values, { restricted, used, only })),
    }
  })
}

interface ValueQuestion {
  readonly restricted: (values: readonly string[]) => (request: EvidencedRequest) => boolean
  readonly used: readonly EvidencedRequest[]
  readonly only: ReadonlySet<EvidencedRequest>
}

function valueTightness(
  value: string,
  values: readonly string[],
  { restricted, used, only }: ValueQuestion,
): ValueTightness {
  const without = restricted(values.filter((one) => one !== value))
  const lost = new Set(used.filter((request) => values.length === 1 || !without(request)))
  const alone = restricted([value])
  return {
    value,
    used: lossOf(used.filter((request) => lost.has(request) || alone(request))),
    breaks: lossOf([...lost].filter((request) => only.has(request))),
  }
}
