import { parse } from 'yaml'

/** The values of CloudFormation's pseudo parameters. */
export const pseudo: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', '111122223333'],
  ['AWS::Region', 'eu-central-1'],
  ['AWS::Partition', 'aws'],
])

function substituted(template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`
    const value = pseudo.get(name) ?? parameters[name]
    if (value === undefined) throw new Error(`reference to ${name}`)
    return value
  })
}

/** The parameters of a template that have a default, and it. */
export function parametersIn(text: string): Readonly<Record<string, string>> {
  const { Parameters = {} } = parse(text, { logLevel: 'silent' }) as {
    Parameters?: Record<string, { Default?: string }>
  }
  return Object.fromEntries(
    Object.entries(Parameters).flatMap(([name, { Default }]) =>
      Default === undefined ? [] : [[name, Default]],
    ),
  )
}

/** YAML 1.2 as CloudFormation reads it, with `!Sub` resolved by the parameters and `!Ref` as its name. */
export function readYaml(text: string, parameters: Readonly<Record<string, string>> = {}): unknown {
  return parse(text, {
    customTags: [
      { tag: '!Sub', resolve: (template: string) => substituted(template, parameters) },
      { tag: '!Ref', resolve: (name: string) => ({ Ref: name }) },
    ],
  })
}

/** The inline or attached policy documents of a template. */
export function documentsIn(template: unknown): readonly unknown[] {
  const { Resources } = template as { Resources: Record<string, { Properties: Record<string, unknown> }> }
  return Object.values(Resources).map(
    ({ Properties }) => Properties.PolicyDocument ?? Properties.InlinePolicy,
  )
}
