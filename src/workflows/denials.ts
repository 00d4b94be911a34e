import type { Activity, DeniedWords } from '../core/activity/activity.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import { byCodeUnit, sortedUnique } from '../core/iam/order.js'
import type { PolicyDocument } from '../core/iam/policy.js'
import { isMeant, type Recipe } from '../core/policy/recipe.js'
import { type DenialBlame, type DenialVerdict, denialBlame, denialVerdict } from '../core/verify/denials.js'
import type { NearestStatement, VerifiedCheck } from '../core/verify/verification.js'
import { type DeniedCalls, openGroups } from './denial-groups.js'
import {
  type DenialHistory,
  eventOfCall,
  type HistoryQuestion,
  historyOf,
  type Past,
  pastOf,
  permissionKey,
} from './denial-history.js'
import { type JudgedAsk, refusalReader } from './denied-asks.js'

/** An action on a resource, under conditions that the calls met: key to values. */
export interface Addition {
  readonly action: string
  readonly resource: string
  readonly conditions: Readonly<Record<string, readonly string[]>>
}

/** One permission that was denied, with all calls that met this fate for this reason. */
export interface Denial extends DeniedCalls, Past {
  readonly verdict: DenialVerdict
  readonly blame: DenialBlame
  /** True if the policies are to blame, it is new, and nobody decided it. */
  readonly caused: boolean
  /** `null` if nobody knows which. */
  readonly action: string | null
  readonly resource: string | null
  readonly conditions: Addition['conditions']
  /** Where action and resource are known from. */
  readonly why: string
  /** Why the resource stands for more than the calls are known to have asked for. */
  readonly uncertain: string | null
  /** What AWS says; `null` if it does not say why. */
  readonly cause: NonNullable<DeniedWords['cause']> | null
  readonly message: string | null
  /** What the policies given say, and the statement that denies it or comes nearest. */
  readonly policies: 'allowed' | 'denied' | 'undecidable' | null
  readonly reason: VerifiedCheck['reason'] | null
  readonly nearest: NearestStatement | null
  /** The smallest that would allow it; `null` if an addition does not help, or is not known. */
  readonly addition: Addition | null
  /** What the recipe has decided of it: `excluded` or `allowed`, with its reason. */
  readonly decided: { readonly as: 'excluded' | 'allowed'; readonly reason: string } | null
}

/** What calls that were denied would be denied next. */
export interface NextDenial extends DeniedCalls, Addition {
  readonly why: string
}

/** What is looked at. */
export interface DenialQuestion extends HistoryQuestion {
  readonly principals: ReadonlyMap<string, Principal>
  readonly documents: readonly PolicyDocument[] | undefined
  readonly recipe: Recipe | undefined
}

/** The answer. */
export interface Denials {
  readonly denials: readonly Denial[]
  readonly next: readonly NextDenial[]
  readonly deniedCalls: number
}

/** Of every denied call: what was refused, by what, and what would help. */
export function deniedSince(question: DenialQuestion): Denials {
  const { after, learned, principals, documents } = question
  const read = refusalReader(learned, principals, documents)
  const history = historyOf(question)
  const denials = openGroups<Omit<Denial, keyof DeniedCalls>>(joinMessages)
  const next = openGroups<Omit<NextDenial, keyof DeniedCalls>>((known) => known)
  let deniedCalls = 0
  for (const activity of after) {
    if (activity.outcome !== 'denied') continue
    deniedCalls += activity.evidence.count
    const { refused, next: more, cause } = read(activity)
    const event = eventOfCall(activity)
    if (refused.length === 0) {
      const one = unknownDenial(activity, cause, history)
      denials.add(JSON.stringify([event, one.verdict, cause]), one, activity.evidence, event)
    }
    const found = refused.map((ask) => ({
      ask,
      one: denialOf(ask, activity, cause, history, question.recipe),
    }))
    for (const { ask, one } of found) denials.add(keyOf(one), one, ask.evidence, event)
    if (found.every(({ one }) => one.addition === null)) continue
    for (const ask of more) {
      const one = { ...additionOf(ask), why: ask.why }
      next.add(keyOf(one), one, ask.evidence, event)
    }
  }
  const listed = denials.all()
  const known = new Set(listed.map(permissionKey))
  return {
    denials: sortedBy(listed, (one) => [rankOf(one), one.action ?? '', one.resource ?? '', keyOf(one)]),
    next: sortedBy(
      next.all().filter((one) => !known.has(permissionKey(one))),
      (one) => [one.action, one.resource, keyOf(one)],
    ),
    deniedCalls,
  }
}

