import { type Company, GLOBAL, identity } from '../company.js'
import { uniqueId } from '../records/identity.js'
import { record, type TrailRecord } from '../records/record.js'
import { printed } from '../time.js'
import { type Call, need, needPassRole, type Step, step } from '../workload.js'

/** Only CreateRole and CreateInstanceProfile name the path; later requests give the bare name. */
export const ROLE_PATH = '/app/'
const RESIZER = 'marigold-image-resizer'
const WORKER = 'marigold-thumbnail-worker'
const PROFILE_ROLE = { instanceProfileName: WORKER, roleName: WORKER }
const MANAGED_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

/** Roles of the test stack: for its function, and for its instances through an instance profile. */
export function createRoles(company: Company): readonly Step[] {
  const { resizer, workerRole, profile } = arns(company)
  return [
    role(RESIZER, resizer, 'lambda.amazonaws.com'),
    role(WORKER, workerRole, 'ec2.amazonaws.com'),
    plain('GetRole', 'iam:GetRole', resizer, { roleName: RESIZER }, true),
    plain('PutRolePolicy', 'iam:PutRolePolicy', workerRole, {
      roleName: WORKER,
      policyName: 'queue',
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: '*' }],
      }),
    }),
    attached('AttachRolePolicy', resizer),
    ...instanceProfile(profile, workerRole),
  ]
}

export function deleteRoles(company: Company): readonly Step[] {
  const { resizer, workerRole, profile } = arns(company)
  return [
    plain('RemoveRoleFromInstanceProfile', 'iam:RemoveRoleFromInstanceProfile', profile, PROFILE_ROLE),
    plain('DeleteInstanceProfile', 'iam:DeleteInstanceProfile', profile, { instanceProfileName: WORKER }),
    attached('DetachRolePolicy', resizer),
    plain('DeleteRolePolicy', 'iam:DeleteRolePolicy', workerRole, { roleName: WORKER, policyName: 'queue' }),
    plain('DeleteRole', 'iam:DeleteRole', resizer, { roleName: RESIZER }),
    plain('DeleteRole', 'iam:DeleteRole', workerRole, { roleName: WORKER }),
  ]
}

function arns(company: Company) {
  return {
    resizer: identity(company, `role${ROLE_PATH}${RESIZER}`),
    workerRole: identity(company, `role${ROLE_PATH}${WORKER}`),
    profile: identity(company, `instance-profile${ROLE_PATH}${WORKER}`),
  }
}

function iam(call: Call, name: string, readOnly: boolean, request: object, response?: object): TrailRecord {
  return record(call, {
    source: 'iam',
    name,
    readOnly,
    request,
    ...(response && { response }),
    region: GLOBAL,
    host: 'iam.amazonaws.com',
  })
}

/** A call without a response worth telling. */
function plain(name: string, action: string, resource: string, request: object, readOnly = false): Step {
  return step({
    operation: `iam:${name}`,
    needs: [need(action, resource)],
    records: (call) => [iam(call, name, readOnly, request)],
  })
}

function role(roleName: string, arn: string, trusted: string): Step {
  const assumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' }],
  })
  return step({
    operation: 'iam:CreateRole',
    needs: [need('iam:CreateRole', arn)],
    records: (call) => [
      iam(
        call,
        'CreateRole',
        false,
        { roleName, path: ROLE_PATH, assumeRolePolicyDocument, maxSessionDuration: 3600 },
        {
          role: {
            assumeRolePolicyDocument: encodeURIComponent(assumeRolePolicyDocument),
            arn,
            roleId: uniqueId('AROA', arn),
            createDate: printed(call.now()),
            roleName,
            path: ROLE_PATH,
          },
        },
      ),
    ],
  })
}

function attached(name: 'AttachRolePolicy' | 'DetachRolePolicy', arn: string): Step {
  return plain(name, `iam:${name}`, arn, { roleName: RESIZER, policyArn: MANAGED_POLICY })
}

/** Putting a role into an instance profile passes the role to EC2. */
function instanceProfile(profile: string, workerRole: string): readonly Step[] {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
  return [
    step({
      operation: 'iam:CreateInstanceProfile',
      needs: [need('iam:CreateInstanceProfile', profile)],
      records: (call) => [
        iam(
          call,
          'CreateInstanceProfile',
          false,
          { instanceProfileName: WORKER, path: ROLE_PATH },
          {
            instanceProfile: {
              path: ROLE_PATH,
              instanceProfileName: WORKER,
              instanceProfileId: `AIPA${call.random.code(17)}`,
              arn: profile,
              createDate: printed(call.now()),
              roles: [],
            },
          },
        ),
      ],
    }),
    step({
      operation: 'iam:AddRoleToInstanceProfile',
      needs: [need('iam:AddRoleToInstanceProfile', profile), needPassRole(workerRole, 'ec2.amazonaws.com')],
      records: (call) => [iam(call, 'AddRoleToInstanceProfile', false, PROFILE_ROLE)],
    }),
  ]
}
