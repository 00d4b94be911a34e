import { NETWORK } from '../company.js'
import type { Call } from '../workload.js'
import { type Particulars, record, type TrailRecord } from './record.js'

/** A data event on tables: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html */
export function itemEvent(
  call: Call,
  of: {
    readonly name: string
    readonly readOnly: boolean
    readonly tables: readonly string[]
    readonly request: object
    readonly error?: Particulars['error']
  },
): TrailRecord {
  return record(call, {
    source: 'dynamodb',
    name: of.name,
    readOnly: of.readOnly,
    request: of.request,
    ...(of.error && { error: of.error }),
    requestID: dynamodbRequestId(call),
    resources: of.tables.map((table) => ({
      accountId: call.actor.account,
      type: 'AWS::DynamoDB::Table',
      ARN: table,
    })),
    apiVersion: '2012-08-10',
    data: true,
    vpcEndpointId: NETWORK.dynamodbEndpoint,
  })
}

/** A management event on a table, such as its creation. */
export function tableEvent(
  call: Call,
  of: Pick<Particulars, 'name' | 'readOnly'> & Pick<Particulars, 'request' | 'response' | 'error'>,
): TrailRecord {
  return record(call, {
    ...of,
    source: 'dynamodb',
    requestID: dynamodbRequestId(call),
    apiVersion: '2012-08-10',
  })
}

function dynamodbRequestId(call: Call): string {
  return `${call.random.code(26)}VV4KQNSO5AEMVJF66Q9ASUAAJG`
}
