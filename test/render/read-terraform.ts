import { parse } from '@cdktn/hcl2json'
import { type PlainStatement, sortedConditions } from './plain.js'

interface Block {
  readonly [name: string]: unknown
}

/** The text a template of HCL stands for, with the values of the references in it. */
function textOf(template: string, references: ReadonlyMap<string, string>): string {
  return template.replace(/([$%])\1\{|\$\{([^}]*)\}/g, (_, sign: string | undefined, reference: string) => {
    if (sign !== undefined) return `${sign}{`
    const value = references.get(reference)
    if (value === undefined) throw new Error(`reference to ${reference}`)
    return value
  })
}

/** What HCL's own parser makes of a file: the policies of its `aws_iam_policy` resources, and their names. */
export async function readTerraform(text: string, references: ReadonlyMap<string, string> = new Map()) {
  const file = (await parse('policy.tf', text)) as Record<string, Record<string, Record<string, Block[]>>>
  const sources = file.data?.aws_iam_policy_document ?? {}
  const of = (value: unknown) => textOf(value as string, references)
  return Object.values(file.resource?.aws_iam_policy ?? {}).map(([resource]) => {
    const policy = resource!.policy as string
    const label = /^\$\{data\.aws_iam_policy_document\.([a-z0-9_]+)\.json\}$/.exec(policy)?.[1]
    const [source] = label === undefined ? [] : sources[label]!
    const statements = source === undefined ? undefined : (source.statement as Block[])
    return {
      name: of(resource!.name),
      description: of(resource!.description),
      tags: Object.fromEntries(
        Object.entries((resource!.tags ?? {}) as Record<string, unknown>).map(([key, value]) => [
          of(key),
          of(value),
        ]),
      ),
      policy,
      statements: statements?.map((statement) => plain(statement, of)),
    }
  })
}

function plain(statement: Block, of: (value: unknown) => string): PlainStatement {
  const conditions = (statement.condition ?? []) as Block[]
  return {
    sid: statement.sid === undefined ? undefined : of(statement.sid),
    effect: of(statement.effect),
    action: (statement.actions as string[]).map(of),
    resource: (statement.resources as string[]).map(of),
    condition: sortedConditions(
      conditions.map(({ test, variable, values }) => [of(test), of(variable), (values as string[]).map(of)]),
    ),
  }
}
