import { splitArn } from '../iam/arn.js'
import { hasWildcard } from '../iam/literal.js'

/** The rules that see a part of a name that a machine wrote. Their names are in the report. */
export type ShapeRule =
  | 'uuid'
  | 'timestamp'
  | 'date'
  | 'resource-id'
  | 'hash'
  | 'stack-suffix'
  | 'secret-suffix'
  | 'log-stream'
  | 'random-suffix'
  | 'number'

/** A name with what a machine wrote in it left open, character by character. */
export interface Shape {
  readonly pattern: string
  /** Equal for numbers of any length: `credentials-9` and `credentials-10` are of one family. */
  readonly family: string
  readonly rules: readonly ShapeRule[]
  /** True if nothing of the name itself is left: every resource of the type has a name like this. */
  readonly whole: boolean
}

interface Rule {
  readonly rule: ShapeRule
  readonly find: RegExp
  /** True if the text found really is of the rule's making. Default: always. */
  readonly if?: (found: string) => boolean
}

const mixed = (found: string) => /[0-9]/.test(found) && /[A-Za-z]/.test(found)

/**
 * What AWS and tools put into names, with no doubt left by the form alone. Identifiers:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html; stack suffixes:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
const made: readonly Rule[] = [
  { rule: 'uuid', find: /\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\b/g },
  {
    rule: 'timestamp',
    find: /(?<![0-9A-Za-z])20\d\d-?[01]\d-?[0-3]\d[T_-]?[0-2]\d[:-]?[0-5]\d(?:[:-]?[0-5]\d)?(?:\.?\d{1,18})?Z?(?![0-9A-Za-z])/g,
  },
  { rule: 'timestamp', find: /(?<![0-9A-Za-z])1\d{9}(?:\d{3})?(?![0-9A-Za-z])/g },
  { rule: 'date', find: /(?<![0-9A-Za-z])20\d\d([-/]?)[01]\d\1[0-3]\d(?![0-9A-Za-z])/g },
  { rule: 'resource-id', find: /(?<=(?:^|[/:])[a-z]{1,12}-)[0-9a-f]{17}(?![0-9A-Za-z])/g },
  { rule: 'hash', find: /(?<![0-9A-Za-z])[0-9a-f]{16,128}(?![0-9A-Za-z])/g, if: mixed },
  { rule: 'stack-suffix', find: /(?<=-)[0-9A-Z]{12,13}(?![0-9A-Za-z-])/g, if: mixed },
]

/** What may as well be a person's naming: it takes many values to tell. */
const likely: readonly Rule[] = [
  {
    rule: 'random-suffix',
    find: /(?<=[-_])[0-9a-z]{8,32}(?![0-9A-Za-z_-])/g,
    if: (found) => /[bcdfghjklmnpqrstvwxyz]{5}/.test(found) || mixed(found),
  },
  { rule: 'number', find: /(?<![0-9A-Za-z.])\d{1,9}(?![0-9A-Za-z.])/g },
]

/** Keys, identities and accounts are never taken for one another, however alike their names are. */
const never = new Set(['kms', 'iam', 'sts', 'organizations', 'sso', 'cloudhsm'])

/** What a secret's six characters are before it exists. */
const newSecret = /(?<=:secret:.+-)\?{6}$/s

/** A secret's own six characters; six small letters alone are rather the end of a name. */
const secret = /^(secret:.+-)(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{6}$/s

/**
 * The shape of an ARN by what is certain to be of a machine's making, and by what is likely to be; each `undefined` if
 * nothing is found. A bucket's name is never left open: buckets of all accounts share one name space.
 */
export function shapesOf(arn: string): {
  readonly made: Shape | undefined
  readonly likely: Shape | undefined
} {
  const [partition = '', service = '', region = '', account = '', resource = ''] = splitArn(arn) ?? []
  const open = hasWildcard(arn.replace(newSecret, ''))
  if (resource === '' || open || never.has(service)) return { made: undefined, likely: undefined }
  const fixed = fixedLength(service, resource)
  const [head, tail] = [resource.slice(0, fixed), resource.slice(fixed)]
  const place = `arn:${partition}:${service}:${region}:${account}:`
  const stream = /^(log-group:[^:]+:log-stream:)[^:]+$/.exec(resource)
  if (service === 'logs' && stream !== null) {
    const pattern = `${place}${stream[1]}*`
    const shape: Shape = { pattern, family: pattern, rules: ['log-stream'], whole: false }
    return { made: shape, likely: undefined }
  }
  const first = opened(tail, made, secret.test(resource) ? secretSuffix : undefined)
  // Object keys have a rule of their own for many names under one prefix.
  const second = service === 's3' ? { text: first.text, rules: [] } : opened(first.text, likely)
  const shape = ({ text, rules }: Opened, before: readonly ShapeRule[]): Shape | undefined =>
    rules.length === 0
      ? undefined
      : {
          pattern: `${place}${head}${text}`,
          family: `${place}${head}${rules.includes('number') ? text.replace(/\?+/g, '?') : text}`,
          rules: [...before, ...rules],
          whole: !/[0-9A-Za-z]/.test(text.replace(/(^|[/:])[a-z]{1,12}-(?=\?)/g, '$1')),
        }
  return { made: shape(first, []), likely: shape(second, first.rules) }
}

/** How much of the resource part says its type, or the bucket. */
function fixedLength(service: string, resource: string): number {
  if (service === 's3') return resource.includes('/') ? resource.indexOf('/') + 1 : resource.length
  const at = resource.search(/[/:]/)
  return at < 0 ? 0 : at + 1
}

interface Opened {
  readonly text: string
  readonly rules: readonly ShapeRule[]
}

const secretSuffix: Rule = { rule: 'secret-suffix', find: /(?<=-)[A-Za-z0-9]{6}$/g }

function opened(text: string, rules: readonly Rule[], more?: Rule): Opened {
  const used: ShapeRule[] = []
  let now = text
  for (const { rule, find, if: holds } of more === undefined ? rules : [more, ...rules]) {
    const next = now.replace(find, (found) => (holds?.(found) === false ? found : leftOpen(found)))
    if (next !== now && !used.includes(rule)) used.push(rule)
    now = next
  }
  return { text: now, rules: used }
}

/** Every letter and digit gives way to any one character. */
function leftOpen(found: string): string {
  return found.replace(/[0-9A-Za-z]/g, '?')
}
