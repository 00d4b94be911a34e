import type { ServiceRules } from '../rule.js'
import { airflow } from './airflow.js'
import { apigateway } from './apigateway.js'
import { applicationAutoscaling } from './application-autoscaling.js'
import { athena } from './athena.js'
import { bedrock } from './bedrock.js'
import { budgets } from './budgets.js'
import { cassandra } from './cassandra.js'
import { cloudfront } from './cloudfront.js'
import { cloudwatch } from './cloudwatch.js'
import { dynamodb } from './dynamodb.js'
import { ec2 } from './ec2.js'
import { ecs } from './ecs.js'
import { eks } from './eks.js'
import { events } from './events.js'
import { glue } from './glue.js'
import { iam } from './iam.js'
import { kms } from './kms.js'
import { lambda } from './lambda.js'
import { lex } from './lex.js'
import { logs } from './logs.js'
import { organizations } from './organizations.js'
import { rds } from './rds.js'
import { rdsData } from './rds-data.js'
import { redshiftData } from './redshift-data.js'
import { renamedOperations } from './renamed.js'
import { s3 } from './s3.js'
import { s3express } from './s3express.js'
import { secretsmanager } from './secretsmanager.js'
import { sns } from './sns.js'
import { sqs } from './sqs.js'
import { ssm } from './ssm.js'
import { sso } from './sso.js'
import { sts } from './sts.js'
import { wafv2 } from './wafv2.js'

/** As they are listed: a test says that no service is here twice. */
export const allRules: readonly ServiceRules[] = [
  airflow,
  apigateway,
  applicationAutoscaling,
  athena,
  bedrock,
  budgets,
  cassandra,
  cloudfront,
  cloudwatch,
  dynamodb,
  ec2,
  ecs,
  eks,
  events,
  glue,
  iam,
  kms,
  lambda,
  lex,
  logs,
  organizations,
  rds,
  rdsData,
  redshiftData,
  s3,
  s3express,
  secretsmanager,
  sns,
  sqs,
  sso,
  ssm,
  sts,
  wafv2,
  ...renamedOperations,
]

/** Every service with rules of its own, by IAM prefix. All others follow the general rule alone. */
export const serviceRules: ReadonlyMap<string, ServiceRules> = new Map(
  allRules.map((rules) => [rules.prefix, rules]),
)
