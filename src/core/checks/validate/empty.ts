import { type Check, check, conditions, EVERY, statements, WITH_PRINCIPAL, WITH_RESOURCE } from './check.js'
import type { ConditionView } from './condition-view.js'
import { membersOf, type Place } from './place.js'

/** Elements that are there but hold nothing. */
export const emptyChecks: readonly Check[] = [
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_ACTION',
    {
      tests: '`Action` or `NotAction` is an empty list.',
      why: 'The statement covers no action (or, with `NotAction`, every one), which is hardly meant.',
      fix: 'List the actions, or remove the statement.',
      policies: EVERY,
    },
    statements(({ action }, report) => {
      if (isEmptyList(action))
        report('The list of actions is empty. Name actions, or drop the statement.', action!)
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_RESOURCE',
    {
      tests: '`Resource` or `NotResource` is an empty list.',
      why: 'The statement covers no resource (or, with `NotResource`, every one), which is hardly meant.',
      fix: 'List the resources, or remove the statement.',
      policies: WITH_RESOURCE,
    },
    statements(({ resource }, report) => {
      if (isEmptyList(resource))
        report('The list of resources is empty. Name resources, or drop it.', resource!)
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_PRINCIPAL',
    {
      tests: 'A key of `Principal` or `NotPrincipal` holds an empty list.',
      why: 'It names nobody, so it changes nothing.',
      fix: 'List the principals, or remove the key.',
      policies: WITH_PRINCIPAL,
    },
    statements(({ principal }, report) => {
      for (const { value } of principal?.kinds ?? []) {
        if (isEmptyList(value)) report('The list of principals is empty. Name principals, or drop it.', value)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_OBJECT_PRINCIPAL',
    {
      tests: '`Principal` or `NotPrincipal` is an empty object.',
      why: 'It names nobody, so the statement changes nothing.',
      fix: 'Name the principals.',
      policies: WITH_PRINCIPAL,
    },
    statements(({ principal }, report) => {
      if (principal !== undefined && isEmptyObject(principal)) {
        report('The element names no principal. Name those who are meant.', principal)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_OBJECT_CONDITION',
    {
      tests: '`Condition`, or an operator in it, is an empty object.',
      why: 'It asks for nothing, so it changes nothing.',
      fix: 'Write the condition that is meant, or remove the element.',
      policies: EVERY,
    },
    statements(({ members }, report) => {
      const element = members.get('Condition')?.value
      if (element === undefined) return
      const places = [element, ...membersOf(element).map(({ value }) => value)]
      for (const place of places.filter(isEmptyObject)) {
        report('The condition is empty and changes nothing. Write it out, or drop it.', place)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_CONDITION',
    {
      tests: 'A condition key holds an empty list, under an operator without qualifier and `IfExists`.',
      why: 'No value can match.',
      fix: 'List the values, or remove the key.',
      policies: EVERY,
    },
    conditions((condition, report) => {
      if (!isEmptyList(condition.value) || kindOf(condition) !== 'plain') return
      report('The condition key has no values. List them, or drop the key.', condition.value)
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_CONDITION_FORALLVALUES',
    {
      tests: 'A condition key holds an empty list under `ForAllValues`.',
      why: 'It matches only if the request has no value for the key.',
      fix: 'Use `"Null": {"<key>": "true"}`, which says so.',
      policies: EVERY,
    },
    conditions((condition, report) => {
      if (!isEmptyList(condition.value) || kindOf(condition) !== 'all') return
      report('ForAllValues without values matches only a missing key. Use Null with true.', condition.value)
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_CONDITION_FORANYVALUE',
    {
      tests: 'A condition key holds an empty list under `ForAnyValue`.',
      why: 'It never matches, so the statement never applies.',
      fix: 'List the values, or remove the statement.',
      policies: EVERY,
    },
    conditions((condition, report) => {
      if (!isEmptyList(condition.value) || kindOf(condition) !== 'any') return
      report('ForAnyValue without values never matches. List the values.', condition.value)
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_ARRAY_CONDITION_IFEXISTS',
    {
      tests: 'A condition key holds an empty list under an operator with `IfExists`.',
      why: 'It matches only if the request has no value for the key.',
      fix: 'Use `"Null": {"<key>": "true"}`, which says so.',
      policies: EVERY,
    },
    conditions((condition, report) => {
      if (!isEmptyList(condition.value) || kindOf(condition) !== 'ifExists') return
      report('IfExists without values matches only a missing key. Use Null with true.', condition.value)
    }),
  ),
]

/** Which of the four codes is about the operator. */
function kindOf({ name }: ConditionView): 'plain' | 'all' | 'any' | 'ifExists' {
  return name.qualifier ?? (name.ifExists ? 'ifExists' : 'plain')
}

function isEmptyList(place: Place | undefined): boolean {
  return place?.node.kind === 'array' && place.node.items.length === 0
}

function isEmptyObject({ node }: Place): boolean {
  return node.kind === 'object' && node.members.length === 0
}
