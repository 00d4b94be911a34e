import type { Effect, PolicyDocument, PolicyVersion, PrincipalElement, Statement } from '../iam/policy.js'
import { namesPrincipals } from './authorize.js'
import { compileActions } from './compile-actions.js'
import { compileResource, type PreparedResource } from './compile-resource.js'
import { type ConditionTest, conditionTest } from './condition.js'
import type { EvaluationRequest } from './evaluation.js'
import { isNamed, type Naming, type Namings, namingsOf } from './naming.js'
import type { Layer, PolicyType } from './policy-set.js'
import type { RequestPrincipal } from './principal.js'
import { both, either, type Truth } from './truth.js'

/** A request with its resource read. */
export interface Prepared {
  readonly request: EvaluationRequest
  readonly principal: RequestPrincipal
  readonly resource: PreparedResource
}

/** A statement that was read once. */
export interface CompiledStatement {
  readonly effect: Effect
  readonly matchesAction: (action: string) => boolean
  /** How the statement names the principal, or `everybody`, as where policies name nobody. */
  readonly namings: 'everybody' | ((principal: RequestPrincipal) => Namings)
  /** True if the action alone decides: everybody is meant, on every resource, under no condition. */
  readonly isUnconditional: boolean
  /** Do resource and conditions match? */
  readonly rest: (prepared: Prepared) => Truth
}

/** Reads the statements of a layer. */
export function compileLayer({ type, documents }: Layer, bounded: boolean): readonly CompiledStatement[] {
  return documents.flatMap(({ version, statements }: PolicyDocument) =>
    statements.map((statement) => compileStatement(statement, version, type, bounded)),
  )
}

const EVERYBODY: Namings = { direct: 'yes', limited: 'no', account: 'no' }
const NOBODY: Namings = { direct: 'no', limited: 'no', account: 'no' }
const UNDECIDED: Namings = { direct: 'unknown', limited: 'no', account: 'no' }

function compileStatement(
  statement: Statement,
  version: PolicyVersion | undefined,
  type: PolicyType,
  bounded: boolean,
): CompiledStatement {
  const { effect, principal } = statement
  const resource = compileResource(statement, version, type === 'resource' ? 'yes' : 'unknown')
  const conditions = statement.condition.map((condition) => conditionTest(condition, version))
  const namings = compileNamings(principal, effect, type, bounded)
  const isEverything = statement.resource?.not === false && statement.resource.patterns.includes('*')
  return {
    effect,
    matchesAction: compileActions(statement.action),
    namings,
    isUnconditional: namings === 'everybody' && isEverything && conditions.length === 0,
    rest: restOf(resource, conditions),
  }
}

function restOf(
  resource: ReturnType<typeof compileResource>,
  conditions: readonly ConditionTest[],
): CompiledStatement['rest'] {
  if (conditions.length === 0) return ({ request, resource: requested }) => resource(requested, request)
  return ({ request, resource: requested }) => {
    let truth = resource(requested, request)
    for (const condition of conditions) {
      if (truth === 'no') return truth
      const next = condition(request.context)
      if (next !== 'yes') truth = next
    }
    return truth
  }
}

function compileNamings(
  principal: PrincipalElement | undefined,
  effect: Effect,
  type: PolicyType,
  bounded: boolean,
): CompiledStatement['namings'] {
  if (!namesPrincipals(type)) return principal === undefined ? 'everybody' : () => UNDECIDED
  if (type === 'rcp' && principal?.not === true) return () => UNDECIDED
  if (principal?.value === '*' && !principal.not) return 'everybody'
  return (asking) => namingsOf(principal, asking, { effect, bounded })
}

/** Does any of the statements apply? */
export function anyApplies(statements: readonly CompiledStatement[], prepared: Prepared): Truth {
  let truth: Truth = 'no'
  for (const statement of statements) {
    const matched = appliesTo(statement, prepared)
    if (matched === 'yes') return matched
    if (matched === 'unknown') truth = matched
  }
  return truth
}

function appliesTo(statement: CompiledStatement, prepared: Prepared): Truth {
  if (statement.namings === 'everybody') return statement.rest(prepared)
  const named = isNamed(statement.namings(prepared.principal))
  return named === 'no' ? named : both(named, statement.rest(prepared))
}

/** The ways in which statements that apply name the principal. */
export function namingsOfAll(statements: readonly CompiledStatement[], prepared: Prepared): Namings {
  if (statements.length === 0) return NOBODY
  const found: Record<Naming, Truth> = { direct: 'no', limited: 'no', account: 'no' }
  for (const statement of statements) {
    const named = namingsFor(statement, prepared)
    const truth = isNamed(named) === 'no' ? 'no' : statement.rest(prepared)
    if (truth === 'no') continue
    for (const naming of ['direct', 'limited', 'account'] as const) {
      found[naming] = either(found[naming], both(named[naming], truth))
    }
  }
  return found
}

function namingsFor({ namings }: CompiledStatement, { principal }: Prepared): Namings {
  return namings === 'everybody' ? EVERYBODY : namings(principal)
}
