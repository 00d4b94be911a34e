import { type Company, HOME, identity, regional } from '../company.js'
import { roleSession, uniqueId } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { iso, printed } from '../time.js'
import {
  type Call,
  denied,
  need,
  needPassRole,
  type Principal,
  type Step,
  single,
  step,
} from '../workload.js'
import { releaseRecorderArn } from './release-recorder.js'

const REPOSITORY = 'marigold/web'
const FUNCTION = 'marigold-order-mailer'
const ECR_HOST = `api.ecr.${HOME}.amazonaws.com`
const ISSUER = 'token.actions.githubusercontent.com'
const SUBJECT = 'repo:marigold-market/shop:ref:refs/heads/main'

function ciRoleArn(company: Company): string {
  return identity(company, 'role/ci/marigold-github-actions')
}

/** The build: signs in through OIDC, pushes an image, deploys a function and the service, notes the release. */
export function continuousIntegration(company: Company): Principal {
  const arn = ciRoleArn(company)
  return {
    name: 'continuous-integration',
    arn,
    type: 'Role',
    starts: ['10:00', '14:00', '16:00'],
    share: 2,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: 'GitHubActions',
        start,
        random,
        region: HOME,
        sourceIPAddress: `192.0.2.${10 + random.below(200)}`,
        userAgent:
          'aws-cli/2.24.17 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-1021-azure md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython exec-env/GitHubActions cfg/retry-mode#standard md/installer#exe',
        federatedProvider: identity(company, `oidc-provider/${ISSUER}`),
      }),
    steps: [...signIn(company), ...pushImage(company), ...deploy(company), ...refused(company)],
  }
}

/** Exchanging a token needs no permission of an identity, only the role's trust policy. */
function signIn(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
  return [
    step({
      operation: 'sts:AssumeRoleWithWebIdentity',
      needs: [],
      records: (call) => [exchangeToken(call, company)],
    }),
    step({
      operation: 'sts:GetCallerIdentity',
      needs: [],
      records: (call) => [record(call, { source: 'sts', name: 'GetCallerIdentity', readOnly: true })],
    }),
  ]
}

function exchangeToken(call: Call, company: Company): TrailRecord {
  const roleArn = ciRoleArn(company)
  const { accessKeyId } = call.actor.userIdentity as { accessKeyId: string }
  return record(call, {
    source: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    readOnly: true,
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `arn:aws:iam::${company.production}:oidc-provider/${ISSUER}:sts.amazonaws.com:${SUBJECT}`,
      userName: SUBJECT,
      identityProvider: `arn:aws:iam::${company.production}:oidc-provider/${ISSUER}`,
    },
    request: { roleArn, roleSessionName: 'GitHubActions', durationSeconds: 3600 },
    response: {
      credentials: credentials(call, accessKeyId),
      subjectFromWebIdentityToken: SUBJECT,
      assumedRoleUser: { assumedRoleId: `${uniqueId('AROA', roleArn)}:GitHubActions`, arn: call.actor.arn },
      provider: `arn:aws:iam::${company.production}:oidc-provider/${ISSUER}`,
      audience: 'sts.amazonaws.com',
    },
    resources: [{ accountId: company.production, type: 'AWS::IAM::Role', ARN: roleArn }],
  })
}

function credentials(call: Call, accessKeyId: string): object {
  return {
    accessKeyId,
    sessionToken: `IQoJb3JpZ2luX2VjE${call.random.base64(120)}==`,
    expiration: printed(call.now() + 3600),
  }
}

function pushImage(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
  const layer = (call: Call) => call.recall('layer', () => `sha256:${call.random.hex(64)}`)
  const uploadId = (call: Call) => call.recall('upload', call.random.uuid)
  const range = { partFirstByte: 0, partLastByte: 8_388_607 }
  return [
    single('ecr:GetAuthorizationToken', [need('ecr:GetAuthorizationToken', '*')], (call) =>
      record(call, { source: 'ecr', name: 'GetAuthorizationToken', readOnly: true, host: ECR_HOST }),
    ),
    push(company, 'BatchCheckLayerAvailability', true, (call) => ({ layerDigests: [layer(call)] })),
    push(company, 'InitiateLayerUpload', false, () => ({})),
    push(company, 'UploadLayerPart', false, (call) => ({ uploadId: uploadId(call), ...range })),
    push(company, 'CompleteLayerUpload', false, (call) => ({
      uploadId: uploadId(call),
      layerDigests: [layer(call)],
    })),
    push(company, 'PutImage', false, (call) => ({
      imageTag: `release-${call.random.hex(12)}`,
      imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      imageManifest: `{"schemaVersion":2,"config":{"digest":"${layer(call)}"}}`,
    })),
  ]
}

function push(company: Company, name: string, readOnly: boolean, request: (call: Call) => object): Step {
  const repository = regional(company, 'ecr', `repository/${REPOSITORY}`)
  return single(`ecr:${name}`, [need(`ecr:${name}`, repository)], (call) =>
    record(call, {
      source: 'ecr',
      name,
      readOnly,
      request: { registryId: company.production, repositoryName: REPOSITORY, ...request(call) },
      resources: [{ accountId: company.production, ARN: repository }],
      host: ECR_HOST,
    }),
  )
}

