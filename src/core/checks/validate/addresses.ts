import { quoted } from '../../iam/policy-problem.js'
import { type About, type Check, check, conditions, EVERY, type Find } from './check.js'
import type { ConditionView } from './condition-view.js'
import { isPrivate, parseRange, printRange } from './ip-range.js'
import { hasVariable } from './variable-parts.js'

const about = (tests: string, why: string, fix: string): About => ({ tests, why, fix, policies: EVERY })
const VPC_KEY = 'Use public ranges, or `aws:VpcSourceIp` together with `aws:SourceVpc`.'
const NEVER_PRIVATE = '`aws:SourceIp` is the public address of the caller, never a private one.'

/** Are ranges of IP addresses what they should be? */
export const addressChecks: readonly Check[] = [
  check(
    'ERROR',
    'TYPE_MISMATCH_IP_RANGE',
    about(
      'An operator for IP addresses has a value that is neither an address nor a range in CIDR notation.',
      'It matches nothing.',
      'Write `203.0.113.0/24` or `2001:db8::/32`.',
    ),
    conditions(({ family, values }, report) => {
      if (family !== 'IpAddress') return
      for (const value of values) {
        if (hasVariable(value.value) || parseRange(value.value) !== undefined) continue
        report(`\`${quoted(value.value)}\` is no IP range. Write it in CIDR notation, 203.0.113.0/24.`, value)
      }
    }),
  ),
  check(
    'SUGGESTION',
    'IMPROVE_IP_RANGE',
    about(
      'A range has bits set behind its mask.',
      'AWS ignores them, and the reader takes them for something.',
      'Write the address that the finding names.',
    ),
    conditions(({ family, values }, report) => {
      if (family !== 'IpAddress') return
      for (const value of values) {
        const range = parseRange(value.value)
        if (range === undefined || range.value === range.network) continue
        report(`The bits behind the mask are ignored. Write ${printRange(range)}.`, value)
      }
    }),
  ),
  check(
    'ERROR',
    'PRIVATE_IP_ADDRESS',
    about(
      '`aws:SourceIp` is compared with private ranges only.',
      `${NEVER_PRIVATE} It never matches.`,
      VPC_KEY,
    ),
    privateRanges(false, 'all', 'aws:SourceIp is never private, so this never matches. Use aws:VpcSourceIp.'),
  ),
  check(
    'ERROR',
    'PRIVATE_NOT_IP_ADDRESS',
    about('`aws:SourceIp` must not be in private ranges only.', `${NEVER_PRIVATE} It always holds.`, VPC_KEY),
    privateRanges(true, 'all', 'aws:SourceIp is never private, so this always holds. Use aws:VpcSourceIp.'),
  ),
  check(
    'SUGGESTION',
    'PRIVATE_IP_ADDRESS_SUBSET',
    about('Some of the ranges `aws:SourceIp` is compared with are private.', NEVER_PRIVATE, VPC_KEY),
    privateRanges(
      false,
      'some',
      'aws:SourceIp is never private: these ranges never match. Use aws:VpcSourceIp.',
    ),
  ),
  check(
    'SUGGESTION',
    'PRIVATE_NOT_IP_ADDRESS_SUBSET',
    about('Some of the ranges that `aws:SourceIp` must not be in are private.', NEVER_PRIVATE, VPC_KEY),
    privateRanges(
      true,
      'some',
      'aws:SourceIp is never private: these ranges change nothing. Use aws:VpcSourceIp.',
    ),
  ),
]

function privateRanges(negated: boolean, many: 'all' | 'some', detail: string): Find {
  return conditions((condition, report) => {
    if (condition.lower !== 'aws:sourceip' || condition.family !== 'IpAddress') return
    if (condition.negated !== negated || condition.unknown) return
    const found = condition.values.filter(({ value }) => isPrivate(value))
    if (found.length === 0 || (found.length === condition.values.length) !== (many === 'all')) return
    report(detail, ...placesOf(condition, found, many))
  })
}

/** The whole value if it is all of it, else the ranges that are meant. */
function placesOf({ value }: ConditionView, found: ConditionView['values'], many: 'all' | 'some') {
  return many === 'all' ? [value] : found
}
