import { isAboutResources } from './assignments.js'
import type { Call } from './call.js'
import { type Field, fieldsOf } from './fields.js'
import { literalValue } from './literal-value.js'
import type { Need, ServiceRules } from './rule.js'
import { type Action, supportsConditionKey } from './service.js'

/**
 * `iam:PassRole` is no operation and never an event: AWS checks it when a request hands a role to a service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passedRoles(
  action: Action,
  operation: string,
  call: Call,
  rules: ServiceRules | undefined,
): readonly Need[] {
  const byService = new Map<string, Map<string, string>>()
  for (const field of fieldsOf(call.request)) {
    const role = passedRole(field, action, call)
    if (role === undefined) continue
    const service = serviceOf(field, action, operation, call, rules)
    const why = field.value === role ? `the ARN in ${field.path}` : `the role named in ${field.path}`
    byService.set(service, (byService.get(service) ?? new Map()).set(role, why))
  }
  if (byService.size === 0 || !passes(action, operation)) return []
  return [...byService].map(([service, roles]) => ({
    action: 'iam:PassRole',
    resources: [...roles].map(([arn, why]) => ({
      arn: literalValue(arn),
      why,
      wildcard: undefined,
    })),
    context: [{ key: 'iam:PassedToService', values: [service] }],
    why: `${operation} hands the role to ${service}`,
  }))
}

/**
 * Roles that a service takes on behalf of another of its principals, by prefix and field.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html and the page of each service.
 */
const receivers: Readonly<Record<string, string>> = {
  'apprunner accessrolearn': 'build.apprunner.amazonaws.com',
  'apprunner instancerolearn': 'tasks.apprunner.amazonaws.com',
  'batch jobrolearn': 'ecs-tasks.amazonaws.com',
  'batch executionrolearn': 'ecs-tasks.amazonaws.com',
  'cloudformation executionrolearn': 'resources.cloudformation.amazonaws.com',
  'cloudwatch rolearn': 'streams.metrics.cloudwatch.amazonaws.com',
  'config staticvaluevalues': 'ssm.amazonaws.com',
  'ec2 delivercrossaccountrole': 'vpc-flow-logs.amazonaws.com',
  'ec2 deliverlogspermissionarn': 'vpc-flow-logs.amazonaws.com',
  'ec2 iamfleetrole': 'spotfleet.amazonaws.com',
  'eks podexecutionrolearn': 'eks-fargate-pods.amazonaws.com',
  'eks podidentityassociationrolearn': 'pods.eks.amazonaws.com',
  'elasticmapreduce autoscalingrole': 'application-autoscaling.amazonaws.com',
  'elasticmapreduce jobflowrole': 'ec2.amazonaws.com',
  'macie2 rolename': 'reveal-samples.macie.amazonaws.com',
  'rds monitoringrolearn': 'monitoring.rds.amazonaws.com',
  'rds iamrolearn': 'export.rds.amazonaws.com',
  's3 rolearn': 'batchoperations.s3.amazonaws.com',
  'synthetics executionrolearn': 'lambda.amazonaws.com',
}

function serviceOf(
  field: Field,
  action: Action,
  operation: string,
  call: Call,
  rules: ServiceRules | undefined,
): string {
  const [prefix] = action.id.split(':')
  const receiver = [field.name, field.qualified]
    .map((name) => `${prefix} ${name}`)
    .find((name) => Object.hasOwn(receivers, name))
  if (receiver !== undefined) return receivers[receiver]!
  return rules?.passedTo?.(operation, call) ?? `${principals[prefix!] ?? prefix}.amazonaws.com`
}

/** Services whose principal does not bear the IAM prefix. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html */
const principals: Readonly<Record<string, string | undefined>> = {
  mobiletargeting: 'pinpoint',
  osis: 'osis-pipelines',
  snowball: 'importexport',
}

/**
 * Any operation may, a reading one too: CloudFormation reads resources, Kinesis Analytics samples a stream as the role
 * it is given. Ending a role's use passes nothing, unless AWS lists it.
 */
function passes(action: Action, operation: string): boolean {
  const [prefix = ''] = action.id.split(':')
  if (listsPassRole(action)) return prefix !== 'iam'
  if (speaksOfRoles.has(prefix) || Object.hasOwn(namesRoles, action.id)) return false
  if (/^Disassociate/.test(operation)) return false
  return operation === 'StartSession' || !supportsConditionKey(action, `${prefix}:ExecutionRoleArn`)
}

/** AWS's Service Authorization Reference names iam:PassRole as needed beside the action. */
function listsPassRole({ dependents }: Action): boolean {
  return dependents.includes('iam:PassRole')
}

/** Services whose requests name roles without handing them to a service, or call something else a role. IAM has a rule. */
const speaksOfRoles = new Set([
  'iam',
  'sts',
  'organizations',
  'ram',
  'sso',
  'access-analyzer',
  'auditmanager',
  // A role must have been added to the cluster before: https://docs.aws.amazon.com/neptune/latest/userguide/bulk-load-tutorial-IAM.html
  'neptune-db',
])

