import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, EVERY, type Find, type Report } from './check.js'
import { pieceOf, type Text, textsOf } from './place.js'
import type { PolicyView, StatementView } from './policy-view.js'
import { isEscape, variablesOf, type WrittenVariable } from './variable-parts.js'

const about = aboutFor(EVERY)

/** Are policy variables well formed, and where they can be? */
export const variableChecks: readonly Check[] = [
  check(
    'ERROR',
    'MISSING_BRACE_IN_VARIABLE',
    about(
      'A policy variable is not closed.',
      'It is no variable then.',
      'Add the closing brace: `${aws:username}`.',
    ),
    eachVariable(({ closed }) => !closed, 'The variable is not closed. Add } behind it.'),
  ),
  check(
    'ERROR',
    'EMPTY_VARIABLE',
    about(
      'A policy variable is `${}`.',
      'It stands for nothing.',
      'Name the key that is meant, or remove it.',
    ),
    eachVariable(({ closed, inside }) => closed && inside.trim() === '', 'The variable names no key.'),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_SPACE_IN_VARIABLE',
    about(
      'The name in a policy variable has a blank in it.',
      'AWS refuses it or does not find the key.',
      'Remove the blank. Before the default value one is allowed.',
    ),
    eachVariable(
      ({ closed, inside }) => closed && inside.trim() !== '' && /\s/.test(nameOf(inside)),
      'The name of the variable has a blank. Remove it.',
    ),
  ),
  check(
    'ERROR',
    'MISSING_QUOTE_IN_VARIABLE',
    about(
      'The default value of a policy variable is not in single quotes.',
      'AWS refuses it.',
      "Write `${aws:PrincipalTag/team, 'none'}`.",
    ),
    eachVariable(
      ({ closed, inside }) => closed && inside.includes(',') && !/^\s*'[^']*'\s*$/.test(defaultOf(inside)),
      'Put the default value into single quotes.',
    ),
  ),
  check(
    'ERROR',
    'VARIABLE_UNSUPPORTED_IN_ELEMENT',
    about(
      'A policy variable stands in an element other than `Resource` and `Condition`.',
      'There it is plain text.',
      'Write out what is meant.',
    ),
    (policy, report) => {
      for (const text of elsewhere(policy)) {
        reportVariables(text, report, () => true, 'Variables work in Resource and Condition only.')
      }
    },
  ),
  check(
    'ERROR',
    'VARIABLE_UNSUPPORTED_IN_VERSION',
    about(
      'A policy variable stands in a policy that is not of version 2012-10-17.',
      'There it is plain text.',
      'Add `"Version": "2012-10-17"`.',
    ),
    (policy, report) => {
      if (policy.version === '2012-10-17') return
      for (const text of variableTexts(policy)) {
        const detail = 'Variables need "Version": "2012-10-17"; here this is plain text.'
        reportVariables(text, report, ({ closed, inside }) => closed && inside.includes(':'), detail)
      }
    },
  ),
  check(
    'ERROR',
    'INVALID_VARIABLE_FOR_OPERATOR',
    about(
      'A policy variable is compared by an operator that takes none.',
      'Only operators for text and ARNs take variables.',
      'Write out the value, or use a text operator.',
    ),
    conditions(({ family, values, operator }, report) => {
      if (family === undefined || family === 'String' || family === 'Arn') return
      const detail = `${quoted(operator)} takes no variable. Only String and Arn operators do.`
      for (const value of values) reportVariables(value, report, ({ closed }) => closed, detail)
    }),
  ),
  check(
    'WARNING',
    'DEPRECATED_GLOBAL_CONDITION_KEY',
    about(
      'A policy variable is `${aws:ARN}`.',
      'AWS replaced the key.',
      'Use `aws:PrincipalArn` or `aws:SourceArn`.',
      'AWS has two codes for this key and does not say when which is raised: here this one stands for variables.',
    ),
    eachVariable(
      ({ inside }) => nameOf(inside).trim().toLowerCase() === 'aws:arn',
      'aws:ARN was replaced. Use aws:PrincipalArn or aws:SourceArn.',
    ),
  ),
]

function nameOf(inside: string): string {
  return inside.split(',', 1)[0] ?? ''
}

function defaultOf(inside: string): string {
  return inside.slice(inside.indexOf(',') + 1)
}

/** A finding for each variable of a resource or a condition for which `has` holds. */
function eachVariable(has: (variable: WrittenVariable) => boolean, detail: string): Find {
  return (policy, report) => {
    for (const text of variableTexts(policy)) reportVariables(text, report, has, detail)
  }
}

function reportVariables(
  text: Text,
  report: Report,
  has: (variable: WrittenVariable) => boolean,
  detail: string,
): void {
  if (!text.value.includes('${')) return
  for (const variable of variablesOf(text.value)) {
    if (!isEscape(variable) && has(variable)) report(detail, pieceOf(text, variable.start, variable.length))
  }
}

/** Texts in which variables work. */
function variableTexts({ statements }: PolicyView): readonly Text[] {
  return statements.flatMap(({ resource, condition }) => [
    ...(resource?.resources ?? []),
    ...condition.flatMap(({ values }) => values),
  ])
}

/** Texts in which they do not. */
function elsewhere(policy: PolicyView): readonly Text[] {
  const id = policy.members.get('Id')?.value
  return [...(id === undefined ? [] : textsOf(id)), ...policy.statements.flatMap(plainTexts)]
}

function plainTexts({ sid, principal, action }: StatementView): readonly Text[] {
  return [...(sid === undefined ? [] : [sid]), ...(principal?.principals ?? []), ...(action?.actions ?? [])]
}
