import { BUCKETS, type Company, HOME, identity, objectArn, tableArn } from '../company.js'
import { itemEvent } from '../records/dynamodb.js'
import { roleSession } from '../records/identity.js'
import { accessDenied } from '../records/record.js'
import { objectEvent } from '../records/s3.js'
import { denied, need, type Principal, type Step } from '../workload.js'
import { media } from './web-application-media.js'
import { messages } from './web-application-messages.js'
import { ORDERS, orders } from './web-application-orders.js'
import { startUp } from './web-application-start-up.js'

/** Twelve sessions a day: what is new in each of them makes 36 keys in the small example. */
const STARTS = [
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
  '22:55',
]
const BEFORE_MIDNIGHT = '23:57'

/** The shop itself: an ECS task whose work is mostly data events. */
export function webApplication(company: Company): Principal {
  const arn = identity(company, 'role/app/marigold-web-task')
  return {
    name: 'web-application',
    arn,
    type: 'Role',
    starts: [...STARTS, BEFORE_MIDNIGHT],
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
    steps: [...startUp(company), ...orders(company), ...media(), ...messages(company), ...refused(company)],
  }
}

function refused(company: Company): readonly Step[] {
  const table = tableArn(company, ORDERS)
  const dump = 'nightly/marigold-orders.sql.gz'
  return [
    denied({
      operation: 'dynamodb:DeleteItem',
      every: 6,
      wants: [need('dynamodb:DeleteItem', table)],
      records: (call) => {
        const request = { tableName: ORDERS, key: { orderId: call.random.uuid() } }
        const error = accessDenied(call, 'dynamodb:DeleteItem', table, 'AccessDeniedException')
        return [itemEvent(call, { name: 'DeleteItem', readOnly: false, tables: [table], request, error })]
      },
    }),
    // The action is used elsewhere, so only the resource tells this refusal apart.
    denied({
      operation: 's3:GetObject',
      every: 12,
      wants: [need('s3:GetObject', objectArn(BUCKETS.backups, dump))],
      records: (call) => {
        const error = accessDenied(call, 's3:GetObject', `"${objectArn(BUCKETS.backups, dump)}"`)
        return [
          objectEvent(call, { name: 'GetObject', bucket: BUCKETS.backups, key: dump, readOnly: true, error }),
        ]
      },
    }),
  ]
}
