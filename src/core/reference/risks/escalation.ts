import type { RiskEntry } from './entry.js'

const iam = 'https://docs.aws.amazon.com/IAM/latest/APIReference'
const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const passRole = `${guide}/id_roles_use_passrole.html`
const api = 'https://docs.aws.amazon.com'

/** Actions by which a principal can get more than its policies say: its own, a stronger one's, or those of a role it passes. */
export const escalationRisks: readonly RiskEntry[] = [
  [
    'iam:PassRole',
    'lets a service act with the role, and whoever controls what runs there with it',
    passRole,
  ],
  ['iam:AddUserToGroup', 'gives a user all that a group may do', `${iam}/API_AddUserToGroup.html`],
  [
    'iam:AttachGroupPolicy',
    'gives a group, and its members, any policy',
    `${iam}/API_AttachGroupPolicy.html`,
  ],
  ['iam:AttachRolePolicy', 'gives a role any policy', `${iam}/API_AttachRolePolicy.html`],
  ['iam:AttachUserPolicy', 'gives a user any policy', `${iam}/API_AttachUserPolicy.html`],
  ['iam:CreateAccessKey', 'lets it act as another user', `${iam}/API_CreateAccessKey.html`],
  ['iam:CreateLoginProfile', 'lets it sign in as another user', `${iam}/API_CreateLoginProfile.html`],
  [
    'iam:CreatePolicyVersion',
    'rewrites a policy that is attached already',
    `${iam}/API_CreatePolicyVersion.html`,
  ],
  [
    'iam:DeleteRolePermissionsBoundary',
    'takes away the limit of a role',
    `${iam}/API_DeleteRolePermissionsBoundary.html`,
  ],
  [
    'iam:DeleteUserPermissionsBoundary',
    'takes away the limit of a user',
    `${iam}/API_DeleteUserPermissionsBoundary.html`,
  ],
  [
    'iam:DeleteRolePolicy',
    'takes away a policy, which may be one that denies',
    `${iam}/API_DeleteRolePolicy.html`,
  ],
  [
    'iam:DetachRolePolicy',
    'takes away a policy, which may be one that denies',
    `${iam}/API_DetachRolePolicy.html`,
  ],
  ['iam:PutGroupPolicy', 'writes what a group, and its members, may do', `${iam}/API_PutGroupPolicy.html`],
  ['iam:PutRolePolicy', 'writes what a role may do', `${iam}/API_PutRolePolicy.html`],
  ['iam:PutUserPolicy', 'writes what a user may do', `${iam}/API_PutUserPolicy.html`],
  [
    'iam:SetDefaultPolicyVersion',
    'brings back an earlier, perhaps stronger version of a policy',
    `${iam}/API_SetDefaultPolicyVersion.html`,
  ],
  ['iam:UpdateAssumeRolePolicy', 'decides who may become a role', `${iam}/API_UpdateAssumeRolePolicy.html`],
  ['iam:UpdateLoginProfile', 'sets the password of another user', `${iam}/API_UpdateLoginProfile.html`],
  ['iam:CreateSAMLProvider', 'lets another directory sign people in', `${iam}/API_CreateSAMLProvider.html`],
  ['iam:UpdateSAMLProvider', 'lets another directory sign people in', `${iam}/API_UpdateSAMLProvider.html`],
  [
    'iam:CreateOpenIDConnectProvider',
    'lets another issuer sign workloads in',
    `${iam}/API_CreateOpenIDConnectProvider.html`,
  ],
  [
    'iam:UpdateOpenIDConnectProviderThumbprint',
    'decides which issuer is trusted',
    `${iam}/API_UpdateOpenIDConnectProviderThumbprint.html`,
  ],
  ['iam:AddRoleToInstanceProfile', 'gives an instance a role', `${iam}/API_AddRoleToInstanceProfile.html`],
  ['iam:DeactivateMFADevice', 'takes away a second factor', `${iam}/API_DeactivateMFADevice.html`],
  ['ec2:RunInstances', 'runs code of its choice, with the role it passes', passRole],
  ['ec2:AssociateIamInstanceProfile', 'gives a running instance a role', passRole],
  ['ec2:ReplaceIamInstanceProfileAssociation', 'gives a running instance another role', passRole],
  [
    'ec2:ModifyInstanceAttribute',
    'can change the start script of an instance that has a role',
    `${api}/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html`,
  ],
  [
    'ec2-instance-connect:SendSSHPublicKey',
    'opens a shell on an instance, with the instance’s role',
    `${api}/AWSEC2/latest/UserGuide/ec2-instance-connect-configure-IAM-role.html`,
  ],
  [
    'ssm:SendCommand',
    'runs commands on instances, with their roles',
    `${api}/systems-manager/latest/userguide/run-command.html`,
  ],
  [
    'ssm:StartSession',
    'opens a shell on an instance, with the instance’s role',
    `${api}/systems-manager/latest/userguide/session-manager.html`,
  ],
  [
    'ssm:StartAutomationExecution',
    'runs a runbook, which may act with a role of its own',
    `${api}/systems-manager/latest/userguide/automation-setup.html`,
  ],
  [
    'ssm:CreateAssociation',
    'runs commands on instances, with their roles',
    `${api}/systems-manager/latest/userguide/state-manager-associations.html`,
  ],
  ['lambda:CreateFunction', 'runs code of its choice, with the role it passes', passRole],
  [
    'lambda:UpdateFunctionCode',
    'runs code of its choice, with the function’s role',
    `${api}/lambda/latest/api/API_UpdateFunctionCode.html`,
  ],
  [
    'lambda:UpdateFunctionConfiguration',
    'can make a function load other code, or give it another role',
    `${api}/lambda/latest/api/API_UpdateFunctionConfiguration.html`,
  ],
  [
    'lambda:AddLayerVersionPermission',
    'shares code that functions run',
    `${api}/lambda/latest/api/API_AddLayerVersionPermission.html`,
  ],
  [
    'lambda:CreateEventSourceMapping',
    'makes a function run on events of its choice',
    `${api}/lambda/latest/api/API_CreateEventSourceMapping.html`,
  ],
  [
    'cloudformation:CreateStack',
    'creates anything that the stack’s role or the caller may',
    `${api}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
  ],
  [
    'cloudformation:UpdateStack',
    'changes anything that the stack’s role may',
    `${api}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
  ],
  [
    'cloudformation:ExecuteChangeSet',
    'changes anything that the stack’s role may',
    `${api}/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html`,
  ],
  [
    'cloudformation:CreateStackSet',
    'creates things in many accounts with the roles of the stack set',
    `${api}/AWSCloudFormation/latest/UserGuide/stacksets-prereqs.html`,
  ],
  ['codebuild:CreateProject', 'runs commands of its choice, with the role it passes', passRole],
  [
    'codebuild:UpdateProject',
    'runs commands of its choice, with the project’s role',
    `${api}/codebuild/latest/APIReference/API_UpdateProject.html`,
  ],
  [
    'codebuild:StartBuild',
    'can override what a build runs, with the project’s role',
    `${api}/codebuild/latest/APIReference/API_StartBuild.html`,
  ],
  ['codepipeline:CreatePipeline', 'runs actions with the role it passes', passRole],
  [
    'datapipeline:PutPipelineDefinition',
    'runs work with the pipeline’s roles',
    `${api}/service-authorization/latest/reference/list_awsdatapipeline.html`,
  ],
  [
    'ecs:RunTask',
    'runs containers with the task’s role',
    `${api}/AmazonECS/latest/developerguide/task-iam-roles.html`,
  ],
  ['ecs:RegisterTaskDefinition', 'decides which containers run with the role it passes', passRole],
  [
    'ecs:ExecuteCommand',
    'opens a shell in a container, with the task’s role',
    `${api}/AmazonECS/latest/developerguide/ecs-exec.html`,
  ],
  [
    'eks:CreateAccessEntry',
    'decides who may enter a cluster',
    `${api}/eks/latest/userguide/access-entries.html`,
  ],
  [
    'eks:AssociateAccessPolicy',
    'decides who administers a cluster',
    `${api}/eks/latest/userguide/access-policies.html`,
  ],
  ['glue:CreateDevEndpoint', 'opens a shell with the role it passes', passRole],
  [
    'glue:UpdateDevEndpoint',
    'puts a key of its own on an endpoint that has a role',
    `${api}/glue/latest/webapi/API_UpdateDevEndpoint.html`,
  ],
  ['glue:CreateJob', 'runs code of its choice, with the role it passes', passRole],
  [
    'glue:UpdateJob',
    'changes the code that runs with the job’s role',
    `${api}/glue/latest/webapi/API_UpdateJob.html`,
  ],
  ['sagemaker:CreateNotebookInstance', 'runs code of its choice, with the role it passes', passRole],
  [
    'sagemaker:CreatePresignedNotebookInstanceUrl',
    'opens a notebook, with the notebook’s role',
    `${api}/sagemaker/latest/APIReference/API_CreatePresignedNotebookInstanceUrl.html`,
  ],
  ['sagemaker:CreateTrainingJob', 'runs code of its choice, with the role it passes', passRole],
  ['sagemaker:CreateProcessingJob', 'runs code of its choice, with the role it passes', passRole],
  ['states:CreateStateMachine', 'calls services with the role it passes', passRole],
  [
    'states:UpdateStateMachine',
    'changes what is called with the state machine’s role',
    `${api}/step-functions/latest/apireference/API_UpdateStateMachine.html`,
  ],
  ['scheduler:CreateSchedule', 'calls services with the role it passes', passRole],
  ['events:PutTargets', 'calls targets with the role it passes', passRole],
  [
    'autoscaling:CreateLaunchConfiguration',
    'decides what instances run, with the profile it names',
    passRole,
  ],
  [
    'ec2:CreateLaunchTemplateVersion',
    'decides what instances run, and with which role',
    `${api}/AWSEC2/latest/UserGuide/launch-template-permissions.html`,
  ],
  [
    'sso:AttachManagedPolicyToPermissionSet',
    'gives everyone with the permission set any policy',
    `${api}/singlesignon/latest/APIReference/API_AttachManagedPolicyToPermissionSet.html`,
  ],
  [
    'sso:PutInlinePolicyToPermissionSet',
    'writes what everyone with the permission set may do',
    `${api}/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html`,
  ],
  [
    'sso:CreateAccountAssignment',
    'gives a person a permission set in an account',
    `${api}/singlesignon/latest/APIReference/API_CreateAccountAssignment.html`,
  ],
  [
    'organizations:DetachPolicy',
    'takes away a guardrail',
    `${api}/organizations/latest/APIReference/API_DetachPolicy.html`,
  ],
  ['kms:CreateGrant', 'lets others use a key', `${api}/kms/latest/developerguide/grants.html`],
  ['kms:PutKeyPolicy', 'decides who may use a key', `${api}/kms/latest/developerguide/key-policies.html`],
]
