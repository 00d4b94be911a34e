/**
 * Marigold Market, a small company that sells plants online: two accounts, one home region, and the
 * global services that log in us-east-1. The account numbers are those of AWS's documentation.
 */
export interface Company {
  readonly production: string
  readonly tooling: string
}

export const DEFAULT_COMPANY: Company = { production: '111122223333', tooling: '444455556666' }

export const HOME = 'eu-central-1'
/** Where IAM, Route 53 and other global services log: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html */
export const GLOBAL = 'us-east-1'

export const TRAIL_NAME = 'marigold-trail'
export const TRAIL_BUCKET = 'marigold-cloudtrail'

export const BUCKETS = {
  config: 'marigold-config',
  media: 'marigold-media',
  lake: 'marigold-lake',
  athena: 'marigold-athena-results',
  templates: 'marigold-templates',
  thumbnails: 'marigold-thumbnails',
  scratch: 'marigold-dev-scratch',
  backups: 'marigold-backups',
  /** These two belong to the tooling account. */
  reference: 'marigold-shared-reference',
  releases: 'marigold-releases',
} as const

export const KEY_IDS = {
  secrets: '0f3d5a77-1c1e-4c55-9a5c-5d1b0c6f7e21',
  lake: '5b8e2c94-7f60-4a3d-8d0f-2e9b4a6c1d38',
  developer: 'c2a1e6b0-93d4-4f7b-b5a8-71e0f4d2963c',
  releases: '9e4f0d1b-2a6c-4b8e-a7d3-6c5b1f0e8a92',
} as const

/** Stable network and image ids; what a call creates gets a new id each time. */
export const NETWORK = {
  vpc: 'vpc-0a1b2c3d4e5f60718',
  subnet: 'subnet-0b2c3d4e5f6071829',
  securityGroup: 'sg-0c3d4e5f607182930',
  image: 'ami-0d4e5f60718293a4b',
  s3Endpoint: 'vpce-0e5f60718293a4b5c',
  dynamodbEndpoint: 'vpce-0f60718293a4b5c6d',
} as const

export const HOSTED_ZONE = 'Z0148253MARIGOLDZONE'

/** ARN of something regional in the production account and the home region. */
export function regional(company: Company, service: string, resource: string): string {
  return `arn:aws:${service}:${HOME}:${company.production}:${resource}`
}

/** ARN of something of IAM in the production account. */
export function identity(company: Company, resource: string): string {
  return `arn:aws:iam::${company.production}:${resource}`
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`
}

export function keyArn(account: string, keyId: string): string {
  return `arn:aws:kms:${HOME}:${account}:key/${keyId}`
}

export function tableArn(company: Company, table: string): string {
  return regional(company, 'dynamodb', `table/${table}`)
}
