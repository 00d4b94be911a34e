import { cloudFormationValue, refusedIfDynamic } from './cloudformation-text.js'
import { commented, headLines } from './comments.js'
import type { ExplainedPolicy } from './explained.js'
import { type Rendering, type RenderOptions, refusedIfEmpty, rendered } from './rendering.js'
import { isPlain, substitutionOf, type Template, templateOf } from './variables.js'
import { yamlStatements } from './yaml-statements.js'
import { yamlString } from './yaml-text.js'

/**
 * The statements of a Serverless Framework service's role, to be merged into `serverless.yml` or referred to as
 * `${file(./FILE):provider.iam.role.statements}`.
 * https://www.serverless.com/framework/docs/providers/aws/guide/iam
 */
export function renderServerless(policy: ExplainedPolicy, { variables }: RenderOptions): Rendering {
  const impossible = refusedIfEmpty(policy) ?? refusedIfDynamic(policy)
  if (impossible !== undefined) return impossible
  const { substitution: all, notes } = substitutionOf(policy, variables)
  // The statements are merged into a file of somebody else, which declares nothing for them.
  const { named: _, ...substitution } = all
  const statements = policy.documents.flatMap((document) => document.statements)
  const list = yamlStatements(statements, '        ', (value, key) =>
    serverlessValue(templateOf(value, key, substitution)),
  )
  const text = `${commented(headLines(policy), '#', '')}provider:
  iam:
    role:
      statements:
${list}`
  return rendered(text, notes)
}

/**
 * Serverless resolves `${…}` everywhere before CloudFormation sees it; a backslash keeps it as text, and the backslashes
 * before it are then read as escapes too. `${AWS::…}` and `${!…}` of a `!Sub` are not its own and pass.
 */
function serverlessValue(template: Template): string {
  if (!isPlain(template)) return cloudFormationValue(template)
  return yamlString(template.join('').replace(/(\\*)\$\{/g, '$1$1\\${'))
}
