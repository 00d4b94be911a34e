import { parseDate } from '../../evaluate/date.js'
import { compareNumbers } from '../../evaluate/number.js'
import { partitionOfRegion } from '../../iam/partition.js'
import { quoted } from '../../iam/policy-problem.js'
import { aboutFor, type Check, check, conditions, EVERY, type Find } from './check.js'
import type { ConditionValue, ConditionView } from './condition-view.js'
import { hasVariable } from './variable-parts.js'

const about = aboutFor(EVERY)

const NEVER = 'It never matches.'

/** Are the values of the conditions of the type that the operator compares? */
export const valueChecks: readonly Check[] = [
  check(
    'WARNING',
    'TYPE_MISMATCH_BOOLEAN',
    about(
      'A Boolean operator has a value that is neither `true` nor `false`.',
      NEVER,
      'Write `true` or `false`.',
    ),
    values(
      ({ family }) => family === 'Bool' || family === 'Null',
      ({ value }) => /^(?:true|false)$/i.test(value),
      'is no Boolean. Write true or false',
    ),
  ),
  check(
    'WARNING',
    'TYPE_MISMATCH_NUMBER',
    about('A numeric operator has a value that is no number.', NEVER, 'Write a number.'),
    values(
      ({ family }) => family === 'Numeric',
      ({ value }) => compareNumbers(value, value) !== undefined,
      'is no number',
    ),
  ),
  check(
    'WARNING',
    'TYPE_MISMATCH_DATE',
    about(
      'A date operator has a value that is no date.',
      NEVER,
      'Write `2026-01-31` or `2026-01-31T12:00:00Z`.',
    ),
    values(
      ({ family }) => family === 'Date',
      ({ value }) => parseDate(value) !== undefined,
      'is no date. Write it as 2026-01-31 or 2026-01-31T12:00:00Z',
    ),
  ),
  check(
    'WARNING',
    'INVALID_DATE_VALUE',
    about(
      'A date is written as seconds since 1970.',
      'People misread it, and it may not be taken as the moment that is meant.',
      'Write it as `2026-01-31` or `2026-01-31T12:00:00Z`.',
    ),
    values(
      ({ family }) => family === 'Date',
      ({ value }) => /^[0-9]{4}$/.test(value) || !/^[0-9]+(?:\.[0-9]+)?$/.test(value),
      'is a count of seconds. Write the date as 2026-01-31',
    ),
  ),
  check(
    'WARNING',
    'TYPE_MISMATCH_STRING',
    about('`BinaryEquals` has a value that is not base64.', NEVER, 'Write the bytes in base64.'),
    values(
      ({ family }) => family === 'Binary',
      ({ value }) => isBase64(value),
      'is not base64',
    ),
  ),
  check(
    'WARNING',
    'WILDCARD_WITHOUT_LIKE_OPERATOR',
    about(
      'A value has a `*` or `?`, but the operator takes it as that character.',
      'It matches less than it seems.',
      'Use `StringLike`, or write the character as `${*}` or `${?}` to say that it is meant.',
    ),
    values(
      ({ family, name }) => family === 'String' && !name.base.endsWith('like'),
      ({ value }) => !/[*?]/.test(value.replace(/\$\{[*?$]\}/g, '')),
      'has a wildcard that this operator takes as a character. Use a Like operator',
    ),
  ),
  check(
    'ERROR',
    'INVALID_REGION',
    about(
      'A condition compares the Region with something that is none.',
      'It never matches.',
      'Write the Region as AWS names it: `eu-west-1`.',
      'Judged by the shape of the name, so that a Region which AWS opens tomorrow is no error.',
    ),
    values(
      ({ lower, family }) => family === 'String' && REGION_KEYS.has(lower),
      ({ value }) => /[*?]/.test(value) || partitionOfRegion(value) !== undefined,
      'is no Region',
    ),
  ),
  check(
    'ERROR',
    'INVALID_VPC_FORMAT',
    about(
      '`aws:SourceVpc` is compared with something that is no VPC ID.',
      NEVER,
      'Write `vpc-` and 8 or 17 characters.',
    ),
    values(
      ({ lower, family }) => lower === 'aws:sourcevpc' && family === 'String',
      ({ value }) => isIdentifier('vpc-', value),
      'is no VPC ID: vpc- and 8 or 17 letters or digits',
    ),
  ),
  check(
    'ERROR',
    'INVALID_VPCE_FORMAT',
    about(
      '`aws:SourceVpce` is compared with something that is no VPC endpoint ID.',
      NEVER,
      'Write `vpce-` and 8 or 17 characters.',
    ),
    values(
      ({ lower, family }) => lower === 'aws:sourcevpce' && family === 'String',
      ({ value }) => isIdentifier('vpce-', value),
      'is no VPC endpoint ID: vpce- and 8 or 17 letters or digits',
    ),
  ),
  check(
    'ERROR',
    'INVALID_SERVICE_PRINCIPAL_FORMAT',
    about(
      'A key that holds a service principal is compared with something of another form.',
      NEVER,
      'Write `service.amazonaws.com`; for `kms:ViaService`, `service.region.amazonaws.com`.',
    ),
    values(
      ({ lower, family }) => family === 'String' && SERVICE_PRINCIPAL_KEYS.has(lower),
      ({ value }, { lower }) => isServicePrincipal(value, lower === 'kms:viaservice'),
      'is not of the form that the key has, such as ec2.amazonaws.com (kms:ViaService: ec2.eu-west-1.amazonaws.com)',
    ),
  ),
  check(
    'ERROR',
    'INVALID_KMS_KEY_VALUE',
    about(
      'A key that holds the ARN of a KMS key is compared with something else.',
      NEVER,
      'Write the whole ARN of the key: `arn:aws:kms:region:account:key/id`.',
      'Which keys AWS means is not public: these are the ones that the reference describes as the ARN of a KMS key.',
    ),
    values(
      ({ lower, family }) => (family === 'String' || family === 'Arn') && KMS_KEY_KEYS.has(lower),
      ({ value }) => /^\*+$/.test(value) || /^arn:[^:]*:kms:[^:]*:[^:]*:/.test(value),
      'is not the ARN of a KMS key',
    ),
  ),
]

