import { readdirSync, readFileSync } from 'node:fs'
import type { JsonObject } from '../../src/core/iam/json.js'
import { defaultConditions } from '../../src/core/policy/conditions.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { type GenerateResult, generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'
import { sessionOf } from '../activity/busy-records.js'
import { grantLines, grantsIn } from './grants.js'
import { logFile, memorySource } from './memory-source.js'

/*
 * Scenarios are data, to be reviewed by those who know IAM: CloudTrail records, and what the policy and its report must
 * say of them. Where a record does not say otherwise it was made by a session of the role App in eu-west-1 of account
 * 111122223333, on 2 March 2026. `granted` is exact; a permission is written `action @ resource if key = value`.
 */

/** Records of a trail and what follows from them for one principal. */
export interface TrailScenario {
  readonly name: string
  readonly hardCase?: number
  readonly principal?: string
  readonly records: readonly JsonObject[]
  readonly granted: readonly string[]
  /** The code of the error, where there is no policy at all. */
  readonly refused?: string
  /** Actions that other tools grant here, wrongly. */
  readonly notGranted?: readonly string[]
  /** `action @ resource` of what AWS refused. */
  readonly denied?: readonly string[]
  /** `action @ resource` of what is implied and not granted. */
  readonly suggested?: readonly string[]
  readonly skipped?: Readonly<Record<string, number>>
  /** `action @ resource: failed of count`, of permissions that failed calls show. */
  readonly failed?: readonly string[]
  readonly daysWithoutRecords?: readonly string[]
  /** Condition keys to ask for, as `--conditions` takes them. Default: those that are used by default. */
  readonly conditions?: readonly string[]
  /** `key on action @ resource: reason` of what was asked for and is no condition. */
  readonly left?: readonly string[]
  /** Parts of warnings, one for each. */
  readonly warns?: readonly string[]
}

const folder = new URL('./scenarios/', import.meta.url)

/** Files with scenarios. */
export const trailScenarioFiles: readonly string[] = readdirSync(folder).sort()

/** The scenarios of a file. */
export function trailScenariosIn(file: string): readonly TrailScenario[] {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')).scenarios
}

const app = 'arn:aws:iam::111122223333:role/App'

function recordOf(members: JsonObject, at: number): JsonObject {
  return {
    eventVersion: '1.11',
    eventTime: '2026-03-02T08:00:00Z',
    awsRegion: 'eu-west-1',
    eventType: 'AwsApiCall',
    eventID: `event-${at}`,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-sdk-java/2.25',
    recipientAccountId: '111122223333',
    userIdentity: sessionOf(app, 'session'),
    ...members,
  }
}

/** The policy and the report for a scenario. */
export function resultOf({ records, principal = app, conditions }: TrailScenario): Promise<GenerateResult> {
  const source = memorySource([logFile('trail.json', records.map(recordOf))])
  const asked = conditions?.flatMap((key) => (key === 'default' ? [...defaultConditions] : [key]))
  const keys = asked === undefined ? {} : { conditions: new Set(asked) }
  return generate(source, { principal, query: allActivity, includeDenied: false, ...keys }, silent)
}

/** What came of a scenario, in its own words. */
export function saidOf({ documents, report }: GenerateResult) {
  const on = ({ action, resource }: { readonly action: string; readonly resource: string }) =>
    `${action} @ ${resource}`
  return {
    granted: grantLines(grantsIn(documents)),
    denied: report.denied.map(on),
    suggested: report.suggestions.map(on),
    left: report.requestConditions.flatMap((one) =>
      one.left === null ? [] : [`${one.key} on ${on(one)}: ${one.left}`],
    ),
    refused: report.verification.denied.map(on),
    skipped: report.records.skipped,
    failed: report.permissions
      .filter(({ evidence }) => evidence.failed > 0)
      .map(
        ({ action, resources, evidence: { failed, count } }) =>
          `${action} @ ${resources[0]}: ${failed} of ${count}`,
      ),
    daysWithoutRecords: report.window.daysWithoutRecords,
    warnings: report.warnings,
  }
}
