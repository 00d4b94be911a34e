/**
 * An Amazon Resource Name, or a pattern with the shape of one.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  readonly partition: string
  readonly service: string
  /** Empty for global services and for services whose ARNs name no Region. */
  readonly region: string
  /** Empty where the ARN names no account (an S3 bucket). */
  readonly account: string
  /** Everything after the fifth colon, its own colons and slashes included. */
  readonly resource: string
}

const PARTITION = /^aws[a-z-]*$/
const PARTITION_PATTERN = /^[a-z-]*[*?][a-z*?-]*$/

/**
 * The ARN a text spells, or `undefined` if it is none. Wildcards are kept, so patterns parse too. A service
 * and a resource are required: AWS has no ARN without them.
 */
export function parseArn(text: string): Arn | undefined {
  // Every request that is decided comes by here, so no list of fields is made.
  if (!text.startsWith('arn:')) return undefined
  const service = text.indexOf(':', 4) + 1
  const region = service === 0 ? 0 : text.indexOf(':', service) + 1
  const account = region === 0 ? 0 : text.indexOf(':', region) + 1
  const resource = account === 0 ? 0 : text.indexOf(':', account) + 1
  if (resource === 0 || resource === text.length || region - service === 1) return undefined
  const partition = text.slice(4, service - 1)
  if (partition !== 'aws' && !PARTITION.test(partition) && !PARTITION_PATTERN.test(partition))
    return undefined
  return {
    partition,
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  }
}

/** The ARN as text. `parseArn(printArn(arn))` gives `arn` again. */
export function printArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`
}

/**
 * The colon-separated fields after `arn:`: at most five, the last of which keeps its colons. `undefined` if
 * the text does not start with `arn:`.
 */
export function splitArn(text: string): readonly string[] | undefined {
  if (!text.startsWith('arn:')) return undefined
  const fields: string[] = []
  let start = 4
  while (fields.length < 4) {
    const colon = text.indexOf(':', start)
    if (colon < 0) break
    fields.push(text.slice(start, colon))
    start = colon + 1
  }
  return [...fields, text.slice(start)]
}
