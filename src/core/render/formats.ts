import { renderAccessAnalyzer } from './access-analyzer.js'
import { renderBoundary } from './boundary.js'
import { renderCdk } from './cdk.js'
import { renderCloudFormation } from './cloudformation.js'
import { renderHtml } from './html.js'
import { renderJson } from './json.js'
import { renderMarkdown } from './markdown.js'
import { renderPermissionSet } from './permission-set.js'
import { renderPulumi } from './pulumi.js'
import type { Renderer } from './rendering.js'
import { renderScp } from './scp.js'
import { renderServerless } from './serverless.js'
import { renderTerraform } from './terraform.js'
import { allVariables, type Variable } from './variables.js'

/** One way to write a policy. */
export interface Format {
  readonly render: Renderer
  /** Of the file that holds it, with its dot. */
  readonly ending: string
  /** In a few words. */
  readonly title: string
  /** Variables that are used unless said otherwise; `undefined` if the format has none at all. */
  readonly variables: readonly Variable[] | undefined
}

/** Every format by its name, in the order in which they are documented. */
export const formats = {
  json: format(renderJson, '.json', 'the policy document'),
  terraform: format(renderTerraform, '.tf', 'Terraform', []),
  cloudformation: format(renderCloudFormation, '.template.yaml', 'CloudFormation', allVariables),
  cdk: format(renderCdk, '.cdk.ts', 'AWS CDK in TypeScript', []),
  pulumi: format(renderPulumi, '.pulumi.ts', 'Pulumi in TypeScript', []),
  serverless: format(renderServerless, '.serverless.yml', 'Serverless Framework', allVariables),
  'permission-set': format(renderPermissionSet, '.permission-set.yaml', 'IAM Identity Center permission set'),
  boundary: format(renderBoundary, '.boundary.json', 'permissions boundary'),
  scp: format(renderScp, '.scp.json', 'service control policy'),
  'access-analyzer': format(
    renderAccessAnalyzer,
    '.access-analyzer.json',
    'the layout of IAM Access Analyzer',
  ),
  markdown: format(renderMarkdown, '.md', 'policy review in Markdown'),
  html: format(renderHtml, '.html', 'policy review in HTML'),
} as const satisfies Readonly<Record<string, Format>>

/** What `--format` takes. */
export type FormatName = keyof typeof formats

function format(render: Renderer, ending: string, title: string, variables?: readonly Variable[]): Format {
  return { render, ending, title, variables }
}
