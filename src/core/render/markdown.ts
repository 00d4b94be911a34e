import { amount } from './amounts.js'
import type { ExplainedPolicy } from './explained.js'
import { policyJson } from './json.js'
import { markdownAppendix } from './markdown-appendix.js'
import { markdownStatement } from './markdown-statement.js'
import { mdCode, mdList, mdTable, mdText } from './markdown-text.js'
import { type Rendering, rendered } from './rendering.js'
import { accessLevels, reviewHead, riskKinds, shortTime, statementName } from './review.js'
import { shownText } from './shown-text.js'
import { sparkline, timelineOf } from './timeline.js'

/**
 * A policy review in GitHub's Markdown: what the policy allows and why, how it was proven, what to beware of, and what is
 * not known. Everything that came from a log is a code span or escaped.
 */
export function renderMarkdown(policy: ExplainedPolicy): Rendering {
  const head = reviewHead(policy)
  const statements = policy.documents.flatMap((document) => document.statements)
  const sections = [
    `# ${mdText(head.title)}\n`,
    `**${mdText(head.verdict.text)}**\n`,
    mdTable(
      ['', ''],
      head.facts.map(([name, value]) => [name, mdCode(value)]),
    ),
    mdTable(
      head.figures.map(([name]) => name),
      [head.figures.map(([, value]) => value)],
    ),
    ...attention(policy),
    ...(statements.length === 0 ? [] : ['## What it allows\n', overview(policy)]),
    ...statements.map((statement, at) => markdownStatement(statement, at, policy.report.window)),
    ...markdownAppendix(policy),
    ...(statements.length === 0 ? [] : ['## The policy\n', policyBlock(policy)]),
    '## Decision\n',
    mdList(['[ ] approved as it is', '[ ] approved with changes', '[ ] rejected']),
    'Reviewed by, on: \n',
  ]
  return rendered(`${sections.join('\n').trimEnd()}\n`)
}

function attention({ report }: ExplainedPolicy): readonly string[] {
  if (report.warnings.length === 0) return []
  return ['## Before you attach it\n', mdList(report.warnings.map(mdText))]
}

function overview({ documents, report }: ExplainedPolicy): string {
  const statements = documents.flatMap((document) => document.statements)
  return mdTable(
    ['statement', 'access', 'calls', 'use over time', 'last use (UTC)', 'risk notes'],
    statements.map((statement, at) => [
      mdText(statementName(statement, at)),
      accessLevels(statement),
      amount(statement.uses.calls),
      sparkline(timelineOf(statement.uses, report.window)),
      shortTime(statement.uses.last),
      riskKinds(statement).join(', '),
    ]),
  )
}

/** A fence that nothing in it can close, and characters that cannot be seen written out. */
function policyBlock({ documents }: ExplainedPolicy): string {
  const json = policyJson(documents.map(({ document }) => document))
  const longest = Math.max(2, ...[...json.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const lines = json.trimEnd().split('\n').map(shownText)
  return `${fence}json\n${lines.join('\n')}\n${fence}\n`
}