const REGION_KEYS = new Set(['aws:requestedregion', 'ec2:region', 'account:targetregion'])

const SERVICE_PRINCIPAL_KEYS = new Set([
  ...['kms:viaservice', 'iam:passedtoservice', 'iam:awsservicename', 'aws:calledvia', 'aws:calledviafirst'],
  ...['aws:calledvialast', 'aws:principalservicename', 'aws:principalservicenameslist'],
])

const KMS_KEY_KEYS = new Set([
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3express:x-amz-server-side-encryption-aws-kms-key-id',
  'sagemaker:volumekmskey',
  'sagemaker:outputkmskey',
])

/** A finding for each value that is not as it should be. Variables are only known in a request. */
function values(
  concerns: (condition: ConditionView) => boolean,
  isRight: (value: ConditionValue, condition: ConditionView) => boolean,
  detail: string,
): Find {
  return conditions((condition, report) => {
    if (!concerns(condition)) return
    for (const value of condition.values) {
      if (hasVariable(value.value) || isRight(value, condition)) continue
      report(`\`${quoted(value.value)}\` ${detail}.`, value)
    }
  })
}

function isIdentifier(prefix: string, value: string): boolean {
  if (/[*?]/.test(value)) return true
  return value.startsWith(prefix) && /^(?:[a-z0-9]{8}|[a-z0-9]{17})$/.test(value.slice(prefix.length))
}

function isServicePrincipal(value: string, regional: boolean): boolean {
  if (/[*?]/.test(value)) return true
  const end = [
    '.amazonaws.com',
    '.amazonaws.com.cn',
    '.amazonaws.eu',
    '.c2s.ic.gov',
    '.sc2s.sgov.gov',
    '.amazon.com',
  ].find((suffix) => value.endsWith(suffix))
  if (end === undefined) return false
  const parts = value.slice(0, -end.length).split('.')
  return parts.every((part) => /^[A-Za-z0-9-]+$/.test(part)) && (!regional || parts.length >= 2)
}

function isBase64(value: string): boolean {
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
}
