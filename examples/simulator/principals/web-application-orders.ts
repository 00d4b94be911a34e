import { type Company, tableArn } from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { type Call, need, type Step, single } from '../workload.js'

export const ORDERS = 'marigold-orders'
const PRODUCTS = 'marigold-products'
const INVENTORY = 'marigold-inventory'
const ITEM = ['orderId', 'customerId', 'lines', 'total']

/** The shop's tables: single items, an index, a batch over two tables and a transaction over three. */
export function orders(company: Company): readonly Step[] {
  return [
    ...catalogue(company),
    putOrder(company),
    putOrderThrottled(company),
    updateOrder(company),
    ordersOfCustomer(company),
    checkout(company),
  ]
}

function product(call: Call): { productId: string } {
  return { productId: `plant-${call.random.below(900)}` }
}

function catalogue(company: Company): readonly Step[] {
  const products = tableArn(company, PRODUCTS)
  const inventory = tableArn(company, INVENTORY)
  return [
    single('dynamodb:GetItem', [need('dynamodb:GetItem', products)], (call) => {
      const request = { tableName: PRODUCTS, key: product(call), consistentRead: false }
      return itemEvent(call, { name: 'GetItem', readOnly: true, tables: [products], request })
    }),
    single(
      'dynamodb:BatchGetItem',
      [need('dynamodb:BatchGetItem', products, inventory)],
      (call) => {
        const keys = { keys: [product(call)] }
        const request = { requestItems: { [PRODUCTS]: keys, [INVENTORY]: keys } }
        return itemEvent(call, {
          name: 'BatchGetItem',
          readOnly: true,
          tables: [products, inventory],
          request,
        })
      },
      { every: 2 },
    ),
  ]
}

function orderKey(call: Call): { orderId: string } {
  return { orderId: call.recall('order', call.random.uuid) }
}

function putOrder(company: Company): Step {
  const tables = [tableArn(company, ORDERS)]
  return single('dynamodb:PutItem', [need('dynamodb:PutItem', ...tables)], (call) => {
    const request = { tableName: ORDERS, key: orderKey(call), item: ITEM }
    return itemEvent(call, { name: 'PutItem', readOnly: false, tables, request })
  })
}

function putOrderThrottled(company: Company): Step {
  const tables = [tableArn(company, ORDERS)]
  const error = {
    code: 'ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  }
  return single(
    'dynamodb:PutItem',
    [need('dynamodb:PutItem', ...tables)],
    (call) => {
      const request = { tableName: ORDERS, key: orderKey(call), item: ITEM }
      return itemEvent(call, { name: 'PutItem', readOnly: false, tables, request, error })
    },
    { outcome: 'failed', every: 9 },
  )
}

function updateOrder(company: Company): Step {
  const tables = [tableArn(company, ORDERS)]
  return single('dynamodb:UpdateItem', [need('dynamodb:UpdateItem', ...tables)], (call) => {
    const request = {
      tableName: ORDERS,
      key: orderKey(call),
      updateExpression: 'SET #s = :s',
      returnValues: 'NONE',
    }
    return itemEvent(call, { name: 'UpdateItem', readOnly: false, tables, request })
  })
}

/** A query on an index is authorised on the index, not on its table. */
function ordersOfCustomer(company: Company): Step {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html
  const table = tableArn(company, ORDERS)
  return single('dynamodb:Query', [need('dynamodb:Query', `${table}/index/by-customer`)], (call) => {
    const request = {
      tableName: ORDERS,
      indexName: 'by-customer',
      keyConditionExpression: '#c = :c',
      expressionAttributeNames: { '#c': 'customerId' },
      limit: 25,
      scanIndexForward: false,
    }
    return itemEvent(call, { name: 'Query', readOnly: true, tables: [table], request })
  })
}

/** A transaction needs the permission of each operation that it contains, and none of its own. */
function checkout(company: Company): Step {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  const needs = [
    need('dynamodb:PutItem', tableArn(company, ORDERS)),
    need('dynamodb:UpdateItem', tableArn(company, INVENTORY)),
    need('dynamodb:ConditionCheckItem', tableArn(company, PRODUCTS)),
  ]
  const tables = needs.flatMap((needed) => needed.resources)
  return single(
    'dynamodb:TransactWriteItems',
    needs,
    (call) => {
      const key = product(call)
      const order = { orderId: call.random.uuid() }
      const requestItems = [
        { operation: 'Put', tableName: ORDERS, key: order, items: ITEM },
        { operation: 'Update', tableName: INVENTORY, key, updateExpression: 'SET #n = #n - :k' },
        { operation: 'ConditionCheck', tableName: PRODUCTS, key, conditionExpression: '#a = :t' },
      ]
      return itemEvent(call, {
        name: 'TransactWriteItems',
        readOnly: false,
        tables,
        request: { requestItems },
      })
    },
    { every: 2 },
  )
}
