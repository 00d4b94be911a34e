import type { Evidence } from '../activity/evidence.js'
import { actionMatches } from '../iam/action.js'
import { arnCovers } from '../iam/arn-pattern.js'
import { hasWildcard } from '../iam/literal.js'
import { byCodeUnit } from '../iam/order.js'
import type { Statement } from '../iam/policy.js'
import type { ActionPattern } from './action-wildcards.js'
import type { GeneratedPolicy } from './generate.js'
import type { Pairs } from './minimize.js'
import type { ObservedPermission } from './observed.js'
import type { Recipe, RecipeChange } from './recipe.js'
import type { ReportCoverage } from './report-coverage.js'
import { type ReportedCondition, reportedCondition } from './request-conditions.js'

/**
 * What `generate` says about a policy, as JSON; its schema is schemas/report.schema.json. Times are ISO 8601 UTC, counts
 * are events unless said otherwise, lists are sorted.
 */
export interface Report {
  /** The ARN of the principal, or the pattern asked for if it stands for several. */
  readonly principal: string
  readonly principals: readonly { readonly arn: string; readonly type: string; readonly records: number }[]
  readonly window: ReportWindow
  readonly records: ReportRecords
  readonly files: ReportFiles
  /** Where the calls that were not denied went, by Region. Sorted by Region. */
  readonly regions: readonly { readonly region: string; readonly calls: number }[]
  readonly permissions: readonly ReportPermission[]
  readonly statements: readonly { readonly sid: string; readonly explanation: string }[]
  readonly unmapped: readonly {
    readonly eventSource: string
    readonly eventName: string
    readonly count: number
    readonly reason: string
  }[]
  readonly denied: readonly ReportDenied[]
  /** What the activity implies and no record shows. Not in the policy. */
  readonly suggestions: readonly ReportSuggestion[]
  readonly wildcards: readonly {
    readonly action: string
    readonly resource: string
    readonly reason: string
    readonly hint: string
  }[]
  /** Resources in the policy that stand for more than was observed: which rule made them, for what, and what else. */
  readonly patterns: readonly ReportPattern[]
  /** Condition keys that were asked for and that requests fill: what the policy asks of each permission, or why nothing. */
  readonly requestConditions: readonly ReportedCondition[]
  /** Actions written with `*`, what they stand for and what else they allow. */
  readonly actionPatterns: readonly ActionPattern[]
  /** What a recipe decided; `null` if there was none. */
  readonly recipe: ReportRecipe | null
  /** Whether statements spell out pairs of action and resource that allow nothing, to be shorter. */
  readonly pairs: Pairs
  readonly verification: ReportVerification
  /** What the policy allows beside what was used, in numbers. */
  readonly tightness: ReportTightness
  /** Whether the observation was long enough; `null` if nothing was used. */
  readonly coverage: ReportCoverage | null
  readonly warnings: readonly string[]
}

/** `requested` is what the options say, `covered` from the first to the last record in it; both may be open or empty. */
export interface ReportWindow {
  readonly requested: { readonly start: string | null; readonly end: string | null }
  readonly covered: { readonly start: string | null; readonly end: string | null }
  /** Whole days inside the covered window without a single record of anybody. */
  readonly daysWithoutRecords: readonly string[]
}

/** `read` is `matched`, `otherPrincipals` and all of `skipped` together, to the record. */
export interface ReportRecords {
  readonly read: number
  readonly matched: number
  readonly otherPrincipals: number
  readonly skipped: Readonly<Record<string, number>>
}

/** Files that were read, skipped because they break, and passed over on purpose. */
export interface ReportFiles {
  readonly read: number
  readonly skipped: readonly { readonly name: string; readonly reason: string; readonly detail: string }[]
  readonly passedOver: Readonly<Record<string, number>>
}

/** A permission that the policy grants. */
export interface ReportPermission {
  readonly action: string
  readonly resources: readonly string[]
  readonly conditions: Readonly<Record<string, readonly string[]>>
  readonly evidence: ReportEvidence
  readonly why: string
}

/** Facts from records that show a use. */
export interface ReportEvidence {
  readonly count: number
  /** Of those, calls that failed for another reason than a missing permission. */
  readonly failed: number
  readonly first: string
  readonly last: string
  readonly days: number
  /** Calls on each of those days, in UTC: `YYYY-MM-DD` to a count. Sorted. */
  readonly callsByDay: Readonly<Record<string, number>>
  readonly eventIds: readonly string[]
}

