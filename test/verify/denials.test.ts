import { describe, expect, it } from 'vitest'
import type { DeniedWords } from '../../src/core/activity/activity.js'
import {
  type DenialVerdict,
  denialBlame,
  denialVerdict,
  denialVerdicts,
} from '../../src/core/verify/denials.js'
import type { JudgedRequest } from '../../src/core/verify/verification.js'

const judged = {
  allowed: { result: 'allowed' },
  missing: { result: 'denied', reason: 'action', nearest: null },
  denies: { result: 'denied', reason: 'explicitDeny', nearest: null },
  open: { result: 'undecidable', reason: 'condition', nearest: null },
  none: undefined,
} as const satisfies Record<string, JudgedRequest | undefined>

type Row = readonly [
  cause: NonNullable<DeniedWords['cause']> | 'not said',
  policies: keyof typeof judged,
  verdict: DenialVerdict,
  blame: 'policies' | 'elsewhere' | 'unknown',
  uncertain?: true,
]

/** What AWS says, what the policies given say, what follows, and whose fault it is. */
const rows: readonly Row[] = [
  ['no identity', 'none', 'addition', 'policies'],
  ['no identity', 'missing', 'addition', 'policies'],
  ['no identity', 'allowed', 'allowed', 'elsewhere'],
  ['no identity', 'denies', 'identity-deny', 'policies'],
  ['no identity', 'open', 'open', 'policies'],
  ['no identity', 'missing', 'resource-unknown', 'policies', true],
  ['no identity', 'open', 'resource-unknown', 'policies', true],
  ['no identity', 'none', 'resource-unknown', 'policies', true],
  ['deny identity', 'none', 'identity-deny', 'policies'],
  ['deny identity', 'denies', 'identity-deny', 'policies'],
  ['deny identity', 'missing', 'identity-deny', 'elsewhere'],
  ['deny', 'none', 'deny', 'unknown'],
  ['deny', 'missing', 'deny', 'unknown'],
  ['deny', 'denies', 'identity-deny', 'policies'],
  ['not said', 'none', 'unclear', 'unknown'],
  ['not said', 'missing', 'addition', 'policies'],
  ['not said', 'denies', 'identity-deny', 'policies'],
  ['not said', 'allowed', 'allowed', 'elsewhere'],
  ['not said', 'open', 'open', 'unknown'],
  ['not said', 'open', 'open', 'unknown', true],
  ['not said', 'none', 'unclear', 'unknown', true],
  ['other', 'missing', 'other-reason', 'elsewhere'],
  ...(
    [
      ['boundary', 'boundary'],
      ['session', 'session-policy'],
      ['scp', 'scp'],
      ['rcp', 'rcp'],
      ['resource', 'resource-policy'],
      ['endpoint', 'endpoint-policy'],
      ['trust', 'trust-policy'],
    ] as const
  ).flatMap(([policy, verdict]) =>
    (['none', 'missing', 'allowed', 'denies'] as const).flatMap((given): Row[] => [
      [`no ${policy}`, given, verdict, 'elsewhere'],
      [`deny ${policy}`, given, verdict, 'elsewhere'],
    ]),
  ),
]

describe('a denial', () => {
  const named = rows.map(([cause, policies, verdict, blame, uncertain = false]) => {
    return { cause, policies, verdict, blame, uncertain }
  })

  it.each(named)('of which AWS says `$cause` and the policies `$policies` is $verdict: $blame', (row) => {
    const { cause, policies, verdict, blame, uncertain } = row
    const facts = { cause: cause === 'not said' ? undefined : cause, judged: judged[policies], uncertain }
    expect([denialVerdict(facts), denialBlame(verdict, facts)]).toEqual([verdict, blame])
  })

  it('has a row for every verdict but that of a call nobody knows', () => {
    const met = new Set<string>(rows.map(([, , verdict]) => verdict))
    expect(Object.keys(denialVerdicts).filter((verdict) => !met.has(verdict))).toEqual(['unknown'])
  })
})
