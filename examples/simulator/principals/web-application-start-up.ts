import { BUCKETS, type Company, HOME, KEY_IDS, keyArn, NETWORK, objectArn, regional } from '../company.js'
import { forwardedDecrypt } from '../records/kms.js'
import { record, type TrailRecord } from '../records/record.js'
import { objectEvent } from '../records/s3.js'
import { type Call, need, needKeyVia, type Step, single, step } from '../workload.js'

const DATABASE = 'marigold/web/database'
const PAYMENT = 'marigold/web/payment-gateway'
const PARAMETERS = '/marigold/web'

/** Read at start-up: two exact objects, two secrets, one parameter path. */
export function startUp(company: Company): readonly Step[] {
  return [
    object('config/app.json', 1),
    object('config/feature-flags.json', 2),
    ...secrets(company),
    ...parameters(company),
  ]
}

function object(key: string, every: number): Step {
  const bucket = BUCKETS.config
  return single(
    's3:GetObject',
    [need('s3:GetObject', objectArn(bucket, key))],
    (call) =>
      objectEvent(call, {
        name: 'GetObject',
        bucket,
        key,
        readOnly: true,
        vpcEndpointId: NETWORK.s3Endpoint,
      }),
    { every },
  )
}

/** A secret asked for by name, whose caller cannot know the last six characters of the ARN; one by ARN. */
function secrets(company: Company): readonly Step[] {
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
  const secret = (name: string) => regional(company, 'secretsmanager', `secret:${name}`)
  const key = keyArn(company.production, KEY_IDS.secrets)
  const decrypt = needKeyVia(`secretsmanager.${HOME}.amazonaws.com`, 'kms:Decrypt', key)
  const getSecret = (resource: string, secretId: string, secretArn: string): Step =>
    step({
      operation: 'secretsmanager:GetSecretValue',
      every: 3,
      needs: [need('secretsmanager:GetSecretValue', resource), decrypt],
      records: (call) => secretValue(call, secretId, secretArn, key),
    })
  const payment = secret(`${PAYMENT}-Q7xWmB`)
  return [
    getSecret(secret(`${DATABASE}-??????`), DATABASE, secret(`${DATABASE}-Kd83hT`)),
    getSecret(payment, payment, payment),
  ]
}

/** Secrets Manager decrypts with the caller's permission, which KMS logs as the caller's call. */
function secretValue(call: Call, secretId: string, secretArn: string, key: string): readonly TrailRecord[] {
  const context = { SecretARN: secretArn, SecretVersionId: call.random.uuid() }
  return [
    record(call, { source: 'secretsmanager', name: 'GetSecretValue', readOnly: true, request: { secretId } }),
    forwardedDecrypt(call, key, 'secretsmanager.amazonaws.com', context),
  ]
}

/** `withDecryption` alone needs no key: these parameters are plain strings. */
function parameters(company: Company): readonly Step[] {
  const needs = [need('ssm:GetParametersByPath', regional(company, 'ssm', `parameter${PARAMETERS}`))]
  const operation = 'ssm:GetParametersByPath'
  const throttled = { code: 'ThrottlingException', message: 'Rate exceeded' }
  return [
    single(operation, needs, (call) => byPath(call), { every: 3 }),
    single(operation, needs, (call) => byPath(call, throttled), { every: 12, outcome: 'failed' }),
  ]
}

function byPath(call: Call, error?: { code: string; message: string }): TrailRecord {
  return record(call, {
    source: 'ssm',
    name: 'GetParametersByPath',
    readOnly: true,
    request: { path: PARAMETERS, recursive: true, withDecryption: true },
    ...(error && { error }),
  })
}