/** The part of a recipe that formats and readers need, and what it changed. */
export interface ReportRecipe {
  readonly name: string | null
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly variables: readonly {
    readonly name: string
    readonly value: string
    readonly reference: string | null
  }[]
  /** Granted although no record shows a use, or though no rule knows the event. */
  readonly added: readonly RecipeChange[]
  /** Used, and not granted because the recipe says so. */
  readonly excluded: readonly RecipeChange[]
  /** Rules that changed nothing. */
  readonly idle: readonly string[]
}

/** A resource pattern and its origin. */
export interface ReportPattern {
  readonly resource: string
  readonly actions: readonly string[]
  /** As docs/generalisation.md lists them. */
  readonly rule: string
  /** How many different ARNs it was put for; `null` where more were used than are kept. */
  readonly observed: number | null
  readonly examples: readonly string[]
  readonly alsoCovers: string
  readonly size: 'shape' | 'prefix' | 'type'
}

/** A permission that AWS refused. */
export interface ReportDenied {
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly first: string
  readonly last: string
  readonly message: string
  /** True if the policy allows it all the same, because the same call succeeded at another time. */
  readonly granted: boolean
}

/** A permission that is not in the policy because no record shows its use, but something in the records implies it. */
export interface ReportSuggestion {
  readonly action: string
  readonly resource: string
  readonly reason: string
  /** Of the calls that imply it. */
  readonly evidence: ReportEvidence
  /** The page of AWS's documentation that says so. */
  readonly source: string
}

/** Permission checks, not calls: a call that needs two permissions is checked twice. */
export interface ReportVerification {
  readonly replayed: number
  readonly allowed: number
  readonly denied: readonly ReplayedCheck[]
  readonly undecidable: readonly ReplayedCheck[]
}

/** A permission check that the policy does not allow, or that cannot be decided. */
export interface ReplayedCheck {
  readonly action: string
  readonly resource: string
  readonly count: number
  readonly source: string
  readonly reason: string
}

/** What all statements allow together, and how much of that no call used: granted, and `…WithoutEvidence`. */
export interface ReportTightness {
  readonly statements: number
  readonly statementsWithoutEvidence: number
  readonly actions: number
  readonly actionsWithoutEvidence: number
  /** Examples of these. */
  readonly unusedActions: readonly string[]
  readonly resources: number
  readonly resourcesWithoutEvidence: number
  /** Resource patterns that stand for more than one resource. */
  readonly widerResources: number
  /** Pairs of an action and a resource pattern, without those that allow nothing. */
  readonly pairs: number
  readonly pairsWithoutEvidence: number
  /** Statements whose pairs are not counted because they are too many. */
  readonly statementsNotListed: number
}

/** What only the caller of the generator knows. */
export type ReportFacts = Pick<
  Report,
  | 'principal'
  | 'principals'
  | 'window'
  | 'records'
  | 'files'
  | 'regions'
  | 'verification'
  | 'tightness'
  | 'coverage'
  | 'warnings'
> & { readonly recipe?: Recipe | undefined }

/** The report on a generated policy. */
export function reportOn(generated: GeneratedPolicy, facts: ReportFacts): Report {
  const statements = generated.documents.flatMap((document) => document.statements)
  return {
    principal: facts.principal,
    principals: facts.principals,
    window: facts.window,
    records: facts.records,
    files: facts.files,
    regions: facts.regions,
    permissions: generated.permissions.filter(({ evidence }) => evidence.count > 0).map(permissionEntry),
    statements: statements.map((statement) => ({
      sid: statement.sid ?? '',
      explanation: explain(statement, generated.permissions),
    })),
    unmapped: generated.unmapped.map(({ eventSource, eventName, evidence, reason }) => ({
      eventSource,
      eventName,
      count: evidence.count,
      reason,
    })),
    denied: deniedEntries(generated),
    suggestions: generated.suggestions.map(({ action, resource, reason, evidence, source }) => ({
      action,
      resource,
      reason,
      evidence: evidenceEntry(evidence, 0),
      source,
    })),
    wildcards: [...wildcardEntries(generated.permissions), ...inertEntries(generated)],
    patterns: generated.generalizations.map((one) => ({ ...one, observed: one.observed ?? null })),
    requestConditions: generated.requestConditions.map(reportedCondition),
    actionPatterns: generated.actionPatterns,
    pairs: generated.pairs,
    recipe: facts.recipe === undefined ? null : recipeEntry(facts.recipe, generated),
    verification: facts.verification,
    tightness: facts.tightness,
    coverage: facts.coverage,
    warnings: facts.warnings,
  }
}

