import type { ServiceRules } from '../rule.js'
import { apigateway } from './apigateway.js'
import { athena } from './athena.js'
import { bedrock } from './bedrock.js'
import { budgets } from './budgets.js'
import { cassandra } from './cassandra.js'
import { dynamodb } from './dynamodb.js'
import { ec2 } from './ec2.js'
import { ecs } from './ecs.js'
import { events } from './events.js'
import { iam } from './iam.js'
import { kms } from './kms.js'
import { lambda } from './lambda.js'
import { logs } from './logs.js'
import { renamedOperations } from './renamed.js'
import { s3 } from './s3.js'
import { secretsmanager } from './secretsmanager.js'
import { sns } from './sns.js'
import { sqs } from './sqs.js'
import { ssm } from './ssm.js'
import { sts } from './sts.js'

const all: readonly ServiceRules[] = [
  apigateway,
  athena,
  bedrock,
  budgets,
  cassandra,
  dynamodb,
  ec2,
  ecs,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  secretsmanager,
  sns,
  sqs,
  ssm,
  sts,
  ...renamedOperations,
]

/** Every service with rules of its own, by IAM prefix. All others follow the general rule alone. */
export const serviceRules: ReadonlyMap<string, ServiceRules> = new Map(
  all.map((rules) => [rules.prefix, rules]),
)
