import { parseArn } from './arn.js'

/**
 * Region name prefixes of every partition but `aws`. `us-gov-` and `us-iso-` look like commercial names, so
 * these are tried first.
 * Source: `partitions.json` that AWS ships with its SDKs, and
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
]

const DIRECTION = '(?:central|north|south|east|west|northeast|northwest|southeast|southwest)'
/** `us-east-1` after its country or partition prefix; the sovereign cloud adds the country: `eusc-de-east-1`. */
const REGION_REST = new RegExp(`^(?:[a-z]{2}-)?${DIRECTION}-[0-9]{1,2}$`)
const COMMERCIAL_REGION = new RegExp(`^[a-z]{2}-${DIRECTION}-[0-9]{1,2}$`)

/**
 * The partition that a Region belongs to, or `undefined` for what is not a Region name (`global`,
 * `aws-global`, a service principal). A commercial Region that AWS has yet to open answers `aws`: the shape
 * of the name decides, not a list.
 */
export function partitionOfRegion(region: string): string | undefined {
  for (const [prefix, partition] of PARTITIONS) {
    if (region.startsWith(prefix))
      return REGION_REST.test(region.slice(prefix.length)) ? partition : undefined
  }
  return COMMERCIAL_REGION.test(region) ? 'aws' : undefined
}

/** The partition that an ARN names, or `undefined` if the text is no ARN or its partition holds a wildcard. */
export function partitionOfArn(arn: string): string | undefined {
  const partition = parseArn(arn)?.partition
  return partition === undefined || /[*?]/.test(partition) ? undefined : partition
}
