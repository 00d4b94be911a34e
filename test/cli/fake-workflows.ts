import type { PolicyDocument } from '../../src/core/iam/policy.js'
import type { GenerateOptions, GenerateResult } from '../../src/workflows/generate.js'
import type { InputSummary } from '../../src/workflows/input-summary.js'
import type { PrincipalSummary, PrincipalsResult } from '../../src/workflows/principals.js'

export const deploy = 'arn:aws:iam::111122223333:role/ci/Deploy'

export function inputSummary(changes: Partial<InputSummary> = {}): InputSummary {
  return {
    files: { read: 3, skipped: [], passedOver: {} },
    records: { read: 1200, matched: 40, otherPrincipals: 1100, skipped: { 'service-event': 60 } },
    covered: { start: '2026-05-01T00:00:00Z', end: '2026-05-02T00:00:00Z' },
    daysWithoutRecords: [],
    warnings: [],
    ...changes,
  }
}

export const unreadFile = {
  name: 'logs/broken.json.gz',
  reason: 'truncated-gzip',
  detail: 'the gzip data ends too early',
}

export function principal(arn: string, changes: Partial<PrincipalSummary> = {}): PrincipalSummary {
  const services = ['iam', 's3']
  return {
    arn,
    type: 'role',
    records: 1234,
    first: '2026-05-01T00:00:00Z',
    last: '2026-05-02T00:00:00Z',
    services,
    ...changes,
  }
}

export function principalsResult(
  principals: readonly PrincipalSummary[],
  input = inputSummary(),
): PrincipalsResult {
  return { principals, input }
}

export function document(action: string, resource = '*'): PolicyDocument {
  const statement = {
    sid: 'S3Read',
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: [action] },
    resource: { not: false, patterns: [resource] },
    condition: [],
  } as const
  return { version: '2012-10-17', id: undefined, statements: [statement] }
}

export type Report = GenerateResult['report']

/** One statement, one action, one resource, all of them used. */
export const nothingUnused: Report['tightness'] = {
  statements: 1,
  statementsWithoutEvidence: 0,
  actions: 1,
  actionsWithoutEvidence: 0,
  unusedActions: [],
  resources: 1,
  resourcesWithoutEvidence: 0,
  widerResources: 0,
  pairs: 1,
  pairsWithoutEvidence: 0,
  statementsNotListed: 0,
}

/** A report with one permission. */
export function report(changes: Partial<Report> = {}): Report {
  return {
    principal: deploy,
    principals: [{ arn: deploy, type: 'role', records: 40 }],
    window: {
      requested: { start: null, end: null },
      covered: { start: '2026-05-01T00:00:00Z', end: '2026-05-02T00:00:00Z' },
      daysWithoutRecords: [],
    },
    records: inputSummary().records,
    files: inputSummary().files,
    regions: [{ region: 'eu-central-1', calls: 40 }],
    permissions: [
      {
        action: 's3:GetObject',
        resources: ['*'],
        conditions: {},
        evidence: { count: 40, failed: 0, first: '', last: '', days: 2, callsByDay: {}, eventIds: [] },
        why: 'the operation itself',
      },
    ],
    statements: [],
    unmapped: [],
    denied: [],
    suggestions: [],
    wildcards: [],
    patterns: [],
    requestConditions: [],
    actionPatterns: [],
    recipe: null,
    pairs: 'exact',
    tightness: nothingUnused,
    coverage: null,
    verification: { replayed: 40, allowed: 40, denied: [], undecidable: [] },
    warnings: [],
    ...changes,
  }
}

/** A check that the replay did not allow. */
export const deniedCheck = {
  action: 's3:PutObject',
  resource: '*',
  count: 1,
  source: 'PutObject',
  reason: 'no statement',
}

export function generateResult(changes: Partial<GenerateResult> = {}): GenerateResult {
  const documents = [document('s3:GetObject')]
  const known = { incomplete: [], permissionless: [] }
  return { documents, report: report(), input: inputSummary(), ...known, ...changes }
}

/** A use case that gives a fixed result and keeps what it was asked. */
export function generating(result: GenerateResult) {
  const asked: GenerateOptions[] = []
  const generate = async (_source: unknown, options: GenerateOptions) => {
    asked.push(options)
    return result
  }
  return { asked, workflows: { generate } }
}
