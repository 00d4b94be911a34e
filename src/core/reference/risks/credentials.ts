import type { RiskEntry } from './entry.js'

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const api = 'https://docs.aws.amazon.com'

/** Actions whose answer holds a password, key, token or something as good as one. */
export const credentialRisks: readonly RiskEntry[] = [
  ['iam:CreateAccessKey', 'gives out a long-lived key of a user', `${iam}/id_credentials_access-keys.html`],
  [
    'iam:CreateServiceSpecificCredential',
    'gives out a password of a user for a service',
    `${iam}/id_credentials_service-specific-creds.html`,
  ],
  [
    'iam:ResetServiceSpecificCredential',
    'gives out a new password of a user for a service',
    `${iam}/id_credentials_service-specific-creds.html`,
  ],
  ['sts:AssumeRole', 'gives out credentials of the role', `${iam}/id_roles_use.html`],
  ['sts:AssumeRoleWithSAML', 'gives out credentials of the role', `${iam}/id_roles_use.html`],
  ['sts:AssumeRoleWithWebIdentity', 'gives out credentials of the role', `${iam}/id_roles_use.html`],
  [
    'sts:AssumeRoot',
    'gives out root credentials of a member account',
    `${iam}/id_root-user-privileged-task.html`,
  ],
  [
    'sts:GetFederationToken',
    'gives out credentials that outlive the session that asked for them',
    `${iam}/id_credentials_temp_request.html`,
  ],
  [
    'sts:GetSessionToken',
    'gives out credentials that outlive the session that asked for them',
    `${iam}/id_credentials_temp_request.html`,
  ],
  [
    'secretsmanager:GetSecretValue',
    'reads secrets',
    `${api}/secretsmanager/latest/userguide/auth-and-access.html`,
  ],
  [
    'secretsmanager:BatchGetSecretValue',
    'reads many secrets at once',
    `${api}/secretsmanager/latest/userguide/auth-and-access.html`,
  ],
  [
    'ssm:GetParameter',
    'reads parameters, SecureString among them',
    `${api}/systems-manager/latest/userguide/sysman-paramstore-access.html`,
  ],
  [
    'ssm:GetParameters',
    'reads parameters, SecureString among them',
    `${api}/systems-manager/latest/userguide/sysman-paramstore-access.html`,
  ],
  [
    'ssm:GetParametersByPath',
    'reads every parameter under a path, SecureString among them',
    `${api}/systems-manager/latest/userguide/sysman-paramstore-access.html`,
  ],
  [
    'ssm:GetParameterHistory',
    'reads earlier values of parameters, SecureString among them',
    `${api}/systems-manager/latest/userguide/sysman-paramstore-access.html`,
  ],
  [
    'ecr:GetAuthorizationToken',
    'gives out a password for the registry',
    `${api}/AmazonECR/latest/userguide/registry_auth.html`,
  ],
  [
    'ecr-public:GetAuthorizationToken',
    'gives out a password for the public registry',
    `${api}/AmazonECR/latest/public/public-registry-auth.html`,
  ],
  [
    'codeartifact:GetAuthorizationToken',
    'gives out a token for the package repositories',
    `${api}/codeartifact/latest/ug/tokens-authentication.html`,
  ],
  [
    'rds-db:connect',
    'signs in to a database',
    `${api}/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html`,
  ],
  [
    'redshift:GetClusterCredentials',
    'gives out a password of the cluster',
    `${api}/redshift/latest/mgmt/generating-user-credentials.html`,
  ],
  [
    'redshift:GetClusterCredentialsWithIAM',
    'gives out a password of the cluster',
    `${api}/redshift/latest/mgmt/generating-user-credentials.html`,
  ],
  [
    'redshift-serverless:GetCredentials',
    'gives out a password of the workgroup',
    `${api}/redshift-serverless/latest/APIReference/API_GetCredentials.html`,
  ],
  [
    'ec2:GetPasswordData',
    'reads the administrator password of a Windows instance',
    `${api}/AWSEC2/latest/APIReference/API_GetPasswordData.html`,
  ],
  [
    'ec2:CreateKeyPair',
    'gives out a private key',
    `${api}/AWSEC2/latest/APIReference/API_CreateKeyPair.html`,
  ],
  [
    'lightsail:DownloadDefaultKeyPair',
    'gives out the private key of the instances',
    `${api}/lightsail/2016-11-28/api-reference/API_DownloadDefaultKeyPair.html`,
  ],
  [
    'lightsail:GetInstanceAccessDetails',
    'gives out keys to an instance',
    `${api}/lightsail/2016-11-28/api-reference/API_GetInstanceAccessDetails.html`,
  ],
  [
    'lightsail:GetRelationalDatabaseMasterUserPassword',
    'reads the password of a database',
    `${api}/lightsail/2016-11-28/api-reference/API_GetRelationalDatabaseMasterUserPassword.html`,
  ],
  [
    'lightsail:CreateKeyPair',
    'gives out a private key',
    `${api}/lightsail/2016-11-28/api-reference/API_CreateKeyPair.html`,
  ],
  [
    'cognito-identity:GetCredentialsForIdentity',
    'gives out credentials of the pool role',
    `${api}/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html`,
  ],
  [
    'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
    'gives out a token of any user of the pool',
    `${api}/cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html`,
  ],
  [
    'cognito-idp:DescribeUserPoolClient',
    'reads the secret of an application',
    `${api}/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html`,
  ],
  [
    'apigateway:GET',
    'reads the values of API keys, if they are among its resources',
    `${api}/apigateway/latest/api/API_GetApiKeys.html`,
  ],
  ['appsync:ListApiKeys', 'reads API keys', `${api}/appsync/latest/APIReference/API_ListApiKeys.html`],
  [
    'chime:CreateApiKey',
    'gives out an API key',
    `${api}/service-authorization/latest/reference/list_amazonchime.html`,
  ],
  [
    'connect:GetFederationToken',
    'signs in to the contact center as a user',
    `${api}/connect/latest/APIReference/API_GetFederationToken.html`,
  ],
  [
    'gamelift:GetComputeAccess',
    'gives out credentials of a compute',
    `${api}/gamelift/latest/apireference/API_GetComputeAccess.html`,
  ],
  [
    'gamelift:GetInstanceAccess',
    'gives out credentials of an instance',
    `${api}/gamelift/latest/apireference/API_GetInstanceAccess.html`,
  ],
  [
    'acm:ExportCertificate',
    'gives out a private key',
    `${api}/acm/latest/APIReference/API_ExportCertificate.html`,
  ],
  [
    'lambda:GetFunctionConfiguration',
    'reads environment variables, in which credentials are often kept',
    `${api}/lambda/latest/dg/configuration-envvars.html`,
  ],
  [
    'lambda:GetFunction',
    'reads the code and environment variables, in which credentials are often kept',
    `${api}/lambda/latest/dg/configuration-envvars.html`,
  ],
]
