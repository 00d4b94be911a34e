import type { Condition, PatternElement, Statement } from '../iam/policy.js'
import { commented, statementLines } from './comments.js'
import type { ExplainedStatement } from './explained.js'
import { yamlString } from './yaml-text.js'

/** How a value is written: `key` is the condition key it belongs to, `undefined` for a resource. */
export type YamlValue = (value: string, key: string | undefined) => string

/** The items of a `Statement` list, each with its explanation as a comment; `indent` is that of the dashes. */
export function yamlStatements(
  statements: readonly ExplainedStatement[],
  indent: string,
  valueText: YamlValue,
): string {
  return statements
    .map((explained) => {
      const comment = commented(statementLines(explained), '#', indent)
      const members = statementMembers(explained.statement, valueText)
      const lines = members.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}\n`)
      return comment + lines.join('')
    })
    .join('')
}

function statementMembers(statement: Statement, valueText: YamlValue): readonly string[] {
  const { sid, effect, action, resource, condition } = statement
  return [
    ...(sid === undefined ? [] : [`Sid: ${yamlString(sid)}`]),
    `Effect: ${effect}`,
    ...patterns('Action', action, yamlString),
    ...(resource === undefined ? [] : patterns('Resource', resource, (value) => valueText(value, undefined))),
    ...(condition.length === 0
      ? []
      : ['Condition:', ...conditionLines(condition, valueText).map((line) => `  ${line}`)]),
  ]
}

function patterns(name: string, element: PatternElement, text: (value: string) => string): readonly string[] {
  return values(element.not ? `Not${name}` : name, element.patterns.map(text))
}

function values(name: string, texts: readonly string[]): readonly string[] {
  return texts.length === 1 ? [`${name}: ${texts[0]}`] : [`${name}:`, ...texts.map((text) => `  - ${text}`)]
}

function conditionLines(conditions: readonly Condition[], valueText: YamlValue): readonly string[] {
  const operators = new Map<string, readonly string[]>()
  for (const { operator, key, values: list } of conditions) {
    const texts = list.map((value) => valueText(value, key))
    operators.set(operator, [...(operators.get(operator) ?? []), ...values(yamlString(key), texts)])
  }
  return [...operators].flatMap(([operator, lines]) => [
    `${yamlString(operator)}:`,
    ...lines.map((line) => `  ${line}`),
  ])
}
