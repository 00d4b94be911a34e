// How long 1,000 typical policies take to validate on one core, the reference read before and not. `npm run bench:validate`.
import { validatePolicy } from '../../dist/core/checks/validate/validate.js'

const services = [
  ['s3', 'GetObject', (n) => `arn:aws:s3:::reports-${n}/*`],
  ['dynamodb', 'PutItem', (n) => `arn:aws:dynamodb:eu-west-1:111122223333:table/Orders-${n}`],
  ['sqs', 'SendMessage', (n) => `arn:aws:sqs:eu-west-1:111122223333:jobs-${n}`],
  ['lambda', 'InvokeFunction', (n) => `arn:aws:lambda:eu-west-1:111122223333:function:work-${n}`],
  ['logs', 'PutLogEvents', (n) => `arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/work-${n}:*`],
  ['ec2', 'StopInstances', () => 'arn:aws:ec2:eu-west-1:111122223333:instance/*'],
]

/** Six statements of two actions each, one of them under a condition. */
function policy(n) {
  const statements = services.map(([service, action, arn], at) => ({
    Sid: `${service}${at}`,
    Effect: 'Allow',
    Action: [`${service}:${action}`, `${service}:List*`],
    Resource: [arn(n), arn(n + 1)],
    ...(at === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'web' } } } : {}),
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)
}

const texts = Array.from({ length: 1000 }, (_, n) => policy(n))
for (const round of ['first', 'second', 'third']) {
  const start = process.cpuUsage()
  const findings = texts.reduce(
    (sum, text) => sum + validatePolicy(text, { type: 'IDENTITY_POLICY' }).length,
    0,
  )
  const { user, system } = process.cpuUsage(start)
  console.log(
    `${round} time: ${Math.round((user + system) / 1000)} ms for 1,000 policies, ${findings} findings`,
  )
}
