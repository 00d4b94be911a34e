import type { ExplainedPolicy } from './explained.js'
import { mdCode, mdTable, mdText } from './markdown-text.js'
import { byCount, shortTime } from './review.js'

/** What the policy does not allow, and what is not known: denied, unmapped, skipped, not proven. */
export function markdownAppendix({ report }: ExplainedPolicy): readonly string[] {
  return [
    ...section(
      'Not allowed by the policy in the replay',
      ['action', 'resource', 'checks', 'from', 'fails at'],
      [
        ...report.verification.denied.map((one) => [...check(one), mdText(one.reason)]),
        ...report.verification.undecidable.map((one) => [
          ...check(one),
          `cannot be decided: ${mdText(one.reason)}`,
        ]),
      ],
    ),
    ...section(
      'Denied by AWS',
      ['action', 'resource', 'times', 'last', 'in the policy', "AWS's words"],
      report.denied.map(({ action, resource, count, last, granted, message }) => [
        mdCode(action),
        mdCode(resource),
        `${count}`,
        shortTime(last),
        granted ? 'yes, it succeeded at another time' : 'no',
        mdCode(message),
      ]),
    ),
    ...implied(report),
    ...section(
      'Unmapped: no action is known, nothing was granted',
      ['event source', 'event', 'times', 'reason'],
      report.unmapped.map(({ eventSource, eventName, count, reason }) => [
        mdCode(eventSource),
        mdCode(eventName),
        `${count}`,
        mdText(reason),
      ]),
    ),
    ...skipped(report),
  ]
}

function implied({ suggestions }: ExplainedPolicy['report']): readonly string[] {
  return section(
    'Implied by what was done, seen by no trail, not granted',
    ['action', 'resource', 'reason', 'source'],
    suggestions.map(({ action, resource, reason, source }) => [
      mdCode(action),
      mdCode(resource),
      mdText(reason),
      mdText(source),
    ]),
  )
}

function check({
  action,
  resource,
  count,
  source,
}: ExplainedPolicy['report']['verification']['denied'][number]) {
  return [mdCode(action), mdCode(resource), `${count}`, mdCode(source)]
}

function skipped({ records, files }: ExplainedPolicy['report']): readonly string[] {
  const rows = [
    ...byCount(records.skipped).map(([reason, count]) => ['records', mdText(reason), `${count}`]),
    ...byCount(files.passedOver).map(([reason, count]) => ['files passed over', mdText(reason), `${count}`]),
    ...files.skipped.map(({ name, detail }) => ['file not read', `${mdCode(name)}: ${mdText(detail)}`, '1']),
  ]
  return section('Skipped', ['what', 'reason', 'count'], rows)
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [`## ${title}\n`, mdTable(head, rows)]
}
