import {
  BUCKETS,
  type Company,
  HOME,
  identity,
  KEY_IDS,
  keyArn,
  NETWORK,
  objectArn,
  regional,
  tableArn,
} from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { forwardedDecrypt } from '../records/kms.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { objectEvent } from '../records/s3.js'
import { type Call, denied, need, needKeyVia, type Principal, type Step, step } from '../workload.js'

const ORDERS = 'marigold-orders'
const PRODUCTS = 'marigold-products'
const INVENTORY = 'marigold-inventory'
const DATABASE_SECRET = 'marigold/web/database'
const PAYMENT_SECRET = 'marigold/web/payment-gateway-Q7xWmB'

/** The shop itself: an ECS task whose work is mostly data events. */
export function webApplication(company: Company): Principal {
  const arn = identity(company, 'role/app/marigold-web-task')
  return {
    name: 'web-application',
    arn,
    type: 'Role',
    starts: [
      '00:00',
      '00:01',
      '02:00',
      '08:00',
      '08:01',
      '10:00',
      '12:00',
      '14:00',
      '14:02',
      '16:00',
      '20:00',
      '23:57',
    ],
    share: 70,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: random.hex(32),
        start,
        random,
        region: HOME,
        sourceIPAddress: `10.0.${random.below(4)}.${10 + random.below(200)}`,
        userAgent:
          'aws-sdk-js/3.758.0 ua/2.1 os/linux#5.10.234-225.921.amzn2.x86_64 lang/js md/nodejs#22.14.0 api/client#3.758.0 exec-env/AWS_ECS_FARGATE m/E,e,n',
      }),
    steps: [
      ...configuration(company),
      ...catalogue(company),
      ...orders(company),
      ...media(),
      ...messages(company),
      ...refused(company),
    ],
  }
}

/** Read at start-up: two exact objects, two secrets, one parameter path. */
function configuration(company: Company): readonly Step[] {
  const key = keyArn(company.production, KEY_IDS.secrets)
  const parameters = regional(company, 'ssm', 'parameter/marigold/web')
  const viaSecretsManager = needKeyVia(`secretsmanager.${HOME}.amazonaws.com`, 'kms:Decrypt', key)
  return [
    step({
      operation: 's3:GetObject',
      needs: [need('s3:GetObject', objectArn(BUCKETS.config, 'config/app.json'))],
      records: (call) => [get(call, BUCKETS.config, 'config/app.json')],
    }),
    step({
      operation: 's3:GetObject',
      every: 2,
      needs: [need('s3:GetObject', objectArn(BUCKETS.config, 'config/feature-flags.json'))],
      records: (call) => [get(call, BUCKETS.config, 'config/feature-flags.json')],
    }),
    // Asked for by name, so the six characters at the end of the ARN are unknown to the caller:
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
    step({
      operation: 'secretsmanager:GetSecretValue',
      every: 3,
      needs: [
        need(
          'secretsmanager:GetSecretValue',
          regional(company, 'secretsmanager', `secret:${DATABASE_SECRET}-??????`),
        ),
        viaSecretsManager,
      ],
      records: (call) =>
        secret(
          call,
          DATABASE_SECRET,
          regional(company, 'secretsmanager', `secret:${DATABASE_SECRET}-Kd83hT`),
        ),
    }),
    step({
      operation: 'secretsmanager:GetSecretValue',
      every: 3,
      needs: [
        need(
          'secretsmanager:GetSecretValue',
          regional(company, 'secretsmanager', `secret:${PAYMENT_SECRET}`),
        ),
        viaSecretsManager,
      ],
      records: (call) => {
        const paymentSecret = regional(company, 'secretsmanager', `secret:${PAYMENT_SECRET}`)
        return secret(call, paymentSecret, paymentSecret)
      },
    }),
    // `withDecryption` alone needs no key: these parameters are plain strings.
    step({
      operation: 'ssm:GetParametersByPath',
      every: 3,
      needs: [need('ssm:GetParametersByPath', parameters)],
      records: (call) => [parametersByPath(call)],
    }),
    step({
      operation: 'ssm:GetParametersByPath',
      outcome: 'failed',
      every: 12,
      needs: [need('ssm:GetParametersByPath', parameters)],
      records: (call) => [parametersByPath(call, { code: 'ThrottlingException', message: 'Rate exceeded' })],
    }),
  ]
}

