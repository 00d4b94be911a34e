import { quoted } from '../../iam/policy-problem.js'
import { type Check, check, EVERY, type Report, statements } from './check.js'
import { type DataType, mismatches } from './data-types.js'
import { membersOf, type Place } from './place.js'
import type { PolicyView } from './policy-view.js'

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

const EXPECTED: Readonly<Record<DataType, string>> = {
  object: 'an object in braces',
  statement: 'an object in braces, or a list of them',
  text: 'a text in double quotes',
  texts: 'a text in double quotes, or a list of them',
  scalars: 'a text, a number or a Boolean, or a list of them',
}

/** Is the document JSON, and are its elements those of the grammar? */
export const syntaxChecks: readonly Check[] = [
  check(
    'ERROR',
    'JSON_SYNTAX_ERROR',
    {
      tests: 'The document is not JSON, has comments, or names a key twice in one object.',
      why: 'AWS refuses a document that is not JSON. Of a key that is there twice only one value would count.',
      fix: 'Correct the text at the place shown. JSON has no comments and no comma behind the last item.',
      policies: EVERY,
    },
    findSyntaxErrors,
  ),
  check(
    'ERROR',
    'DATA_TYPE_MISMATCH',
    {
      tests: 'An element holds another JSON type than the grammar asks for, such as a number for a text.',
      why: 'AWS refuses the document.',
      fix: 'Write the element with the type that the finding names.',
      policies: EVERY,
    },
    (policy, report) => {
      for (const { place, expected } of mismatches(policy))
        report(`Expected ${EXPECTED[expected]} here.`, place)
    },
  ),
  check(
    'ERROR',
    'INVALID_POLICY_ELEMENT',
    {
      tests: 'The document or a statement has an element that the policy language does not know.',
      why: 'AWS refuses the document, and what the element was meant to say is not said.',
      fix: 'Correct the name of the element (letter case matters) or remove it.',
      policies: EVERY,
    },
    findUnknownElements,
  ),
  check(
    'ERROR',
    'MISSING_STATEMENT',
    {
      tests: 'The document has no `Statement`.',
      why: 'A policy without a statement says nothing, and AWS refuses it.',
      fix: 'Add a `Statement` element with at least one statement.',
      policies: EVERY,
    },
    (policy, report) => {
      if (policy.node.kind === 'object' && !policy.members.has('Statement')) {
        report('The document has no Statement element. Add one.', policy)
      }
    },
  ),
  check(
    'ERROR',
    'UNSUPPORTED_ELEMENT_COMBINATION',
    {
      tests: 'A statement has an element together with its `Not…` form.',
      why: 'The two contradict each other, so AWS refuses the document.',
      fix: 'Keep one of the two.',
      policies: EVERY,
    },
    statements(({ members }, report) => {
      for (const name of ['Principal', 'Action', 'Resource']) {
        const [plain, negated] = [members.get(name), members.get(`Not${name}`)]
        if (plain === undefined || negated === undefined) continue
        report(
          `${name} and Not${name} cannot stand in the same statement. Remove one.`,
          plain.key,
          negated.key,
        )
      }
    }),
  ),
]

function findSyntaxErrors(policy: PolicyView, report: Report): void {
  for (const { message, span } of policy.problems) {
    const { line, column, offset } = span.start
    report(`Not JSON at index ${offset}, line ${line}, column ${column}: ${message}.`, { path: [], span })
  }
  reportRepeated(policy, report)
}

/** Each key that occurs again in its object. */
function reportRepeated(place: Place, report: Report): void {
  if (place.node.kind === 'array') {
    place.node.items.forEach((node, index) => {
      reportRepeated({ path: [...place.path, { index }], span: node.span, node }, report)
    })
  }
  const seen = new Set<string>()
  for (const { name, key, value } of membersOf(place)) {
    if (seen.has(name)) report(`The key \`${quoted(name)}\` occurs more than once in this object.`, key)
    seen.add(name)
    reportRepeated(value, report)
  }
}

function findUnknownElements(policy: PolicyView, report: Report): void {
  for (const { name, key } of membersOf(policy)) {
    if (name === 'Version' || name === 'Id' || name === 'Statement') continue
    report(`A policy has no element \`${quoted(name)}\`. Remove it or correct its name.`, key)
  }
  for (const { members } of policy.statements) {
    for (const { name, key } of members.values()) {
      if (ELEMENTS.has(name)) continue
      report(`A statement has no element \`${quoted(name)}\`. Remove it or correct its name.`, key)
    }
  }
}