function deploy(company: Company): readonly Step[] {
  const functionArn = regional(company, 'lambda', `function:${FUNCTION}`)
  const service = regional(company, 'ecs', 'service/marigold/web')
  const lambda = (name: string, action: string, readOnly: boolean, request: object): Step =>
    step({
      operation: `lambda:${name}`,
      needs: [need(action, functionArn)],
      records: (call) => [record(call, { source: 'lambda', name, readOnly, request })],
    })
  const ecs = (call: Call, name: string, readOnly: boolean, request: object): TrailRecord =>
    record(call, { source: 'ecs', name, readOnly, request })
  return [
    lambda('UpdateFunctionCode20150331v2', 'lambda:UpdateFunctionCode', false, {
      functionName: FUNCTION,
      publish: false,
      dryRun: false,
    }),
    lambda('GetFunctionConfiguration20150331v2', 'lambda:GetFunctionConfiguration', true, {
      functionName: FUNCTION,
    }),
    taskDefinition(company),
    // UpdateService names the new revision; its roles were passed when the revision was registered.
    step({
      operation: 'ecs:UpdateService',
      needs: [need('ecs:UpdateService', service)],
      records: (call) => [
        ecs(call, 'UpdateService', false, {
          cluster: 'marigold',
          service: 'web',
          taskDefinition: `marigold-web:${revision(call)}`,
        }),
      ],
    }),
    step({
      operation: 'ecs:DescribeServices',
      needs: [need('ecs:DescribeServices', service)],
      records: (call) => [ecs(call, 'DescribeServices', true, { cluster: 'marigold', services: ['web'] })],
    }),
    assumeReleaseRecorder(company),
  ]
}

function revision(call: Call): number {
  return 41 + call.session
}

/** A task definition hands two roles to ECS: the task's own and the one that starts it. */
function taskDefinition(company: Company): Step {
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  const taskRole = identity(company, 'role/app/marigold-web-task')
  const executionRole = identity(company, 'role/service-role/marigold-ecs-execution')
  const registry = `${company.production}.dkr.ecr.${HOME}.amazonaws.com`
  return step({
    operation: 'ecs:RegisterTaskDefinition',
    needs: [
      need('ecs:RegisterTaskDefinition', regional(company, 'ecs', 'task-definition/marigold-web:*')),
      needPassRole(taskRole, 'ecs-tasks.amazonaws.com'),
      needPassRole(executionRole, 'ecs-tasks.amazonaws.com'),
    ],
    records: (call) => {
      const definition = {
        family: 'marigold-web',
        taskRoleArn: taskRole,
        executionRoleArn: executionRole,
        networkMode: 'awsvpc',
        containerDefinitions: [
          { name: 'web', image: `${registry}/${REPOSITORY}:release-${call.random.hex(12)}`, essential: true },
        ],
        requiresCompatibilities: ['FARGATE'],
        cpu: '512',
        memory: '1024',
      }
      const taskDefinitionArn = regional(company, 'ecs', `task-definition/marigold-web:${revision(call)}`)
      const registered = { ...definition, taskDefinitionArn, revision: revision(call), status: 'ACTIVE' }
      return [
        record(call, {
          source: 'ecs',
          name: 'RegisterTaskDefinition',
          readOnly: false,
          request: definition,
          response: { taskDefinition: { ...registered, registeredAt: printed(call.now()) } },
        }),
      ]
    },
  })
}

/** Into the other account: the call is logged in both, and only the caller's copy says who it was in full. */
function assumeReleaseRecorder(company: Company): Step {
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
  const roleArn = releaseRecorderArn(company)
  return step({
    operation: 'sts:AssumeRole',
    needs: [need('sts:AssumeRole', roleArn)],
    records: (call) => {
      const sharedEventID = call.random.uuid()
      const of = {
        source: 'sts',
        name: 'AssumeRole',
        readOnly: true,
        request: { roleArn, roleSessionName: 'release', durationSeconds: 900 },
        response: {
          credentials: credentials(call, `ASIA${call.random.code(16)}`),
          assumedRoleUser: {
            assumedRoleId: `${uniqueId('AROA', roleArn)}:release`,
            arn: `arn:aws:sts::${company.tooling}:assumed-role/marigold-release-recorder/release`,
          },
        },
        resources: [{ accountId: company.tooling, type: 'AWS::IAM::Role', ARN: roleArn }],
        requestID: call.random.uuid(),
        sharedEventID,
      }
      const { principalId, accountId } = call.actor.userIdentity as { principalId: string; accountId: string }
      const seenByOwner = { type: 'AWSAccount', principalId, accountId }
      const mine = record(call, of)
      const theirs = record(call, { ...of, userIdentity: seenByOwner, recipient: company.tooling })
      return [mine, { ...theirs, eventTime: mine.eventTime }]
    },
  })
}

function refused(company: Company): readonly Step[] {
  const repository = regional(company, 'ecr', `repository/${REPOSITORY}`)
  return [
    denied({
      operation: 'ecr:BatchDeleteImage',
      every: 3,
      wants: [need('ecr:BatchDeleteImage', repository)],
      records: (call) => [
        record(call, {
          source: 'ecr',
          name: 'BatchDeleteImage',
          readOnly: false,
          request: {
            repositoryName: REPOSITORY,
            imageIds: [{ imageTag: `nightly-${iso(call.now()).slice(0, 10)}` }],
          },
          resources: [{ accountId: company.production, ARN: repository }],
          host: ECR_HOST,
          error: accessDenied(call, 'ecr:BatchDeleteImage', repository, 'AccessDeniedException'),
        }),
      ],
    }),
  ]
}