function parametersByPath(call: Call, error?: { code: string; message: string }): TrailRecord {
  return record(call, {
    source: 'ssm',
    name: 'GetParametersByPath',
    readOnly: true,
    request: { path: '/marigold/web', recursive: true, withDecryption: true },
    ...(error && { error }),
  })
}

/** Secrets Manager decrypts with the caller's permission, which KMS logs as the caller's call. */
function secret(call: Call, secretId: string, secretArn: string): readonly TrailRecord[] {
  const context = { SecretARN: secretArn, SecretVersionId: call.random.uuid() }
  return [
    record(call, { source: 'secretsmanager', name: 'GetSecretValue', readOnly: true, request: { secretId } }),
    forwardedDecrypt(
      call,
      keyArn(call.company.production, KEY_IDS.secrets),
      'secretsmanager.amazonaws.com',
      context,
    ),
  ]
}

function catalogue(company: Company): readonly Step[] {
  const products = tableArn(company, PRODUCTS)
  const inventory = tableArn(company, INVENTORY)
  return [
    step({
      operation: 'dynamodb:GetItem',
      needs: [need('dynamodb:GetItem', products)],
      records: (call) => [
        itemEvent(call, {
          name: 'GetItem',
          readOnly: true,
          tables: [products],
          request: {
            tableName: PRODUCTS,
            key: { productId: `plant-${call.random.below(900)}` },
            consistentRead: false,
          },
        }),
      ],
    }),
    step({
      operation: 'dynamodb:BatchGetItem',
      every: 2,
      needs: [need('dynamodb:BatchGetItem', products, inventory)],
      records: (call) => [
        itemEvent(call, {
          name: 'BatchGetItem',
          readOnly: true,
          tables: [products, inventory],
          request: {
            requestItems: {
              [PRODUCTS]: { keys: [{ productId: `plant-${call.random.below(900)}` }] },
              [INVENTORY]: { keys: [{ productId: `plant-${call.random.below(900)}` }] },
            },
          },
        }),
      ],
    }),
  ]
}

function orders(company: Company): readonly Step[] {
  const ordersTable = tableArn(company, ORDERS)
  const orderKey = (call: Call) => ({ orderId: call.recall('order', call.random.uuid) })
  return [
    step({
      operation: 'dynamodb:PutItem',
      needs: [need('dynamodb:PutItem', ordersTable)],
      records: (call) => [
        itemEvent(call, {
          name: 'PutItem',
          readOnly: false,
          tables: [ordersTable],
          request: {
            tableName: ORDERS,
            key: orderKey(call),
            item: ['orderId', 'customerId', 'lines', 'total'],
          },
        }),
      ],
    }),
    step({
      operation: 'dynamodb:PutItem',
      outcome: 'failed',
      every: 9,
      needs: [need('dynamodb:PutItem', ordersTable)],
      records: (call) => [
        itemEvent(call, {
          name: 'PutItem',
          readOnly: false,
          tables: [ordersTable],
          request: {
            tableName: ORDERS,
            key: orderKey(call),
            item: ['orderId', 'customerId', 'lines', 'total'],
          },
          error: {
            code: 'ProvisionedThroughputExceededException',
            message: 'The level of configured provisioned throughput for the table was exceeded.',
          },
        }),
      ],
    }),
    step({
      operation: 'dynamodb:UpdateItem',
      needs: [need('dynamodb:UpdateItem', ordersTable)],
      records: (call) => [
        itemEvent(call, {
          name: 'UpdateItem',
          readOnly: false,
          tables: [ordersTable],
          request: {
            tableName: ORDERS,
            key: orderKey(call),
            updateExpression: 'SET #s = :s',
            returnValues: 'NONE',
          },
        }),
      ],
    }),
    // A query on an index is authorised on the index, not on its table:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html
    step({
      operation: 'dynamodb:Query',
      needs: [need('dynamodb:Query', `${ordersTable}/index/by-customer`)],
      records: (call) => [
        itemEvent(call, {
          name: 'Query',
          readOnly: true,
          tables: [ordersTable],
          request: {
            tableName: ORDERS,
            indexName: 'by-customer',
            keyConditionExpression: '#c = :c',
            expressionAttributeNames: { '#c': 'customerId' },
            limit: 25,
            scanIndexForward: false,
          },
        }),
      ],
    }),
    checkout(company),
  ]
}

