/** Policies and requests such as an account has them; every request is another one. */
const account = '111122223333'

const SERVICES = ['s3', 'sqs', 'sns', 'dynamodb', 'lambda', 'logs', 'ssm', 'secretsmanager', 'states', 'ecr']
const ACTIONS = {
  s3: ['GetObject', 'PutObject', 'DeleteObject'],
  sqs: ['SendMessage', 'ReceiveMessage', 'DeleteMessage'],
  sns: ['Publish'],
  dynamodb: ['GetItem', 'PutItem', 'Query'],
  lambda: ['InvokeFunction'],
  logs: ['PutLogEvents', 'CreateLogStream'],
  ssm: ['GetParameter', 'GetParametersByPath'],
  secretsmanager: ['GetSecretValue'],
  states: ['StartExecution'],
  ecr: ['BatchGetImage'],
}

const RESOURCES = {
  s3: (n) => `arn:aws:s3:::data-${n % 20}/year/${n}`,
  sqs: (n) => `arn:aws:sqs:us-east-1:${account}:queue-${n % 40}-${n}`,
  sns: (n) => `arn:aws:sns:us-east-1:${account}:topic-${n % 40}-${n}`,
  dynamodb: (n) => `arn:aws:dynamodb:us-east-1:${account}:table/t-${n % 40}-${n}`,
  lambda: (n) => `arn:aws:lambda:us-east-1:${account}:function:f-${n % 40}-${n}`,
  logs: (n) => `arn:aws:logs:us-east-1:${account}:log-group:g-${n % 40}:log-stream:${n}`,
  ssm: (n) => `arn:aws:ssm:us-east-1:${account}:parameter/app/${n % 40}/${n}`,
  secretsmanager: (n) => `arn:aws:secretsmanager:us-east-1:${account}:secret:s-${n}-abcdef`,
  states: (n) => `arn:aws:states:us-east-1:${account}:stateMachine:m-${n}`,
  ecr: (n) => `arn:aws:ecr:us-east-1:${account}:repository/r-${n}`,
}

/** Twenty statements: of each service one for some names, and one for a pattern with a condition. */
const identity = {
  Version: '2012-10-17',
  Statement: SERVICES.flatMap((service) => {
    const actions = ACTIONS[service].map((action) => `${service}:${action}`)
    const somewhere = RESOURCES[service](0)
      .replace(/-0.*$/, '-*')
      .replace(/\/0.*$/, '/*')
    return [
      { Effect: 'Allow', Action: actions, Resource: [1, 2, 3, 4].map((n) => RESOURCES[service](n)) },
      {
        Effect: 'Allow',
        Action: [...actions, `${service}:List*`],
        Resource: somewhere,
        Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } },
      },
    ]
  }),
}

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const guardrails = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: ['organizations:LeaveOrganization', 'account:*'], Resource: '*' },
    {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*', 'cloudfront:*', 'route53:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1', 'eu-central-1'] } },
    },
  ],
}

const boundary = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' },
    { Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::data-1/*' },
  ],
}

export const documents = { identity, boundary, scps: [everything, everything, guardrails] }

const ARN = `arn:aws:sts::${account}:assumed-role/app/session`

/** Requests as they come out of JSON, from the n-th on. Those of two numbers differ. */
export function requestsFrom(start, count) {
  const list = Array.from({ length: count }, (_, n) => requestAt(start + n))
  const read = JSON.parse(JSON.stringify(list))
  return read.map(({ context, ...request }) => ({ ...request, context: new Map(Object.entries(context)) }))
}

function requestAt(n) {
  const service = SERVICES[n % SERVICES.length]
  const actions = ACTIONS[service]
  const region = n % 17 === 0 ? 'ap-south-1' : 'us-east-1'
  return {
    principal: { kind: 'role', arn: ARN, roleArn: `arn:aws:iam::${account}:role/app` },
    action: `${service}:${actions[n % actions.length]}`,
    resource: RESOURCES[service](n),
    resourceAccount: account,
    context: {
      'aws:requestedregion': [region],
      'aws:principalarn': [`arn:aws:iam::${account}:role/app`],
      'aws:sourceip': ['10.0.0.7'],
    },
  }
}
