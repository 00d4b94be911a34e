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
  /** Learns from the lessons of a record of the principal. */
  learn(lessons: MadeLessons): void
  /** True if AWS chose the identifier in answer to one of the calls. */
  has(identifier: string): boolean
  /** What an identifier stands for, by the links of the service's rules. */
  standsFor(identifier: string): string | undefined
}

/** What a record teaches about identifiers, apart from the record, so that it can be learned later or never. */
export interface MadeLessons {
  readonly identifiers: readonly string[]
  /** Identifiers with what they stand for. */
  readonly links: readonly (readonly [identifier: string, value: string])[]
}

const remembered = 500_000
const reading = /^(?:Get|List|Describe|Head|Search|Lookup|Batch(?:Get|Describe))/

/** Knows nothing yet. What it knows does not depend on the order of records, as long as it is below its bound. */
export function openMadeIdentifiers(): MadeIdentifiers {
  const made = new Set<string>()
  const links = new Map<string, string>()
  return {
    learn(lessons) {
      for (const [identifier, value] of lessons.links) {
        const known = links.get(identifier)
        if (known === undefined ? links.size < remembered : value < known) links.set(identifier, value)
      }
      for (const identifier of lessons.identifiers) if (made.size < remembered) made.add(identifier)
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

/** The lessons of a record: what AWS answered to it. */
export function madeLessonsOf(record: CloudTrailRecord): MadeLessons {
  if (record.responseElements === undefined) return { identifiers: [], links: [] }
  return {
    identifiers: teachesIdentifiers(record) ? identifiersIn(record) : [],
    links: linksOf(record).flatMap((link) => linkIn(record, link)),
  }
}

/** True if what AWS answered to a call may name what it made. */
export function teachesIdentifiers({ responseElements, eventName, readOnly }: CloudTrailRecord): boolean {
  return responseElements !== undefined && !isReading(eventName) && readOnly !== true
}

/** True for an operation whose answer names nothing that it made. */
export function isReading(eventName: string): boolean {
  return reading.test(eventName)
}

function linkIn(record: CloudTrailRecord, { identifier, stands }: Link): MadeLessons['links'] {
  const made = asText(member(record.responseElements, identifier))
  const value = asText(member(record.requestParameters, stands))
  return made === undefined || value === undefined ? [] : [[made, value]]
}

/** An identifier of AWS's making: it has a digit, and no caller could have named it before. */
const identifier = /^(?=[^\d]*\d)[\w-]{8,64}$/

function identifiersIn(record: CloudTrailRecord): string[] {
  const given = givenIn(record)
  return fieldsOf(record.responseElements)
    .filter((field) => isOwnIdentifier(field, normalized(record.eventName)))
    .map(({ value }) => lastSegment(value))
    .filter((value) => identifier.test(value) && !given.has(value))
}

/** True if a text without slashes is an identifier of AWS's making by its form. */
export function hasFormOfIdentifier(text: string): boolean {
  return identifier.test(text)
}

/** The last segments of what a caller gave: no answer makes these AWS's. */
export function givenIn({ requestParameters }: Pick<CloudTrailRecord, 'requestParameters'>): Set<string> {
  return new Set(fieldsOf(requestParameters).map(({ value }) => lastSegment(value)))
}

const shortestStem = 5

/**
 * True for the identifier of what the operation is about: `instanceId` of RunInstances and `changeInfo.id` of
 * ChangeResourceRecordSets, but not the `vpcId` that a launch mentions.
 */
export function isOwnIdentifier(
  { name, qualified }: Pick<Field, 'name' | 'qualified'>,
  operation: string,
): boolean {
  if (!name.endsWith('id')) return false
  const stem = (name === 'id' ? qualified : name).slice(0, -2)
  return stem !== '' && operation.includes(stem.slice(0, shortestStem))
}

/** `/change/C1` and `arn:…:stack/web/6f…` are named by what is behind the last slash. */
export function lastSegment(value: string): string {
  return value.slice(value.lastIndexOf('/') + 1)
}
