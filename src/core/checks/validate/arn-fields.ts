import { ANY_CHARACTER, ANY_TEXT, type Glob, literalGlob, parseGlob } from '../../iam/glob.js'
import { overlapsGlob } from '../../iam/glob-relation.js'
import { type ArnFormat, parseArnFormat } from '../../reference/arn-format.js'
import { prefixesOfArnService } from '../../reference/condition-key.js'
import { serviceByPrefix } from '../../reference/service.js'
import type { ResourceView } from './resource-view.js'

/** How one field of an ARN stands to a format: as it should be, there though it must not be, or not there. */
export type Fit = 'fits' | 'superfluous' | 'missing'

/** A resource pattern compared with one format that its resource part can be of. */
export interface FormatMatch {
  readonly region: Fit
  readonly account: Fit
}

/** A format, ready to be compared. */
interface KnownFormat {
  readonly format: ArnFormat
  /** The resource part as a pattern: a variable is any text that is not empty. */
  readonly glob: Glob
}

/**
 * Formats that AWS documents elsewhere than in the Service Authorization Reference.
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html (transforms), and
 * https://docs.aws.amazon.com/waf/latest/developerguide/classic-access-control-overview.html (change tokens)
 */
const BESIDE: Readonly<Record<string, string>> = {
  cloudformation: 'arn:${Partition}:cloudformation:${Region}:${Account}:transform/${TransformName}',
  waf: 'arn:${Partition}:waf::${Account}:changetoken/${Token}',
  'waf-regional': 'arn:${Partition}:waf-regional:${Region}:${Account}:changetoken/${Token}',
}

const known = new Map<string, readonly KnownFormat[]>()

/** Every format of ARNs with the service, parsed once. Only services of the reference are kept, so this is bounded. */
function formatsOf(service: string): readonly KnownFormat[] {
  const before = known.get(service)
  if (before !== undefined) return before
  const formats = prefixesOfArnService(service).flatMap((prefix) =>
    (serviceByPrefix(prefix)?.resourceTypes ?? [])
      .map(({ format }) => format)
      .filter((format) => format.service === service || (prefix === service && isOpen(format.service))),
  )
  const beside = Object.hasOwn(BESIDE, service) ? [parseArnFormat(BESIDE[service]!)] : []
  const all = [...formats, ...beside].map((format) => ({ format, glob: globOf(format) }))
  if (all.length > 0) known.set(service, all)
  return all
}

const matches = new WeakMap<ResourceView, readonly FormatMatch[] | undefined>()

/**
 * The formats of the service that the resource part can be of, each with its Region and account compared; the first
 * that fits wholly stands for all. Empty if no type of the service has such resources. `undefined` if the pattern says too little to be compared.
 */
export function formatMatches(resource: ResourceView): readonly FormatMatch[] | undefined {
  if (!matches.has(resource)) matches.set(resource, compare(resource))
  return matches.get(resource)
}

/** No ARN is longer; comparing takes the product of the lengths. */
const TEXT_MAX = 2048

function compare({ fields }: ResourceView): readonly FormatMatch[] | undefined {
  if (fields === undefined || fields.length < 5) return undefined
  const [, service = '', region = '', account = '', text = ''] = fields
  const formats = formatsOf(service)
  if (formats.length === 0 || text.length > TEXT_MAX) return undefined
  const pattern = parseGlob(text)
  const found: FormatMatch[] = []
  for (const { format, glob } of formats) {
    if (!canMeet(glob, pattern)) continue
    const match = { region: fitOf(format.region, region), account: fitOf(format.account, account) }
    // Nothing is wrong with an ARN of which one format fits: there is no need to look at the others.
    if (match.region === 'fits' && match.account === 'fits') return [match]
    found.push(match)
  }
  return found
}

/** Is there a text of both? What they begin with alike is passed over: comparing takes the product of the rests. */
function canMeet(format: Glob, pattern: Glob): boolean {
  let at = 0
  while (at < format.length && format[at]! >= 0 && format[at] === pattern[at]) at++
  const [rest, other] = [format.slice(at), pattern.slice(at)]
  const [first, second] = [rest[0], other[0]]
  if (first !== undefined && second !== undefined && first >= 0 && second >= 0) return false
  // Any text that is not empty: most formats end so.
  if (rest.length === 2 && first === ANY_CHARACTER && rest[1] === ANY_TEXT) return other.length > 0
  return overlapsGlob(rest, other)
}

function fitOf(format: string, field: string): Fit {
  if (isOpen(format)) return field === '' && format !== '*' ? 'missing' : 'fits'
  if (/[*?]/.test(field)) return 'fits'
  if (format === '') return field === '' ? 'fits' : 'superfluous'
  return field === '' ? 'missing' : 'fits'
}

function isOpen(field: string): boolean {
  return field.includes('${') || field === '*'
}

function globOf(format: ArnFormat): Glob {
  return format.resource.flatMap((part) =>
    'literal' in part ? [...literalGlob(part.literal)] : [ANY_CHARACTER, ANY_TEXT],
  )
}

/** Do formats of the service have this very account (`aws`, `cloudfront`) in the place of an account? */
export function isFixedAccount(service: string, account: string): boolean {
  return formatsOf(service).some(({ format }) => format.account === account)
}
