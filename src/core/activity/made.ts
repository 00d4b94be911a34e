import type { CloudTrailRecord } from '../cloudtrail/record.js'
import { asText, member } from '../iam/json.js'
import { type Field, fieldsOf, normalized } from '../reference/fields.js'
import { operationOfEvent } from '../reference/required.js'
import type { Link } from '../reference/rule.js'

/**
 * Identifiers that AWS chose in answer to the principal's own calls: of an instance it launched, of a query it started.
 * They will be others next time, so a policy that lists them would break at the next deployment.
 */
export interface MadeIdentifiers {
  /** Learns from a record of the principal. */
  learn(record: CloudTrailRecord): void
  /** True if AWS chose the identifier in answer to one of the calls. */
  has(identifier: string): boolean
  /** What an identifier stands for, by the links of the service's rules. */
  standsFor(identifier: string): string | undefined
}

const remembered = 500_000
const reading = /^(?:Get|List|Describe|Head|Search|Lookup|Batch(?:Get|Describe))/

/** Knows nothing yet. What it knows does not depend on the order of records, as long as it is below its bound. */
export function openMadeIdentifiers(): MadeIdentifiers {
  const made = new Set<string>()
  const links = new Map<string, string>()
  return {
    learn(record) {
      if (record.responseElements === undefined) return
      for (const link of linksOf(record)) learnLink(record, link, links)
      if (reading.test(record.eventName) || record.readOnly === true) return
      for (const identifier of identifiersIn(record)) if (made.size < remembered) made.add(identifier)
    },
    has: (identifier) => made.has(identifier),
    standsFor: (identifier) => links.get(identifier),
  }
}

/** The links of the service that a record is of. */
export function linksOf(record: CloudTrailRecord): readonly Link[] {
  const { eventSource, eventName, requestParameters: request } = record
  return operationOfEvent({ eventSource, eventName, request })?.rules?.links ?? []
}

function learnLink(record: CloudTrailRecord, { identifier, stands }: Link, links: Map<string, string>): void {
  const made = asText(member(record.responseElements, identifier))
  const value = asText(member(record.requestParameters, stands))
  if (made !== undefined && value !== undefined && links.size < remembered) links.set(made, value)
}

/** An identifier of AWS's making: it has a digit, and no caller could have named it before. */
const identifier = /^(?=[^\d]*\d)[\w-]{8,64}$/

function identifiersIn(record: CloudTrailRecord): string[] {
  const given = new Set(fieldsOf(record.requestParameters).map(({ value }) => lastSegment(value)))
  return fieldsOf(record.responseElements)
    .filter((field) => isOwnIdentifier(field, normalized(record.eventName)))
    .map(({ value }) => lastSegment(value))
    .filter((value) => identifier.test(value) && !given.has(value))
}

const shortestStem = 5

/**
 * True for the identifier of what the operation is about: `instanceId` of RunInstances and `changeInfo.id` of
 * ChangeResourceRecordSets, but not the `vpcId` that a launch mentions.
 */
function isOwnIdentifier({ name, qualified }: Field, operation: string): boolean {
  if (!name.endsWith('id')) return false
  const stem = (name === 'id' ? qualified : name).slice(0, -2)
  return stem !== '' && operation.includes(stem.slice(0, shortestStem))
}

/** `/change/C1` and `arn:…:stack/web/6f…` are named by what is behind the last slash. */
export function lastSegment(value: string): string {
  return value.slice(value.lastIndexOf('/') + 1)
}