/** A transaction needs the permission of each operation that it contains, and no permission of its own. */
function checkout(company: Company): Step {
  const [ordersTable, inventory, products] = [ORDERS, INVENTORY, PRODUCTS].map((name) =>
    tableArn(company, name),
  )
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  return step({
    operation: 'dynamodb:TransactWriteItems',
    every: 2,
    needs: [
      need('dynamodb:PutItem', ordersTable as string),
      need('dynamodb:UpdateItem', inventory as string),
      need('dynamodb:ConditionCheckItem', products as string),
    ],
    records: (call) => {
      const productId = `plant-${call.random.below(900)}`
      const item = ['orderId', 'customerId', 'lines', 'total']
      return [
        itemEvent(call, {
          name: 'TransactWriteItems',
          readOnly: false,
          tables: [ordersTable as string, inventory as string, products as string],
          request: {
            requestItems: [
              { operation: 'Put', tableName: ORDERS, key: { orderId: call.random.uuid() }, items: item },
              {
                operation: 'Update',
                tableName: INVENTORY,
                key: { productId },
                updateExpression: 'SET #n = #n - :k',
              },
              {
                operation: 'ConditionCheck',
                tableName: PRODUCTS,
                key: { productId },
                conditionExpression: '#a = :t',
              },
            ],
          },
        }),
      ]
    },
  })
}

/** Pictures: every key is new, so only the two prefixes can be granted. */
function media(): readonly Step[] {
  const uploads = objectArn(BUCKETS.media, 'uploads/*')
  const avatars = objectArn(BUCKETS.media, 'avatars/*')
  const uploadKey = (call: Call) => call.recall('upload', () => `uploads/${call.random.uuid()}`)
  const avatarKey = (call: Call) => call.recall('avatar', () => `avatars/${call.random.uuid()}`)
  return [
    step({
      operation: 's3:PutObject',
      needs: [need('s3:PutObject', uploads)],
      records: (call) => [put(call, BUCKETS.media, uploadKey(call))],
    }),
    step({
      operation: 's3:GetObject',
      needs: [need('s3:GetObject', uploads)],
      records: (call) => [get(call, BUCKETS.media, uploadKey(call))],
    }),
    step({
      operation: 's3:PutObject',
      needs: [need('s3:PutObject', avatars)],
      records: (call) => [put(call, BUCKETS.media, avatarKey(call))],
    }),
    // HeadObject is authorised as GetObject: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    step({
      operation: 's3:HeadObject',
      needs: [need('s3:GetObject', avatars)],
      records: (call) => [
        objectEvent(call, {
          name: 'HeadObject',
          bucket: BUCKETS.media,
          key: avatarKey(call),
          readOnly: true,
          vpcEndpointId: NETWORK.s3Endpoint,
        }),
      ],
    }),
  ]
}

function get(call: Call, bucket: string, key: string): TrailRecord {
  return objectEvent(call, {
    name: 'GetObject',
    bucket,
    key,
    readOnly: true,
    vpcEndpointId: NETWORK.s3Endpoint,
  })
}

function put(call: Call, bucket: string, key: string): TrailRecord {
  return objectEvent(call, {
    name: 'PutObject',
    bucket,
    key,
    readOnly: false,
    request: { 'x-amz-server-side-encryption': 'AES256' },
    response: { 'x-amz-server-side-encryption': 'AES256' },
    vpcEndpointId: NETWORK.s3Endpoint,
  })
}

