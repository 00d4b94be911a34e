/** Disagreements in which the data set of 2022 is wrong, by `Class.Method action`, and why. */
const errors = [
  [/^EC2\.ModifyTrafficMirrorSession /, 'filter and target are exchanged'],
  [
    /^EC2\.RunInstances ec2:RunInstances/,
    'ARNs without an account, and a security group instead of its identifier',
  ],
  [/^S3\.UploadPart /, 'takes the body for the bucket'],
  [/^S3Control\.\w+ForObjectLambda /, 'the supporting access point is not the one that is made'],
  [/^NetworkManager\./, 'fills every `${ResourceId}` with the identifier of one type'],
  [
    /^FraudDetector\.(?:CreateModel|PutDetector|CreateBatchImportJob|\w+DetectorVersion) /,
    'fills every `${ResourceName}` alike',
  ],
  [/^IAM\.ListAttached\w+Policies /, 'a path prefix is a filter, no part of the ARN'],
  [/^DocDB\.\w+ rds:/, 'an option group without a name'],
  [/^ElastiCache\.CreateCacheCluster elasticache:/, 'an ARN inside an ARN'],
  [/^SecretsManager\.ReplicateSecretToRegions /, 'an ARN inside an ARN'],
  [/^SSM\.StartSession /, 'takes the target, an identifier, for an ARN'],
  [/^Kafka\.DescribeClusterV2 /, 'a broken template'],
  [/^STS\.AssumeRoleWith/, 'unsigned: the caller has no permission to check'],
  [/^DynamoDB\.(?:Query|Scan|\w+ContributorInsights) /, 'with an index AWS checks the index alone'],
  [
    /^CloudWatchLogs\.\w+ logs:/,
    'AWS checks `log-group:NAME:log-stream:…`, which the bare name does not match',
  ],
  [
    /^DynamoDB\.Update(?:GlobalTableSettings|TableReplicaAutoScaling) iam:PassRole/,
    "AWS's own list has no PassRole: Application Auto Scaling uses its service-linked role",
  ],
  [/^Iot\.(?:Create|Update)AuditSuppression iam:PassRole/, 'the role is what the finding is about'],
  [
    /^CloudFormation\.(?:Create|Update)StackSet iam:PassRole/,
    'the execution role is one of the target accounts',
  ],
  [/^CloudControl\./, 'a resource type that the reference does not have'],
]

/** Why the oracle is wrong about an action of a method; `undefined` if nobody has found it so. */
export function oracleError({ className, method, action }) {
  const name = `${className}.${method} ${action}`
  return errors.find(([pattern]) => pattern.test(name))?.[1]
}

/** Entries of the list that explain nothing: none may stay. */
export function idleErrors(disagreements) {
  const names = disagreements.map(({ className, method, action }) => `${className}.${method} ${action}`)
  return errors
    .filter(([pattern]) => !names.some((name) => pattern.test(name)))
    .map(([pattern]) => String(pattern))
}