/** Actions whose role is not handed to the service that is called, and why. */
const namesRoles: Readonly<Record<string, string>> = {
  'cognito-identity:GetCredentialsForIdentity':
    'unsigned; the identity pool decides: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html',
  'dynamodb:UpdateGlobalTableSettings':
    'Application Auto Scaling uses its service-linked role: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.Permissions.html',
  'dynamodb:UpdateTableReplicaAutoScaling': 'likewise',
  'ec2:AssociateEnclaveCertificateIamRole':
    'the role is allowed to use a certificate: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateEnclaveCertificateIamRole.html',
  'finspace:CreateKxCluster':
    'AWS lists PassRole for CreateKxUser alone: https://docs.aws.amazon.com/service-authorization/latest/reference/list_finspace.html',
  'fis:CreateTargetAccountConfiguration':
    'a role of another account: https://docs.aws.amazon.com/fis/latest/userguide/multi-account.html',
  'fis:UpdateTargetAccountConfiguration': 'likewise',
  'rum:CreateAppMonitor':
    'the role is that of the visitors in their identity pool: https://docs.aws.amazon.com/cloudwatchrum/latest/APIReference/API_AppMonitorConfiguration.html',
  'rum:UpdateAppMonitor': 'likewise',
}

const roleArn = /^arn:[a-z-]+:iam::(\d{12}):role\/[\u0021-\u007e]+$/

/** Fields that carry a role to be assumed by the service; `credentials` is API Gateway's. */
const roleKey = /role(?!ids?$)|credentials(?:arn)?$|callerarn$/

/** Of a reading operation: an enumeration is often called `role`, too, and what is read may be. */
const roleOfReading = /rolearn|executionrole/

/** Members that describe something else, of which a role may be a part: findings, what to search for. */
const description = /(?:^|\.)(?:resourceIdentifier|findings(?:\[\])?|filters?(?:\[\])?|searchCriteria)\./i

/** The ARN of the role that a field hands over, if it does. */
function passedRole(field: Field, action: Action, call: Call): string | undefined {
  if (!isPassedRole(field, action)) return undefined
  const account = roleArn.exec(field.value)?.[1]
  // A role can only be passed within its own account.
  if (account !== undefined) return account === (call.account ?? account) ? field.value : undefined
  return call.account === undefined
    ? undefined
    : `arn:${call.partition}:iam::${call.account}:role/${field.value.replace(/^\//, '')}`
}

/** True if a field of a request may hand a role to a service: the ARN of one, or a name where roles go by name. */
export function isPassedRole(field: Field, action: Action): boolean {
  const looksLikeOne = field.value.startsWith('arn:') ? isRoleArn(field, action) : isRoleName(field, action)
  return looksLikeOne && isAboutResources(field) && !description.test(field.path)
}

function isRoleArn({ name, qualified, value }: Field, action: Action): boolean {
  if (!roleArn.test(value)) return false
  // Where AWS lists iam:PassRole, a role is passed wherever it stands: among the parameters of a document, say.
  if (listsPassRole(action)) return !name.includes('principal')
  if (/^(?:List|Read)$/.test(action.accessLevel)) return roleOfReading.test(name)
  return roleKey.test(name) || roleKey.test(qualified)
}

/** Services known to take a role by its name. */
const takesRoleNames = /^(?:glue|databrew|elasticmapreduce):/

/**
 * Fields that give a role of the account by its name, by prefix. Most others that end so name roles of other accounts
 * (`executionRoleName` of StackSets and automations) or of a directory (Amazon MQ).
 * https://docs.aws.amazon.com/grafana/latest/APIReference/API_CreateWorkspace.html
 * https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_S3ExportConfiguration.html
 * https://docs.aws.amazon.com/macie/latest/APIReference/reveal-configuration.html
 * https://docs.aws.amazon.com/server-migration-service/latest/APIReference/API_CreateReplicationJob.html
 */
const roleNames = new Set([
  'grafana organizationrolename',
  'imagebuilder s3exportconfigurationrolename',
  'macie2 retrievalconfigurationrolename',
  'sms rolename',
])

/** A role given by its name: believed only of services that do so, or where AWS lists iam:PassRole for the action. */
function isRoleName({ name, qualified, value, depth }: Field, action: Action): boolean {
  if (!name.includes('role') || !/^\/?[\w+=,.@/-]{1,128}$/.test(value)) return false
  const [prefix] = action.id.split(':')
  if (roleNames.has(`${prefix} ${name}`) || roleNames.has(`${prefix} ${qualified}`)) return true
  if (depth > 1) return false
  return (
    (/^(?:service)?role$/.test(name) && takesRoleNames.test(action.id)) ||
    (/role(?:name)?$/.test(name) && listsPassRole(action))
  )
}
