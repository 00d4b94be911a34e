import { resolved } from './models.mjs'

/**
 * SDK parameters as CloudTrail writes them: the first letter small; `bucketName` and header names for S3; lists as
 * `…Set.items[]` for EC2. Seen in real logs, see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/using-cloudtrail.html
 * and https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
export function requestParameters(model, operation, params) {
  const { metadata, operations } = model
  if (metadata.endpointPrefix === 'ec2') return ec2Request(params)
  const members = resolved(operations[operation].input, model).members ?? {}
  return metadata.endpointPrefix === 's3' ? s3Request(params, members, model) : lowered(params)
}

export function lowerFirst(name) {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function lowered(value) {
  if (Array.isArray(value)) return value.map(lowered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [lowerFirst(name), lowered(inner)]))
}

function s3Request(params, members, model) {
  const entries = Object.entries(params).map(([name, value]) => {
    const { location, locationName } = resolved(members[name], model)
    if (name === 'Bucket') return ['bucketName', value]
    return [
      location === 'header' || location === 'querystring' ? locationName : lowerFirst(name),
      lowered(value),
    ]
  })
  return Object.fromEntries(entries)
}

/** Lists that EC2 names otherwise than the rule says: `[set, member of each item]`. */
const setsOfEc2 = {
  GroupIds: ['securityGroupIdSet', 'groupId'],
  Groups: ['groupSet', 'groupId'],
  ImageIds: ['imagesSet', 'imageId'],
  InstanceIds: ['instancesSet', 'instanceId'],
  Owners: ['ownersSet', 'owner'],
  Resources: ['resourcesSet', 'resourceId'],
  SecurityGroupIds: ['groupSet', 'groupId'],
  TagSpecifications: ['tagSpecificationSet', ''],
}

function ec2Request(params) {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => ec2Member(name, value)))
}

function ec2Member(name, value) {
  if (Array.isArray(value)) {
    const [set, item] = Object.hasOwn(setsOfEc2, name) ? setsOfEc2[name] : ec2Set(name)
    const items = value.map((each) => (typeof each === 'object' ? ec2Request(each) : { [item]: each }))
    return [set, { items }]
  }
  return [lowerFirst(name), typeof value === 'object' && value !== null ? ec2Request(value) : value]
}

/** `SubnetIds` → `subnetSet.items[].subnetId`; `Filters` → `filterSet.items[].filter`. */
function ec2Set(name) {
  const singular = lowerFirst(name.replace(/s$/, ''))
  const bare = singular.replace(/Id$/, '')
  return [`${bare}Set`, singular]
}
