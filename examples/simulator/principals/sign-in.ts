import { type Company, GLOBAL, HOME, identity } from '../company.js'
import { roleSession, uniqueId } from '../records/identity.js'
import { record, type TrailRecord } from '../records/record.js'
import { type Call, type Routine, step } from '../workload.js'

/** People who sign in to the console: events of another type, which no permission allows or refuses. */
export function signIn(company: Company): Routine {
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
  const role = identity(
    company,
    'role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Developer_3f9c0e7ab1d25468',
  )
  return {
    name: 'sign-in',
    starts: ['08:00'],
    share: 0,
    open: ({ random, start }) =>
      roleSession({
        roleArn: role,
        sessionName: 'lena.hoffmann@marigold.example',
        start,
        random,
        region: HOME,
        sourceIPAddress: '203.0.113.24',
        userAgent:
          'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
      }),
    steps: [
      step({
        operation: 'signin:ConsoleLogin',
        needs: [],
        records: (call) => [consoleLogin(call, { response: { ConsoleLogin: 'Success' } })],
      }),
      step({
        operation: 'signin:ConsoleLogin',
        needs: [],
        every: 2,
        records: (call) => [unknownUser(call, company)],
      }),
    ],
  }
}

function consoleLogin(
  call: Call,
  of: { response: object; userIdentity?: object; region?: string },
): TrailRecord {
  const { requestID: _, ...event } = record(call, {
    source: 'signin',
    name: 'ConsoleLogin',
    readOnly: false,
    ...of,
    additional: {
      LoginTo: `https://${HOME}.console.aws.amazon.com/console/home?region=${HOME}`,
      MobileVersion: 'No',
      MFAUsed: 'Yes',
    },
    eventType: 'AwsConsoleSignIn',
    host: `${of.region ?? HOME}.signin.aws.amazon.com`,
  })
  return event as TrailRecord
}

/** A name that does not exist is kept out of the log, as it may be a password typed into the wrong box. */
function unknownUser(call: Call, company: Company): TrailRecord {
  const failed = consoleLogin(call, {
    response: { ConsoleLogin: 'Failure' },
    userIdentity: {
      type: 'IAMUser',
      accountId: company.production,
      accessKeyId: '',
      principalId: uniqueId('AIDA', 'unknown'),
      userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    region: GLOBAL,
  })
  return { ...failed, errorMessage: 'No username found in supplied account' }
}
