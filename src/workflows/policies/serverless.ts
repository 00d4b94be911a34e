import { UNRESOLVED } from '../../core/checks/validate/place.js'
import { useOf } from '../../core/checks/validate/policy-kind.js'
import type { JsonNode } from '../../core/iam/json-source.js'
import { templatePolicies } from './cloudformation.js'
import { type EmbeddedPolicy, policyObject } from './embedded.js'
import { resolved } from './intrinsics.js'
import { at, entriesOf, memberOf } from './tree.js'

/** Is it a file of the Serverless Framework? */
export function isServerless(root: JsonNode): boolean {
  return memberOf(root, 'service') !== undefined && at(root, 'provider', 'name') !== undefined
}

/** The statements that the file gives to its functions, and the policies of its resources. */
export function serverlessPolicies(root: JsonNode, file: string): readonly EmbeddedPolicy[] {
  const known = withoutVariables(root)
  const places: readonly (readonly [string, JsonNode | undefined])[] = [
    ['provider.iam.role.statements', at(known, 'provider', 'iam', 'role', 'statements')],
    ['provider.iamRoleStatements', at(known, 'provider', 'iamRoleStatements')],
    ...entriesOf(memberOf(known, 'functions')).map(
      ([name, value]) =>
        [`functions.${name}.iamRoleStatements`, memberOf(value, 'iamRoleStatements')] as const,
    ),
  ]
  const template = memberOf(known, 'resources')
  const statements = places.flatMap(([where, list]) =>
    list?.kind === 'array'
      ? [policyObject(where, useOf('identity'), documentOf(resolved(list, { root: template ?? known })))]
      : [],
  )
  return [...statements, ...(template === undefined ? [] : templatePolicies(template, file))]
}

/** A document of those statements: the framework writes the rest itself. */
function documentOf(statements: JsonNode): JsonNode {
  const { span } = statements
  const text = (value: string) => ({ kind: 'string', value, span }) as const
  const members = [
    { key: text('Version'), value: text('2012-10-17') },
    { key: text('Statement'), value: statements },
  ]
  return { kind: 'object', members, span }
}

/** `${self:…}`, `${env:…}` and the like are known when the framework runs. Policy variables are written `${aws:…}`. */
function withoutVariables(node: JsonNode): JsonNode {
  if (node.kind === 'array') return { ...node, items: node.items.map(withoutVariables) }
  if (node.kind === 'object') {
    return {
      ...node,
      members: node.members.map(({ key, value }) => ({ key, value: withoutVariables(value) })),
    }
  }
  if (node.kind !== 'string' || !node.value.includes('${')) return node
  const value = node.value.replace(
    /\$\{(?:self|env|opt|sls|param|file|ssm|s3|cf|aws:(?:accountId|region))[^{}]*\}/g,
    UNRESOLVED,
  )
  return { ...node, value }
}
