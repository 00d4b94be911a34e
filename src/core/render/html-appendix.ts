import type { ExplainedPolicy } from './explained.js'
import { type Child, code, h, htmlTable, htmlTime } from './html-text.js'
import { byCount } from './review.js'

type Report = ExplainedPolicy['report']

/** What the policy does not allow, and what is not known: denied, unmapped, skipped, not proven. */
export function htmlAppendix({ report }: ExplainedPolicy): Child {
  return [unproven(report), denied(report), implied(report), unmapped(report), skipped(report)]
}

function unproven({ verification }: Report): Child {
  const rows = (list: Report['verification']['denied'], before: string) =>
    list.map(({ action, resource, count, source, reason }) => [
      code(action),
      code(resource),
      `${count}`,
      source,
      `${before}${reason}`,
    ])
  return section(
    'Not allowed in the replay',
    'Permission checks that the policy does not allow, or that cannot be decided.',
    ['action', 'resource', 'checks', 'from', 'fails at'],
    [...rows(verification.denied, ''), ...rows(verification.undecidable, 'cannot be decided: ')],
    [2],
  )
}

function denied({ denied: list }: Report): Child {
  return section(
    'Denied by AWS',
    'Suggestions, not grants, in AWS’s own words.',
    ['action', 'resource', 'times', 'last (UTC)', 'in the policy', 'AWS’s words'],
    list.map(({ action, resource, count, last, granted, message }) => [
      code(action),
      code(resource),
      `${count}`,
      htmlTime(last),
      granted ? 'yes, it succeeded at another time' : 'no',
      message,
    ]),
    [2],
  )
}

function implied({ suggestions }: Report): Child {
  return section(
    'Implied, not granted',
    'What the activity implies and no trail shows. Suggestions for the person who signs.',
    ['action', 'resource', 'reason', 'source'],
    suggestions.map(({ action, resource, reason, source }) => [code(action), code(resource), reason, source]),
    [],
  )
}

function unmapped({ unmapped: list }: Report): Child {
  return section(
    'Unmapped',
    'Events for which no action is known. Nothing was granted for them.',
    ['event source', 'event', 'times', 'reason'],
    list.map(({ eventSource, eventName, count, reason }) => [
      code(eventSource),
      code(eventName),
      `${count}`,
      reason,
    ]),
    [2],
  )
}

function skipped({ records, files }: Report): Child {
  return section(
    'Skipped',
    'Records and files that were read or seen and are no evidence, with the reason.',
    ['what', 'reason', 'count'],
    [
      ...byCount(records.skipped).map(([reason, count]) => ['records', reason, `${count}`]),
      ...byCount(files.passedOver).map(([reason, count]) => ['files passed over', reason, `${count}`]),
      ...files.skipped.map(({ name, detail }) => ['file not read', [code(name), `: ${detail}`], '1']),
    ],
    [2],
  )
}

function section(
  title: string,
  what: string,
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  numbers: readonly number[],
): Child {
  if (rows.length === 0) return ''
  return [h('h2', {}, title), h('p', { class: 'soft' }, what), htmlTable(title, head, rows, numbers)]
}
