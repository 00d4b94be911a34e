import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, EVERY, type Find } from './check.js'
import type { ConditionView } from './condition-view.js'
import { isSensitive, type TooWide, tooWideReason } from './sensitive-keys.js'
import { hasVariable, isEscape, variablesOf } from './variable-parts.js'

const about = aboutFor(EVERY)

const LIMITS =
  'AWS names three rules. Which keys each is for is not public: taken are the keys that AWS calls sensitive, the paths in organizations, and aws:userid.'

/** What a condition with a lone `*` comes to. */
type Meaning = 'there' | 'missing' | 'always' | 'never'

/** Conditions whose wildcards make them something else than they seem. */
export const wildcardChecks: readonly Check[] = [
  check(
    'SUGGESTION',
    'EQUIVALENT_TO_NULL_FALSE',
    about(
      'A condition holds whenever the key is there, whatever its value.',
      '`Null` says that in plain words.',
      'Write `"Null": {"<key>": "false"}`.',
    ),
    meaning('there', 'holds whenever the key is there. Write it as Null with false'),
  ),
  check(
    'SUGGESTION',
    'EQUIVALENT_TO_NULL_TRUE',
    about(
      'A condition holds only if the key is missing.',
      '`Null` says that in plain words.',
      'Write `"Null": {"<key>": "true"}`.',
    ),
    meaning('missing', 'holds only if the key is missing. Write it as Null with true'),
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION',
    about(
      'A condition always holds, because of a wildcard.',
      'It restricts nothing.',
      'Remove the key, or narrow it.',
    ),
    meaning('always', 'always holds. Remove it, or narrow its value'),
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
    about(
      'A condition never holds, because of a wildcard.',
      'The statement never applies.',
      'Correct the condition, or remove the statement.',
    ),
    meaning('never', 'never holds, so the statement never applies'),
  ),
  check(
    'ERROR',
    'WILDCARD_USAGE_TOO_PERMISSIVE',
    about(
      'A wildcard stands in a key that identifies who calls or what is called, where it lets others match too.',
      'Identifiers are given at random: a part of one identifies nothing.',
      'Write out the identifier.',
      LIMITS,
    ),
    tooWide('wildcard', (value) => value.replace(/\$\{[^{}]*\}/g, 'aaaaaa').search(/[*?]/)),
  ),
  check(
    'ERROR',
    'VARIABLE_USAGE_TOO_PERMISSIVE',
    about(
      'A policy variable stands in a key that identifies who calls or what is called, where it lets others match too.',
      'Its value may come from whoever calls, a tag for example.',
      'Write out the identifier.',
      LIMITS,
    ),
    tooWide('variable', (value) => variablesOf(value).find((variable) => !isEscape(variable))?.start ?? -1),
  ),
]

function meaning(wanted: Meaning, detail: string): Find {
  return conditions((condition, report) => {
    if (meaningOf(condition) === wanted) report(`\`${quoted(condition.key)}\` ${detail}.`, condition.value)
  })
}

/** Keys that every request has. Source: the availability of each key in AWS's list of global keys. */
const EVERYWHERE = new Set(['aws:currenttime', 'aws:epochtime', 'aws:securetransport', 'aws:requestedregion'])

/** `undefined` unless one of the values is a lone `*` that the operator takes for a wildcard. */
function meaningOf({ family, name, negated, values, lower }: ConditionView): Meaning | undefined {
  const like = name.base === 'stringlike' || name.base === 'stringnotlike' || family === 'Arn'
  if (!like || !values.some(({ value }) => /^\*+$/.test(value))) return undefined
  if (negated) return negatedMeaning(name.qualifier, name.ifExists, EVERYWHERE.has(lower))
  if (name.qualifier === 'all' || (name.ifExists && name.qualifier === undefined)) return 'always'
  return EVERYWHERE.has(lower) ? 'always' : 'there'
}

function negatedMeaning(
  qualifier: ConditionView['name']['qualifier'],
  ifExists: boolean,
  everywhere: boolean,
): Meaning | undefined {
  // What IfExists does together with ForAnyValue AWS does not say.
  if (qualifier === 'any') return ifExists ? undefined : 'never'
  return everywhere ? 'never' : 'missing'
}

const REASONS: Readonly<Record<TooWide, string>> = {
  sensitive: 'takes no part of an identifier: write it out',
  prefix: 'needs at least 6 fixed characters before it',
  userid: 'can only stand behind the colon of a role ID in aws:userid',
}

/** A variable that is all of the value and holds an identifier itself: `${aws:PrincipalAccount}`. AWS's own policies have it. */
function isTrusted(value: string): boolean {
  const [variable] = variablesOf(value)
  return variable?.length === value.length && isSensitive(variable.inside.toLowerCase())
}

function tooWide(what: 'wildcard' | 'variable', positionIn: (value: string) => number): Find {
  return conditions(({ family, name, lower, key, values }, report) => {
    const wild = name.base.endsWith('like') || family === 'Arn'
    if (what === 'wildcard' ? !wild : family !== 'String' && family !== 'Arn') return
    for (const value of values) {
      if (what === 'variable' && (!hasVariable(value.value) || isTrusted(value.value))) continue
      const reason = tooWideReason(lower, value.value, positionIn(value.value))
      if (reason !== undefined) report(`A ${what} in \`${quoted(key)}\` ${REASONS[reason]}.`, value)
    }
  })
}