function recipeEntry(
  { name, description, tags, variables }: Recipe,
  { recipe: { added, excluded, idle } }: GeneratedPolicy,
): ReportRecipe {
  return {
    name: name ?? null,
    description: description ?? null,
    tags: Object.fromEntries(tags),
    variables: variables.map((one) => ({ ...one, reference: one.reference ?? null })),
    added,
    excluded,
    idle,
  }
}

function permissionEntry({
  action,
  resource,
  conditions,
  evidence,
  failed,
  why,
}: ObservedPermission): ReportPermission {
  return {
    action,
    resources: [resource],
    conditions: Object.fromEntries(conditions.map(({ key, values }) => [key, values])),
    evidence: evidenceEntry(evidence, failed),
    why,
  }
}

function evidenceEntry({ count, first, last, days, samples }: Evidence, failed: number): ReportEvidence {
  const callsByDay = Object.fromEntries([...days].sort(([a], [b]) => byCodeUnit(a, b)))
  const eventIds = samples.map(({ eventID }) => eventID)
  return { count, failed, first, last, days: days.size, callsByDay, eventIds }
}

/** Why a statement is there: what was used, how often, when, and by which rule. */
function explain(statement: Statement, permissions: readonly ObservedPermission[]): string {
  const actions = new Set(statement.action.patterns)
  const wide = statement.action.patterns.filter(hasWildcard)
  const resources = new Set(statement.resource?.patterns)
  const keys = statement.condition
    .map(({ key }) => key)
    .sort(byCodeUnit)
    .join()
  const shown = permissions.filter(
    (one) =>
      (actions.has(one.action) || wide.some((pattern) => actionMatches(pattern, one.action))) &&
      resources.has(one.resource) &&
      one.conditions.map(({ key }) => key).join() === keys,
  )
  const used = shown.filter(({ evidence }) => evidence.count > 0)
  const [firstUse] = used.map(({ evidence }) => evidence.first).sort(byCodeUnit)
  const lastUse = used
    .map(({ evidence }) => evidence.last)
    .sort(byCodeUnit)
    .at(-1)
  const uses = shown.reduce((sum, { evidence }) => sum + evidence.count, 0)
  const conditions = statement.condition
    .map(({ key, values }) => `${key} = ${values.join(' or ')}`)
    .join(', ')
  const reasons = [...new Set(shown.map(({ why }) => why))]
  if (uses === 0)
    return `${plural(actions.size, 'action')} on ${plural(resources.size, 'resource')}, by the recipe: ${summary(reasons)}.`
  return `${plural(actions.size, 'action')} on ${plural(resources.size, 'resource')}${conditions === '' ? '' : ` where ${conditions}`}: used ${plural(uses, 'time')}, first ${firstUse}, last ${lastUse}; ${summary(reasons)}.`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const reasonsShown = 3

function summary(reasons: readonly string[]): string {
  const more = reasons.length - reasonsShown
  return (
    reasons.slice(0, reasonsShown).join(' | ') + (more > 0 ? ` | and ${plural(more, 'more reason')}` : '')
  )
}

function deniedEntries({ denied, permissions }: GeneratedPolicy): ReportDenied[] {
  const isGranted = (action: string, resource: string) =>
    permissions.some(
      (one) =>
        one.action === action &&
        one.conditions.length === 0 &&
        (one.resource === resource || arnCovers(one.resource, resource)),
    )
  return denied.map(({ action, resource, evidence, message }) => ({
    action,
    resource,
    count: evidence.count,
    first: evidence.first,
    last: evidence.last,
    message,
    granted: isGranted(action, resource),
  }))
}

function wildcardEntries(permissions: readonly ObservedPermission[]): Report['wildcards'] {
  return permissions.flatMap(({ action, resource, wildcard }) =>
    wildcard === undefined ? [] : [{ action, resource, ...wildcard }],
  )
}

/** Pairs that statements spell out beside what was needed: they look like grants, so it is said that they are none. */
function inertEntries({ documents, permissions, pairs }: GeneratedPolicy): Report['wildcards'] {
  if (pairs === 'exact') return []
  const needed = new Set(permissions.map(({ action, resource }) => `${action} ${resource}`))
  const spelled = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ action, resource }) =>
      action.patterns.flatMap((one) =>
        (resource?.patterns ?? []).filter(hasWildcard).map((on) => ({ action: one, resource: on })),
      ),
    )
  const beside = new Map(spelled.map((one) => [`${one.action} ${one.resource}`, one]))
  return [...beside]
    .filter(([key, { action }]) => !needed.has(key) && !hasWildcard(action))
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, one]) => ({
      ...one,
      reason: 'allows nothing: the action cannot act on this type of resource',
      hint: '`--inert-pairs never` leaves it out; the policy then takes more documents',
    }))
}
