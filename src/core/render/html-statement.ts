import type { ReportWindow } from '../policy/report.js'
import { amount, times } from './amounts.js'
import type { ExplainedStatement } from './explained.js'
import { type Child, code, type Html, h, htmlList, htmlTable, htmlTime } from './html-text.js'
import { htmlTimeline } from './html-timeline.js'
import { accessLevels, reasons, riskKinds, riskNotes, sampleEvents, statementName } from './review.js'
import { timelineOf, timelineText } from './timeline.js'

/** One statement of an HTML review. */
export function htmlStatement(statement: ExplainedStatement, at: number, window: ReportWindow): Html {
  return h(
    'section',
    { class: 'statement', id: `statement-${at + 1}` },
    h(
      'div',
      { class: 'head' },
      h('h3', {}, statementName(statement, at)),
      h('span', { class: 'tag' }, accessLevels(statement)),
      riskKinds(statement).map((kind) => h('span', { class: 'tag risk' }, kind)),
    ),
    used(statement, window),
    htmlTable(
      `Actions of ${statementName(statement, at)}`,
      ['action', 'access level', 'calls', 'first use (UTC)', 'last use (UTC)'],
      statement.actions.map(({ action, accessLevel, uses }) => [
        code(action),
        accessLevel,
        amount(uses.calls),
        htmlTime(uses.first),
        htmlTime(uses.last),
      ]),
      [2],
    ),
    grants(statement),
    notes(statement),
  )
}

function used({ uses, explanation }: ExplainedStatement, window: ReportWindow): Child {
  if (uses.calls === 0) return h('p', {}, explanation)
  const timeline = timelineOf(uses, window)
  const failed =
    uses.failed === 0 ? '' : ` ${amount(uses.failed)} of the calls failed for another reason than permission.`
  return [
    h(
      'div',
      { class: 'use' },
      htmlTimeline(timeline),
      h(
        'span',
        {},
        `Used ${times(uses.calls)}`,
        h('span', { class: 'soft' }, `, ${timelineText(timeline)}.${failed}`),
      ),
    ),
  ]
}

function grants({ statement }: ExplainedStatement): Child {
  const on = statement.resource?.not === true ? 'On every resource but' : 'On'
  const conditions = statement.condition.map(({ operator, key, values }) => [
    code(key),
    ` ${operator} `,
    values.map((value, at) => [at === 0 ? '' : ' or ', code(value)]),
  ])
  return [titled(on, (statement.resource?.patterns ?? []).map(code)), titled('Only if', conditions)]
}

function notes(statement: ExplainedStatement): Child {
  const events = sampleEvents(statement)
  return [
    titled(
      'Why',
      reasons(statement).map(([why, actions]) => [listed(actions), `: ${why}`]),
    ),
    titled(
      'Wildcards',
      statement.wildcards.map(({ resource, reason, hint }) => [code(resource), `: ${reason}; ${hint}`]),
    ),
    titled(
      'Risks',
      riskNotes(statement).map(({ risk, actions, reason, source }) => [
        h('strong', {}, risk),
        ': ',
        listed(actions),
        ` ${reason}`,
        source === '' ? '' : [' (', h('a', { href: source, rel: 'noreferrer' }, `AWS on ${actions[0]}`), ')'],
      ]),
    ),
    events.length === 0
      ? ''
      : titled('Events to look up', [events.map((id, at) => [at === 0 ? '' : ', ', code(id)])]),
  ]
}

function listed(actions: readonly string[]): Child {
  return actions.map((action, at) => [at === 0 ? '' : ', ', code(action)])
}

function titled(title: string, items: readonly Child[]): Child {
  return items.length === 0 ? '' : [h('h4', {}, title), htmlList(items)]
}
