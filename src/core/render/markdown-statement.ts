import type { ReportWindow } from '../policy/report.js'
import { amount, times } from './amounts.js'
import type { ExplainedStatement } from './explained.js'
import { mdCode, mdList, mdTable, mdText } from './markdown-text.js'
import { reasons, riskNotes, sampleEvents, shortTime, statementName } from './review.js'
import { sparkline, timelineOf, timelineText } from './timeline.js'

/** One statement of a Markdown review. */
export function markdownStatement(statement: ExplainedStatement, at: number, window: ReportWindow): string {
  return [
    `### ${mdText(statementName(statement, at))}\n`,
    ...used(statement, window),
    mdTable(
      ['action', 'access level', 'calls', 'first use', 'last use'],
      statement.actions.map(({ action, accessLevel, uses }) => [
        mdCode(action),
        accessLevel,
        amount(uses.calls),
        shortTime(uses.first),
        shortTime(uses.last),
      ]),
    ),
    ...grants(statement),
    ...notes(statement),
  ].join('\n')
}

function used(statement: ExplainedStatement, window: ReportWindow): readonly string[] {
  const { uses } = statement
  if (uses.calls === 0) return statement.explanation === '' ? [] : [`${mdText(statement.explanation)}\n`]
  const timeline = timelineOf(uses, window)
  const failed =
    uses.failed === 0 ? '' : ` ${amount(uses.failed)} of the calls failed for another reason than permission.`
  return [`${sparkline(timeline)} used ${times(uses.calls)}, ${timelineText(timeline)}.${failed}\n`]
}

function grants({ statement }: ExplainedStatement): readonly string[] {
  const resources = statement.resource?.patterns ?? []
  const on = statement.resource?.not === true ? 'On every resource but' : 'On'
  const conditions = statement.condition.map(
    ({ operator, key, values }) => `${mdCode(key)} ${mdText(operator)} ${values.map(mdCode).join(' or ')}`,
  )
  return [
    `${on}:\n`,
    mdList(resources.map(mdCode)),
    ...(conditions.length === 0 ? [] : ['Only if:\n', mdList(conditions)]),
  ]
}

function notes(statement: ExplainedStatement): readonly string[] {
  const why = reasons(statement).map(
    ([reason, actions]) => `${actions.map(mdCode).join(', ')}: ${mdText(reason)}`,
  )
  const wildcards = statement.wildcards.map(
    ({ resource, reason, hint }) => `${mdCode(resource)}: ${mdText(reason)}; ${mdText(hint)}`,
  )
  const risks = riskNotes(statement).map(
    ({ risk, actions, reason, source }) =>
      `**${mdText(risk)}**: ${actions.map(mdCode).join(', ')} ${mdText(reason)}${source === '' ? '' : ` ([AWS](${source}))`}`,
  )
  const events = sampleEvents(statement).map(mdCode)
  return [
    ...(why.length === 0 ? [] : ['Why:\n', mdList(why)]),
    ...(wildcards.length === 0 ? [] : ['Wildcards:\n', mdList(wildcards)]),
    ...(risks.length === 0 ? [] : ['Risks:\n', mdList(risks)]),
    ...(events.length === 0 ? [] : [`Events to look up: ${events.join(', ')}\n`]),
  ]
}
