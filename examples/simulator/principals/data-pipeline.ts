import { type Company, HOME, identity, regional, tableArn } from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { accessDenied, record, type TrailRecord } from '../records/record.js'
import { printed } from '../time.js'
import { type Call, denied, need, type Principal, type Step, single } from '../workload.js'
import { athena } from './data-pipeline-athena.js'
import { glue } from './data-pipeline-glue.js'
import { lake } from './data-pipeline-lake.js'

/** The pipeline: reads raw orders, writes curated ones, and lets Glue and Athena work on them. */
export function dataPipeline(company: Company): Principal {
  const arn = identity(company, 'role/service-role/marigold-data-pipeline')
  return {
    name: 'data-pipeline',
    arn,
    type: 'Role',
    starts: ['00:00', '02:00', '08:00', '12:00', '16:00', '22:55'],
    share: 20,
    open: ({ random, start }) =>
      roleSession({
        roleArn: arn,
        sessionName: `i-${random.hex(17)}`,
        start,
        random,
        region: HOME,
        sourceIPAddress: `10.0.${8 + random.below(2)}.${10 + random.below(200)}`,
        userAgent:
          'Boto3/1.37.9 md/Botocore#1.37.9 ua/2.1 os/linux#6.1.128-136.201.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard Botocore/1.37.9',
      }),
    steps: [
      ...lake(company),
      ...tables(company),
      ...glue(company),
      ...athena(company),
      ...orchestration(company),
    ],
  }
}

function tables(company: Company): readonly Step[] {
  const recommendations = tableArn(company, 'marigold-recommendations')
  const orders = tableArn(company, 'marigold-orders')
  const query = {
    tableName: 'marigold-orders',
    keyConditionExpression: '#o = :o',
    expressionAttributeNames: { '#o': 'orderId' },
  }
  return [
    single('dynamodb:BatchWriteItem', [need('dynamodb:BatchWriteItem', recommendations)], (call) => {
      const put = { putRequest: { item: { customerId: call.random.uuid() } } }
      const request = { requestItems: { 'marigold-recommendations': [put] } }
      return itemEvent(call, { name: 'BatchWriteItem', readOnly: false, tables: [recommendations], request })
    }),
    single('dynamodb:Query', [need('dynamodb:Query', orders)], (call) =>
      itemEvent(call, { name: 'Query', readOnly: true, tables: [orders], request: query }),
    ),
  ]
}

function orchestration(company: Company): readonly Step[] {
  const stateMachine = regional(company, 'states', 'stateMachine:marigold-nightly-orders')
  const forbidden = regional(company, 'states', 'stateMachine:marigold-yearly-closing')
  return [
    single('states:StartExecution', [need('states:StartExecution', stateMachine)], (call) =>
      startExecution(call, stateMachine),
    ),
    denied({
      operation: 'states:StartExecution',
      every: 6,
      wants: [need('states:StartExecution', forbidden)],
      records: (call) => {
        const error = accessDenied(call, 'states:StartExecution', forbidden, 'AccessDeniedException')
        return [startExecution(call, forbidden, error)]
      },
    }),
  ]
}

function startExecution(
  call: Call,
  stateMachineArn: string,
  error?: { code: string; message: string },
): TrailRecord {
  const name = call.random.uuid()
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
  return record(call, {
    source: 'states',
    name: 'StartExecution',
    readOnly: false,
    request: { stateMachineArn, name, input: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    ...(error ? { error } : { response: { executionArn, startDate: printed(call.now()) } }),
  })
}
