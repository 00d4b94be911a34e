import { quoted } from '../../iam/policy-problem.js'
import { type Check, check, EVERY, type Find, statements, WITH_PRINCIPAL, WITH_RESOURCE } from './check.js'
import type { Location } from './finding.js'
import type { PolicyView } from './policy-view.js'

/** Are the elements there that must be there, with the values they can have? */
export const elementChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_VERSION',
    {
      tests: '`Version` is neither `2012-10-17` nor `2008-10-17`.',
      why: 'It is not a date of your choice: it names the version of the policy language.',
      fix: 'Write `"Version": "2012-10-17"`.',
      policies: EVERY,
    },
    ({ version, members }, report) => {
      if (version === undefined || version === '2012-10-17' || version === '2008-10-17') return
      report(
        `\`${quoted(version)}\` is no version of the policy language. Use 2012-10-17 (or the older 2008-10-17).`,
        members.get('Version')!.value,
      )
    },
  ),
  check(
    'WARNING',
    'MISSING_VERSION',
    {
      tests: 'The document has no `Version`.',
      why: 'AWS then reads it as 2008-10-17, in which policy variables are plain text.',
      fix: 'Add `"Version": "2012-10-17"`.',
      policies: EVERY,
    },
    (policy, report) => {
      if (policy.node.kind !== 'object' || policy.members.has('Version')) return
      report('The policy names no version of the language. Add "Version": "2012-10-17".', policy)
    },
  ),
  check(
    'ERROR',
    'MISSING_EFFECT',
    {
      tests: 'A statement has no `Effect`.',
      why: 'AWS does not guess whether to allow or to deny.',
      fix: 'Add `"Effect": "Allow"` or `"Effect": "Deny"`.',
      policies: EVERY,
    },
    missing(['Effect'], 'The statement has no Effect. Add "Allow" or "Deny".'),
  ),
  check(
    'ERROR',
    'INVALID_EFFECT',
    {
      tests: '`Effect` is neither `Allow` nor `Deny`.',
      why: 'Letter case matters, and there are no other effects.',
      fix: 'Write `Allow` or `Deny`.',
      policies: EVERY,
    },
    statements(({ members, effect }, report) => {
      const value = members.get('Effect')?.value
      if (effect !== undefined || value?.node.kind !== 'string') return
      report(`The effect \`${quoted(value.node.value)}\` does not exist. Use Allow or Deny.`, value)
    }),
  ),
  check(
    'ERROR',
    'MISSING_ACTION',
    {
      tests: 'A statement has neither `Action` nor `NotAction`.',
      why: 'A statement must say what it allows or denies.',
      fix: 'Add an `Action` element.',
      policies: EVERY,
    },
    missing(['Action', 'NotAction'], 'The statement has neither Action nor NotAction. Add one of them.'),
  ),
  check(
    'ERROR',
    'MISSING_RESOURCE',
    {
      tests: 'A statement has neither `Resource` nor `NotResource`, in a policy that needs one.',
      why: 'Only the trust policy of a role is about one resource anyway, the role.',
      fix: 'Add a `Resource` element.',
      policies: WITH_RESOURCE,
    },
    missing(
      ['Resource', 'NotResource'],
      'The statement has neither Resource nor NotResource. Add one of them.',
    ),
  ),
  check(
    'ERROR',
    'MISSING_PRINCIPAL',
    {
      tests: 'A statement of a policy on a resource has neither `Principal` nor `NotPrincipal`.',
      why: 'A policy on a resource must say whom it is about.',
      fix: 'Add a `Principal` element, such as `{"AWS": "111122223333"}`.',
      policies: WITH_PRINCIPAL,
    },
    missing(['Principal', 'NotPrincipal'], 'The statement names no principal. Add a Principal element.'),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_PRINCIPAL',
    {
      tests: 'An identity policy has a `Principal` or `NotPrincipal`.',
      why: 'An identity policy is about the identity that it is attached to; AWS refuses any other principal.',
      fix: 'Remove the element, or put the statement into the policy of the resource.',
      policies: ['identity'],
    },
    statements((statement, report) => {
      for (const name of ['Principal', 'NotPrincipal']) {
        const member = statement.members.get(name)
        if (member === undefined) continue
        report(`An identity policy cannot have the element ${name}. Remove it.`, member.key)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'EMPTY_SID_VALUE',
    {
      tests: 'A `Sid` is the empty text.',
      why: 'An empty identifier identifies nothing.',
      fix: 'Give the statement a name, or remove its `Sid`.',
      policies: EVERY,
    },
    statements(({ sid }, report) => {
      if (sid?.value === '') report('The Sid is empty. Give it a value, or leave it out.', sid)
    }),
  ),
  check(
    'ERROR',
    'UNSUPPORTED_SID',
    {
      tests: 'A `Sid` has characters other than letters and digits.',
      why: 'IAM and Organizations refuse it. The policies of some resources (S3, KMS, SQS) accept more.',
      fix: 'Use A-Z, a-z and 0-9 only.',
      policies: ['identity', 'scp', 'rcp', 'trust'],
    },
    statements(({ sid }, report) => {
      if (sid === undefined || /^[A-Za-z0-9]*$/.test(sid.value)) return
      report('A Sid can have letters and digits only (A-Z, a-z, 0-9).', sid)
    }),
  ),
  check(
    'ERROR',
    'UNIQUE_SIDS_REQUIRED',
    {
      tests: 'Two statements of an IAM policy have the same `Sid`.',
      why: 'IAM refuses the document.',
      fix: 'Give each statement a `Sid` of its own.',
      policies: ['identity', 'trust'],
    },
    repeatedSids('More than one statement has the Sid', 'IAM needs each of them to be unique.'),
  ),
  check(
    'WARNING',
    'UNIQUE_SIDS_RECOMMENDED',
    {
      tests: 'Two statements of a policy outside IAM have the same `Sid`.',
      why: 'Tools and people tell statements apart by it.',
      fix: 'Give each statement a `Sid` of its own.',
      policies: ['resource', 'scp', 'rcp'],
    },
    repeatedSids('More than one statement has the Sid', 'Better give each statement its own.'),
  ),
]

function missing(names: readonly string[], detail: string): Find {
  return statements((statement, report) => {
    if (!names.some((name) => statement.members.has(name))) report(detail, statement)
  })
}

/** One finding for each `Sid` that comes again, with every place where it stands. */
function repeatedSids(detail: string, advice: string): Find {
  return (policy: PolicyView, report) => {
    const places = new Map<string, Location[]>()
    for (const { sid } of policy.statements) {
      if (sid === undefined || sid.value === '') continue
      places.set(sid.value, [...(places.get(sid.value) ?? []), sid])
    }
    for (const [sid, at] of places) {
      if (at.length > 1) report(`${detail} \`${quoted(sid)}\`. ${advice}`, ...at)
    }
  }
}
