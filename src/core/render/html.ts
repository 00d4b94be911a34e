import { amount } from './amounts.js'
import type { ExplainedPolicy } from './explained.js'
import { htmlAppendix } from './html-appendix.js'
import { htmlBacktest } from './html-backtest.js'
import { htmlStatement } from './html-statement.js'
import { style, styleHash } from './html-style.js'
import { type Child, type Html, h, htmlList, htmlTable, htmlTime } from './html-text.js'
import { htmlTimeline } from './html-timeline.js'
import { policyJson } from './json.js'
import { type Rendering, type RenderOptions, rendered } from './rendering.js'
import { accessLevels, reviewHead, riskKinds, statementName } from './review.js'
import { shownText } from './shown-text.js'
import { timelineOf } from './timeline.js'

/** Nothing is loaded, run, sent or framed: the page is this one file, and only its own style applies. */
const contentPolicy = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`

/**
 * A policy review as one HTML file for the browser and the printer: no script, no network, light and dark. It says what the
 * Markdown review says, with pictures of the use over time.
 */
export function renderHtml(policy: ExplainedPolicy, { backtest }: RenderOptions): Rendering {
  const { title } = reviewHead(policy)
  const head = h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: contentPolicy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', {}, title),
    // The style is the one text that is not escaped: it is ours, and its hash must be that of these very bytes.
    { html: `<style>${style}</style>` },
  )
  const page = h('html', { lang: 'en' }, head, h('body', {}, h('main', {}, body(policy, backtest))))
  return rendered(`<!doctype html>\n${page.html}\n`)
}

function body(policy: ExplainedPolicy, backtest: RenderOptions['backtest']): Child {
  const statements = policy.documents.flatMap((document) => document.statements)
  const { window } = policy.report
  return [
    header(policy),
    attention(policy),
    statements.length === 0
      ? ''
      : [
          h('h2', {}, 'What it allows'),
          overview(policy),
          statements.map((one, at) => htmlStatement(one, at, window)),
        ],
    htmlBacktest(backtest),
    htmlAppendix(policy),
    statements.length === 0 ? '' : [h('h2', {}, 'The policy'), policyBlock(policy)],
    decision,
  ]
}

function header(policy: ExplainedPolicy): Child {
  const { title, verdict, facts, figures } = reviewHead(policy)
  const list = (name: string, pairs: readonly (readonly [string, string])[], wrap: (pair: Child) => Child) =>
    h(
      'dl',
      { class: name },
      pairs.map(([term, value]) => wrap([h('dt', {}, term), h('dd', {}, value)])),
    )
  return [
    h('h1', {}, title),
    h('p', { class: 'soft' }, 'What this identity did, the least it needs, and the evidence for every line.'),
    h('p', { class: `verdict ${verdict.good ? 'good' : 'bad'}` }, verdict.text),
    list('figures', figures, (pair) => h('div', {}, pair)),
    list('facts', facts, (pair) => pair),
  ]
}

function attention({ report }: ExplainedPolicy): Child {
  if (report.warnings.length === 0) return ''
  return h('section', { class: 'attention' }, h('h2', {}, 'Before you attach it'), htmlList(report.warnings))
}

function overview({ documents, report }: ExplainedPolicy): Html {
  const statements = documents.flatMap((document) => document.statements)
  return htmlTable(
    'Statements of the policy',
    ['statement', 'access', 'calls', 'use over time', 'last use (UTC)', 'risk notes'],
    statements.map((statement, at) => [
      h('a', { href: `#statement-${at + 1}` }, statementName(statement, at)),
      accessLevels(statement),
      amount(statement.uses.calls),
      htmlTimeline(timelineOf(statement.uses, report.window)),
      htmlTime(statement.uses.last),
      riskKinds(statement).map((kind) => [h('span', { class: 'tag risk' }, kind), ' ']),
    ]),
    [2],
  )
}

function policyBlock({ documents }: ExplainedPolicy): Html {
  const json = policyJson(documents.map(({ document }) => document))
  const lines = json
    .trimEnd()
    .split('\n')
    .map((line) => [shownText(line), { html: '\n' }])
  return h('pre', { tabindex: '0', role: 'region', 'aria-label': 'The policy as JSON' }, lines)
}

const decision: Child = [
  h('h2', {}, 'Decision'),
  h(
    'dl',
    { class: 'decision' },
    ['Approved, changed or rejected', 'Reviewed by', 'Date', 'Remarks'].map((term) => [
      h('dt', {}, term),
      h('dd', {}),
    ]),
  ),
]
