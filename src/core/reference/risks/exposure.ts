import type { RiskEntry } from './entry.js'

const api = 'https://docs.aws.amazon.com'

/** Actions that can open something to other accounts, to the internet, or to everybody. */
export const exposureRisks: readonly RiskEntry[] = [
  [
    's3:PutBucketPolicy',
    'can open a bucket to anyone',
    `${api}/AmazonS3/latest/userguide/access-control-block-public-access.html`,
  ],
  [
    's3:DeleteBucketPolicy',
    'takes away the policy of a bucket, which may be one that denies',
    `${api}/AmazonS3/latest/API/API_DeleteBucketPolicy.html`,
  ],
  ['s3:PutBucketAcl', 'can open a bucket to anyone', `${api}/AmazonS3/latest/userguide/acl-overview.html`],
  ['s3:PutObjectAcl', 'can open objects to anyone', `${api}/AmazonS3/latest/userguide/acl-overview.html`],
  [
    's3:PutObjectVersionAcl',
    'can open objects to anyone',
    `${api}/AmazonS3/latest/userguide/acl-overview.html`,
  ],
  [
    's3:PutBucketPublicAccessBlock',
    'can lift the block on public access of a bucket',
    `${api}/AmazonS3/latest/userguide/access-control-block-public-access.html`,
  ],
  [
    's3:PutAccountPublicAccessBlock',
    'can lift the block on public access of the account',
    `${api}/AmazonS3/latest/userguide/access-control-block-public-access.html`,
  ],
  [
    's3:PutAccessPointPolicy',
    'can open an access point to others',
    `${api}/AmazonS3/latest/userguide/access-points-policies.html`,
  ],
  [
    's3:PutBucketWebsite',
    'can serve a bucket as a website',
    `${api}/AmazonS3/latest/userguide/WebsiteHosting.html`,
  ],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    'can open ports to the internet',
    `${api}/vpc/latest/userguide/vpc-security-groups.html`,
  ],
  [
    'ec2:ModifySecurityGroupRules',
    'can open ports to the internet',
    `${api}/vpc/latest/userguide/vpc-security-groups.html`,
  ],
  [
    'ec2:CreateNetworkAclEntry',
    'can open a subnet to the internet',
    `${api}/vpc/latest/userguide/vpc-network-acls.html`,
  ],
  [
    'ec2:CreateRoute',
    'can lead traffic of a subnet elsewhere',
    `${api}/vpc/latest/userguide/VPC_Route_Tables.html`,
  ],
  [
    'ec2:AttachInternetGateway',
    'can connect a network to the internet',
    `${api}/vpc/latest/userguide/VPC_Internet_Gateway.html`,
  ],
  [
    'ec2:AssociateAddress',
    'gives an instance an address of the internet',
    `${api}/AWSEC2/latest/APIReference/API_AssociateAddress.html`,
  ],
  [
    'ec2:ModifyImageAttribute',
    'can share an image with anyone',
    `${api}/AWSEC2/latest/UserGuide/sharingamis-intro.html`,
  ],
  [
    'ec2:ModifySnapshotAttribute',
    'can share a disk with anyone',
    `${api}/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html`,
  ],
  [
    'ec2:CreateVpcPeeringConnection',
    'can connect a network to another account',
    `${api}/vpc/latest/peering/what-is-vpc-peering.html`,
  ],
  [
    'ec2:ModifyVpcEndpointServicePermissions',
    'can open a service to other accounts',
    `${api}/vpc/latest/privatelink/configure-endpoint-service.html`,
  ],
  [
    'rds:ModifyDBSnapshotAttribute',
    'can share a database with anyone',
    `${api}/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html`,
  ],
  [
    'rds:ModifyDBClusterSnapshotAttribute',
    'can share a database with anyone',
    `${api}/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html`,
  ],
  [
    'rds:ModifyDBInstance',
    'can make a database public or set its password',
    `${api}/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html`,
  ],
  [
    'redshift:ModifyCluster',
    'can make a cluster public or set its password',
    `${api}/redshift/latest/APIReference/API_ModifyCluster.html`,
  ],
  [
    'redshift:AuthorizeSnapshotAccess',
    'shares a cluster’s data with another account',
    `${api}/redshift/latest/APIReference/API_AuthorizeSnapshotAccess.html`,
  ],
  [
    'lambda:AddPermission',
    'can let anyone run a function',
    `${api}/lambda/latest/dg/access-control-resource-based.html`,
  ],
  [
    'lambda:CreateFunctionUrlConfig',
    'can put a function on the internet',
    `${api}/lambda/latest/dg/urls-auth.html`,
  ],
  [
    'lambda:UpdateFunctionUrlConfig',
    'can put a function on the internet without authentication',
    `${api}/lambda/latest/dg/urls-auth.html`,
  ],
  [
    'kms:PutKeyPolicy',
    'can let other accounts use a key',
    `${api}/kms/latest/developerguide/key-policy-modifying-external-accounts.html`,
  ],
  ['kms:CreateGrant', 'can let other accounts use a key', `${api}/kms/latest/developerguide/grants.html`],
  [
    'secretsmanager:PutResourcePolicy',
    'can let other accounts read a secret',
    `${api}/secretsmanager/latest/userguide/auth-and-access_resource-policies.html`,
  ],
  ['sns:AddPermission', 'can open a topic to others', `${api}/sns/latest/api/API_AddPermission.html`],
  [
    'sns:SetTopicAttributes',
    'can open a topic to others',
    `${api}/sns/latest/api/API_SetTopicAttributes.html`,
  ],
  [
    'sqs:AddPermission',
    'can open a queue to others',
    `${api}/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html`,
  ],
  [
    'sqs:SetQueueAttributes',
    'can open a queue to others',
    `${api}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html`,
  ],
  [
    'ecr:SetRepositoryPolicy',
    'can open a repository to others',
    `${api}/AmazonECR/latest/userguide/repository-policies.html`,
  ],
  [
    'ecr:PutRegistryPolicy',
    'can open the registry to other accounts',
    `${api}/AmazonECR/latest/userguide/registry-permissions.html`,
  ],
  [
    'dynamodb:PutResourcePolicy',
    'can open a table to other accounts',
    `${api}/amazondynamodb/latest/developerguide/rbac-overview.html`,
  ],
  [
    'elasticfilesystem:PutFileSystemPolicy',
    'can open a file system to others',
    `${api}/efs/latest/ug/iam-access-control-nfs-efs.html`,
  ],
  [
    'es:UpdateDomainConfig',
    'can open a search domain to others',
    `${api}/opensearch-service/latest/developerguide/ac.html`,
  ],
  [
    'events:PutPermission',
    'can let other accounts send events',
    `${api}/eventbridge/latest/APIReference/API_PutPermission.html`,
  ],
  [
    'glue:PutResourcePolicy',
    'can open the catalog to other accounts',
    `${api}/glue/latest/dg/cross-account-access.html`,
  ],
  [
    'logs:PutResourcePolicy',
    'can let others write or read logs',
    `${api}/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html`,
  ],
  [
    'backup:PutBackupVaultAccessPolicy',
    'can open backups to other accounts',
    `${api}/aws-backup/latest/devguide/create-a-vault-access-policy.html`,
  ],
  [
    'ram:CreateResourceShare',
    'shares resources with other accounts',
    `${api}/ram/latest/userguide/working-with-sharing.html`,
  ],
  [
    'ssm:ModifyDocumentPermission',
    'can share a document with anyone',
    `${api}/systems-manager/latest/userguide/documents-ssm-sharing.html`,
  ],
  [
    'eks:UpdateClusterConfig',
    'can put the endpoint of a cluster on the internet',
    `${api}/eks/latest/userguide/cluster-endpoint.html`,
  ],
  [
    'apigateway:UpdateRestApiPolicy',
    'can open an API to anyone',
    `${api}/apigateway/latest/developerguide/apigateway-resource-policies.html`,
  ],
  [
    'cloudfront:UpdateDistribution',
    'can serve another origin to the world',
    `${api}/cloudfront/latest/APIReference/API_UpdateDistribution.html`,
  ],
  [
    'route53:ChangeResourceRecordSets',
    'can lead names elsewhere',
    `${api}/Route53/latest/APIReference/API_ChangeResourceRecordSets.html`,
  ],
]