function denialOf(
  ask: JudgedAsk,
  activity: Activity,
  cause: DeniedWords['cause'],
  history: DenialHistory,
  recipe: Recipe | undefined,
): Omit<Denial, keyof DeniedCalls> {
  const { judged, wildcard } = ask
  const facts = { cause, judged, uncertain: wildcard !== undefined }
  const verdict = denialVerdict(facts)
  const blame = denialBlame(verdict, facts)
  const decided = decidedOf(ask, recipe)
  const past = pastOf(permissionKey(ask), history)
  const { action, resource, conditions } = additionOf(ask)
  return {
    verdict,
    blame,
    caused: blame === 'policies' && past.before === null && decided?.as !== 'excluded',
    ...{ action, resource, conditions, why: ask.why, uncertain: wildcard?.reason ?? null },
    cause: cause ?? null,
    message: activity.message ?? null,
    policies: judged?.result ?? null,
    reason: judged === undefined || judged.result === 'allowed' ? null : judged.reason,
    nearest: judged === undefined || judged.result === 'allowed' ? null : judged.nearest,
    addition: verdict === 'addition' && decided === null ? additionOf(ask) : null,
    decided,
    ...past,
  }
}

/** Nobody knows what was refused: told, and nothing suggested. */
function unknownDenial(
  activity: Activity,
  cause: DeniedWords['cause'],
  history: DenialHistory,
): Omit<Denial, keyof DeniedCalls> {
  const facts = { cause, judged: undefined, uncertain: true }
  const said = cause === undefined ? 'unknown' : denialVerdict(facts)
  const verdict = said === 'resource-unknown' ? 'unknown' : said
  return {
    verdict,
    blame: denialBlame(verdict, facts),
    caused: false,
    ...{ action: null, resource: null, conditions: {}, why: '', uncertain: null },
    cause: cause ?? null,
    message: activity.message ?? null,
    ...{ policies: null, reason: null, nearest: null, addition: null, decided: null },
    ...pastOf(eventOfCall(activity), history),
  }
}

function decidedOf(ask: JudgedAsk, recipe: Recipe | undefined): Denial['decided'] {
  const excluded = recipe?.exclude.find((rule) => isMeant(rule, ask))
  const allowed = recipe?.allow.find((rule) => isMeant(rule, ask))
  const rule = allowed ?? excluded
  return rule === undefined ? null : { as: rule === allowed ? 'allowed' : 'excluded', reason: rule.reason }
}

function additionOf({ action, resource, conditions }: JudgedAsk): Addition {
  return {
    action,
    resource,
    conditions: Object.fromEntries(conditions.map(({ key, values }) => [key, sortedUnique(values)])),
  }
}

function keyOf(one: Omit<Denial, keyof DeniedCalls> | Omit<NextDenial, keyof DeniedCalls>): string {
  const { action, resource, conditions } = one
  const permission = [action, resource, Object.entries(conditions)]
  return JSON.stringify('verdict' in one ? [...permission, one.verdict, one.cause, one.nearest] : permission)
}

/** Of two messages the first by its text is kept. */
function joinMessages<T extends Pick<Denial, 'message'>>(known: T, other: T): T {
  const [a, b] = [known.message, other.message]
  if (a === null || b === null) return { ...known, message: a ?? b }
  return { ...known, message: byCodeUnit(a, b) <= 0 ? a : b }
}

const ranks = { policies: '1', unknown: '2', elsewhere: '3' } as const

function rankOf({ caused, blame }: Denial): string {
  return caused ? '0' : ranks[blame]
}

function sortedBy<T>(list: readonly T[], keyed: (one: T) => readonly string[]): readonly T[] {
  const keys = list.map((one) => ({ one, key: JSON.stringify(keyed(one)) }))
  return keys.sort((a, b) => byCodeUnit(a.key, b.key)).map(({ one }) => one)
}
