import fc from 'fast-check'
import type { PolicyDocument, Statement } from '../../src/core/iam/policy.js'
import type { Report } from '../../src/core/policy/report.js'
import { literalValue } from '../../src/core/reference/literal-value.js'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { type FormatName, formats } from '../../src/core/render/formats.js'
import type { RenderOptions } from '../../src/core/render/rendering.js'
import type { Variable } from '../../src/core/render/variables.js'
import { explainPolicy } from '../../src/workflows/explain-policy.js'
import { report } from '../cli/fake-workflows.js'

/** Names that somebody chose to break a file, a page or a terminal. */
export const hostileNames: readonly string[] = [
  '${file("/etc/passwd")}',
  '%{ for x in [1] }',
  '$${a}',
  '$%{b}%${c}',
  '"\n}\nresource "aws_iam_user" "evil" {}\n#',
  "'); process.exit(1); ('",
  '`${process.env.SECRET}`',
  '*/ evil() /*',
  '// evil',
  '\\',
  '\\${self:custom.secret}',
  '\\\\${aws:accountId}',
  '${AWS::AccountId}',
  '${!AWS::AccountId}',
  ': {evil: [1]} # &anchor *alias !tag',
  '- evil\n  evil: true',
  '---\n...',
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '&lt;b&gt; "quoted" \'single\'',
  '| cell | **bold** [link](javascript:alert(1)) `code`',
  '\n# heading\n',
  '\u001b[2J\u009b31m',
  '\u202egnp.exe\u2028\u2029\u0000',
  'café £ ÿ',
  'true',
  '~',
  '__proto__',
]

/** A name as it comes to a format: an ARN in which everything a log said is literal. */
export const hostileArn = (name: string): string => `arn:aws:s3:::bucket/${literalValue(name)}`

/** An Allow statement. */
export function statement(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition: Statement['condition'] = [],
): Statement {
  return {
    sid,
    effect: 'Allow',
    principal: undefined,
    action: { not: false, patterns: actions },
    resource: { not: false, patterns: resources },
    condition,
  }
}

/** A document of the current version. */
export function documentWith(statements: readonly Statement[]): PolicyDocument {
  return { version: '2012-10-17', id: undefined, statements }
}

/** Statements and a report in which every text that a log can hold is hostile. */
export function hostilePolicy(names: readonly string[] = hostileNames): ExplainedPolicy {
  const arns = names.map(hostileArn)
  const condition = [{ operator: 'StringEquals', key: `aws:RequestTag/${names[0]}`, values: names }]
  const documents = [
    documentWith([
      statement('Objects', ['s3:GetObject', 's3:PutObject'], arns),
      statement('Tags', ['s3:PutObjectTagging'], arns.slice(0, 1), condition),
    ]),
  ]
  return explainPolicy({ documents, report: hostileReport(names, arns) })
}

function hostileReport(names: readonly string[], arns: readonly string[]): Report {
  const all = names.join(' ')
  const evidence = {
    count: 3,
    failed: 1,
    first: '2026-05-01T00:00:00Z',
    last: '2026-05-02T00:00:00Z',
    days: 2,
    callsByDay: { '2026-05-01': 1, '2026-05-02': 2 },
    eventIds: [all],
  }
  const permissions = arns.map((arn, at) => ({
    action: 's3:GetObject',
    resources: [arn],
    conditions: {},
    evidence,
    why: `because ${names[at]}`,
  }))
  return report({
    permissions,
    statements: [{ sid: 'Objects', explanation: all }],
    unmapped: names.map((name) => ({ eventSource: name, eventName: name, count: 1, reason: name })),
    denied: names.map((name, at) => ({
      action: 's3:DeleteObject',
      resource: arns[at]!,
      count: 1,
      first: evidence.first,
      last: evidence.last,
      message: name,
      granted: false,
    })),
    suggestions: names.map((name, at) => ({
      action: 's3:GetObject',
      resource: arns[at]!,
      reason: name,
      evidence,
      source: name,
    })),
    wildcards: names.map((name, at) => ({
      action: 's3:GetObject',
      resource: arns[at]!,
      reason: name,
      hint: name,
    })),
    warnings: names,
    files: { read: 1, skipped: names.map((name) => ({ name, reason: name, detail: name })), passedOver: {} },
    verification: {
      replayed: 3,
      allowed: 1,
      denied: names.map((name, at) => ({
        action: name,
        resource: arns[at]!,
        count: 1,
        source: name,
        reason: name,
      })),
      undecidable: [],
    },
  })
}

/** Names of any characters, those that mean something in one of the languages above all. */
export const anyName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(...'${}%"\'`\\*/#&!-:<>[]()|@,?~\n\r\t ', '${', '%{', '&{', '{{'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom(...hostileNames) },
      { weight: 1, arbitrary: fc.constantFrom('a', 'resolve:', 'AWS::Region', 'Token[', '\u2028', '\ud800') },
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))

/** The text of a format, or an error if it refuses. */
export function textIn(
  format: FormatName,
  policy: ExplainedPolicy,
  variables: readonly Variable[] = [],
  backtest?: RenderOptions['backtest'],
): string {
  const rendering = formats[format].render(policy, { variables, backtest })
  if (rendering.kind === 'refused') throw new Error(rendering.reason)
  return rendering.text
}
