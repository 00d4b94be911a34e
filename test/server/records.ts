import { join } from 'node:path'
import { write } from '../files/folders.js'

export const account = '111122223333'
export const role = `arn:aws:iam::${account}:role/Sandbox`
export const trail = `arn:aws:cloudtrail:eu-west-1:${account}:trail/main`

/** A call: `ec2 RunInstances`, and what differs from an ordinary record. */
export interface Call {
  readonly event: string
  readonly changes?: object
}

/** A record of a call by the role, as CloudTrail writes it. The request is not logged unless a change says so. */
export function record({ event, changes = {} }: Call, at: number): object {
  const [service, eventName] = event.split(' ')
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:session',
      arn: `arn:aws:sts::${account}:assumed-role/Sandbox/session`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: role,
          accountId: account,
          userName: 'Sandbox',
        },
      },
    },
    eventTime: `2026-05-0${1 + (at % 9)}T08:00:00Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.15',
    requestParameters: null,
    responseElements: null,
    requestID: `r-${at}`,
    eventID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...changes,
  }
}

/** Writes a log file with the calls. Gives its path. */
export function writeCalls(folder: string, calls: readonly Call[], name = 'log.json'): string {
  write(join(folder, name), Buffer.from(JSON.stringify({ Records: calls.map(record) })))
  return join(folder, name)
}

/** Plain calls by their names. */
export function calls(...events: readonly string[]): readonly Call[] {
  return events.map((event) => ({ event }))
}

export const accessRole = `arn:aws:iam::${account}:role/service-role/AccessAnalyzerMonitorServiceRole`
/** The least that a request can say. */
export const principal = { policyGenerationDetails: { principalArn: role } }

/** A request for one trail and the first ten days of May. */
export function requestFor(trailDetails: object = {}, details: object = {}) {
  return {
    ...principal,
    cloudTrailDetails: {
      trails: [{ cloudTrailArn: trail, allRegions: true, ...trailDetails }],
      accessRole,
      startTime: '2026-05-01T00:00:00Z',
      endTime: '2026-05-11T00:00:00Z',
      ...details,
    },
  }
}

/** A call on the 1st and one on the 2nd of May. */
export const twoCalls = calls('ec2 DescribeVpcs', 'sqs ListQueues')