function messages(company: Company): readonly Step[] {
  const [queue, mails] = ['marigold-orders', 'marigold-emails'].map((name) => regional(company, 'sqs', name))
  const topic = regional(company, 'sns', 'marigold-order-events')
  const queueCall = (
    call: Call,
    queueArn: string,
    name: string,
    request: object,
    response?: object,
  ): TrailRecord => {
    const queueUrl = `https://sqs.${HOME}.amazonaws.com/${company.production}/${queueArn.split(':')[5]}`
    return record(call, {
      source: 'sqs',
      name,
      readOnly: false,
      data: true,
      request: { queueUrl, ...request },
      ...(response && { response }),
      resources: [{ accountId: company.production, type: 'AWS::SQS::Queue', ARN: queueArn }],
    })
  }
  return [
    step({
      operation: 'sqs:SendMessage',
      needs: [need('sqs:SendMessage', queue as string)],
      records: (call) => [
        queueCall(
          call,
          queue as string,
          'SendMessage',
          { messageBody: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
          { mD5OfMessageBody: call.random.hex(32), messageId: call.random.uuid() },
        ),
      ],
    }),
    // Batches need the permission of the single call:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    step({
      operation: 'sqs:SendMessageBatch',
      every: 4,
      needs: [need('sqs:SendMessage', mails as string)],
      records: (call) => [
        queueCall(call, mails as string, 'SendMessageBatch', {
          entries: [{ id: '1', messageBody: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
        }),
      ],
    }),
    step({
      operation: 'sqs:ReceiveMessage',
      every: 2,
      needs: [need('sqs:ReceiveMessage', queue as string)],
      records: (call) => [
        queueCall(call, queue as string, 'ReceiveMessage', { maxNumberOfMessages: 10, waitTimeSeconds: 20 }),
      ],
    }),
    step({
      operation: 'sqs:DeleteMessage',
      every: 2,
      needs: [need('sqs:DeleteMessage', queue as string)],
      records: (call) => [
        queueCall(call, queue as string, 'DeleteMessage', {
          receiptHandle: `AQEB${call.random.base64(60)}==`,
        }),
      ],
    }),
    step({
      operation: 'sns:Publish',
      every: 2,
      needs: [need('sns:Publish', topic)],
      records: (call) => [
        record(call, {
          source: 'sns',
          name: 'Publish',
          readOnly: false,
          data: true,
          request: { topicArn: topic, message: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
          response: { messageId: call.random.uuid() },
          resources: [{ accountId: company.production, type: 'AWS::SNS::Topic', ARN: topic }],
        }),
      ],
    }),
  ]
}

function refused(company: Company): readonly Step[] {
  const table = tableArn(company, ORDERS)
  return [
    denied({
      operation: 'dynamodb:DeleteItem',
      every: 6,
      wants: [need('dynamodb:DeleteItem', table)],
      records: (call) => [
        itemEvent(call, {
          name: 'DeleteItem',
          readOnly: false,
          tables: [table],
          request: { tableName: ORDERS, key: { orderId: call.random.uuid() } },
          error: accessDenied(call, 'dynamodb:DeleteItem', table, 'AccessDeniedException'),
        }),
      ],
    }),
    // The action is used elsewhere, so only the resource tells this refusal apart.
    denied({
      operation: 's3:GetObject',
      every: 12,
      wants: [need('s3:GetObject', objectArn(BUCKETS.backups, 'nightly/marigold-orders.sql.gz'))],
      records: (call) => {
        const key = 'nightly/marigold-orders.sql.gz'
        const error = accessDenied(call, 's3:GetObject', `"${objectArn(BUCKETS.backups, key)}"`)
        return [objectEvent(call, { name: 'GetObject', bucket: BUCKETS.backups, key, readOnly: true, error })]
      },
    }),
  ]
}
