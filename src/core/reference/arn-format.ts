/** A piece of an ARN format's resource part: text that stands as it is, or a variable. */
export type FormatPart = { readonly literal: string } | { readonly variable: string }

/** An ARN format of the Service Authorization Reference, such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
export interface ArnFormat {
  readonly text: string
  readonly service: string
  /** `'${Region}'`, a fixed Region, or empty. */
  readonly region: string
  /** `'${Account}'`, a fixed account such as `aws`, or empty. */
  readonly account: string
  readonly resource: readonly FormatPart[]
  readonly variables: readonly string[]
}

const fields = ['arn', 'partition', 'service', 'region', 'account'].length

/** Reads an ARN format. The reference's formats are well formed, so this cannot fail on them. */
export function parseArnFormat(text: string): ArnFormat {
  const pieces = text.split(':')
  const [, , service = '', region = '', account = ''] = pieces
  const resource = resourceParts(pieces.slice(fields).join(':'))
  const variables = resource.flatMap((part) => ('variable' in part ? [part.variable] : []))
  return { text, service, region, account, resource, variables }
}

/** The name of what a format leaves open without naming it (`endpoint:*`). No request field can fill it. */
export const anyText = '*'

function resourceParts(text: string): FormatPart[] {
  return text
    .split(/(\$\{[^}]*\}|\*)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece === '*') return { variable: anyText }
      return piece.startsWith('${') ? { variable: piece.slice(2, -1) } : { literal: piece }
    })
}

/** The text that every ARN of the format has at the start of its resource part: `table/`. */
export function literalPrefix(format: ArnFormat): string {
  const [first] = format.resource
  return first !== undefined && 'literal' in first ? first.literal : ''
}

/** How much of an ARN the format fixes; the larger, the more specific of two formats that both match. */
export function literalLength(format: ArnFormat): number {
  return format.resource.reduce((length, part) => length + ('literal' in part ? part.literal.length : 0), 0)
}

/**
 * True if a concrete ARN is of the format. Each variable takes at least one character up to the first occurrence of the
 * text that follows it; the last one takes the rest, slashes included, because names with paths do.
 */
export function matchesFormat(format: ArnFormat, arn: string): boolean {
  const pieces = arn.split(':')
  const [prefix, , service, region = '', account = ''] = pieces
  return (
    prefix === 'arn' &&
    pieces.length > fields &&
    (service === format.service || isOpen(format.service)) &&
    (format.region === '') === (region === '') &&
    accountMatches(format.account, account) &&
    matchesResource(format.resource, pieces.slice(fields).join(':'))
  )
}

/** AWS-owned and some legacy ARNs leave the account out; a format without one never has it. */
function accountMatches(format: string, account: string): boolean {
  return format === '' ? account === '' : isOpen(format) || format === account
}

/** A variable or `*` in the place of service, Region or account: `${AccountId}`, `${VpcOwnerAccount}`, `${Vendor}`. */
function isOpen(field: string): boolean {
  return field.includes('${') || field === '*'
}

function matchesResource(parts: readonly FormatPart[], text: string): boolean {
  let at = 0
  for (const [index, part] of parts.entries()) {
    if ('literal' in part) {
      if (!text.startsWith(part.literal, at)) return false
      at += part.literal.length
    } else {
      const next = parts[index + 1]
      const end = next !== undefined && 'literal' in next ? text.indexOf(next.literal, at + 1) : text.length
      if (end <= at) return false
      at = end
    }
  }
  return at === text.length
}

/** Where an ARN is built: what the record says of partition, Region and account. */
export interface ArnPlace {
  readonly partition: string
  readonly region: string | undefined
  readonly account: string | undefined
}

/**
 * An ARN of the format. A variable without a value, and a Region or account that the place does not know, become `*`.
 * Values must already be literal (see `literalValue`).
 */
export function buildArn(format: ArnFormat, place: ArnPlace, values: ReadonlyMap<string, string>): string {
  const service = isOpen(format.service) ? '*' : format.service
  const region =
    format.region === '${Region}' ? place.region : isOpen(format.region) ? undefined : format.region
  const own = format.account === '${Account}' || format.account === '${AccountId}'
  const account = own ? place.account : isOpen(format.account) ? undefined : format.account
  const resource = format.resource.map((part) =>
    'literal' in part ? part.literal : (values.get(part.variable) ?? '*'),
  )
  return `arn:${place.partition}:${service}:${region ?? '*'}:${account ?? '*'}:${resource.join('')}`
}
