import type { Activity, DeniedWords } from '../core/activity/activity.js'
import { deniedDetail } from '../core/cloudtrail/classify.js'
import { denialCause } from '../core/cloudtrail/denial-cause.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { type AskedPermission, askedBy } from '../core/policy/asked.js'
import { type JudgedRequest, requestJudge } from '../core/verify/verification.js'
import type { Collection } from './collect-activity.js'
import { contextOfCall, keysAskedFor, withUnknownKeys } from './request-context.js'

/** A permission that a denied call asked for, with what the policies say; `undefined` where none were given. */
export interface JudgedAsk extends AskedPermission {
  readonly judged: JudgedRequest | undefined
}

/** What one denied call asked for. */
export interface Refusal {
  /** Empty if nobody knows. */
  readonly refused: readonly JudgedAsk[]
  /** What the request needs besides, and the policies lack. */
  readonly next: readonly JudgedAsk[]
  readonly cause: DeniedWords['cause']
}

/** Says of denied calls what was refused. Policies are read once. */
export function refusalReader(
  learned: Pick<Collection, 'names' | 'made'>,
  principals: ReadonlyMap<string, Principal>,
  documents: readonly PolicyDocument[] | undefined,
): (activity: Activity) => Refusal {
  const judge = documents === undefined ? undefined : requestJudge(documents)
  const keys = keysAskedFor(documents ?? [])
  return (activity) => {
    const place = contextOfCall(activity, principals.get(activity.call.principal))
    const asked = askedBy(activity, learned).map((one) => {
      const own = one.conditions.map(({ key, values }) => [key.toLowerCase(), values] as const)
      const context = withUnknownKeys(one.action, new Map([...place, ...own]), keys)
      const { action, resource, wildcard } = one
      return { ...one, judged: judge?.({ action, resource, context, uncertain: wildcard !== undefined }) }
    })
    const refused = refusedOf(asked)
    return { refused, next: nextOf(asked, refused), cause: causeOf(activity) }
  }
}

/** What AWS names; else what the policies do not allow, for one of these it was; else the operation's own. */
function refusedOf(asked: readonly JudgedAsk[]): readonly JudgedAsk[] {
  const named = asked.filter(({ by }) => by === 'message')
  if (named.length > 0) return named
  const missing = asked.filter(({ judged }) => judged !== undefined && judged.result !== 'allowed')
  if (missing.length > 0) return missing
  const own = asked.filter(({ by }) => by === 'operation')
  return own.length > 0 ? own : asked
}

function nextOf(asked: readonly JudgedAsk[], refused: readonly JudgedAsk[]): readonly JudgedAsk[] {
  return asked.filter(
    (one) =>
      !refused.includes(one) &&
      one.wildcard === undefined &&
      one.judged?.result === 'denied' &&
      one.judged.reason !== 'explicitDeny',
  )
}

/** A store of the first version has the message alone. */
function causeOf({ denied, message }: Activity): DeniedWords['cause'] {
  return denied?.cause ?? denialCause(deniedDetail(message)?.becauseOf)
}
