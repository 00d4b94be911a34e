import { parse } from 'yaml'

/** The values of CloudFormation's pseudo parameters. */
export const pseudo: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', '111122223333'],
  ['AWS::Region', 'eu-central-1'],
  ['AWS::Partition', 'aws'],
])

function substituted(template: string): string {
  return template.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`
    const value = pseudo.get(name)
    if (value === undefined) throw new Error(`reference to ${name}`)
    return value
  })
}

/** YAML 1.2 as CloudFormation reads it, with `!Sub` resolved and `!Ref` as its name. */
export function readYaml(text: string): unknown {
  return parse(text, {
    customTags: [
      { tag: '!Sub', resolve: substituted },
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
