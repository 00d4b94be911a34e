import type {
  ActionEntry,
  ActionSummary,
  OperationEntry,
  ReferenceAnswer,
  ReferenceEntry,
  ResourceTypeEntry,
  ServiceEntry,
} from '../workflows/reference-entry.js'
import { amount, counted } from './amounts.js'
import { type Line, printLines } from './input-lines.js'
import { type Column, table } from './table.js'

/** An answer of the reference for people: labelled lines, and the actions as a table where there are several. */
export function referenceText({ referenceVersion, entry }: ReferenceAnswer): string {
  const lines = printLines([...linesOf(entry), ['reference', referenceVersion]])
  return 'actions' in entry ? `${lines}\n${actionTable(entry.actions)}` : lines
}

function linesOf(entry: ReferenceEntry): readonly Line[] {
  switch (entry.kind) {
    case 'action':
      return actionLines(entry)
    case 'resource-type':
      return typeLines(entry)
    case 'operation':
      return operationLines(entry)
    case 'service':
      return serviceLines(entry)
    case 'wildcard':
      return [
        ['wildcard', entry.pattern],
        ['actions', amount(entry.actions.length)],
      ]
  }
}

function actionLines(entry: ActionEntry): readonly Line[] {
  const types = entry.resourceTypes
  const width = types.reduce((most, { type, required }) => Math.max(most, typed(type, required).length), 0)
  return [
    ['action', entry.action],
    ['access', entry.accessLevel],
    ...labelled(
      'resources',
      types.length === 0
        ? ['* alone: it supports no resource types']
        : types.map(({ type, arn, required }) => `${typed(type, required).padEnd(width)}  ${arn}`),
    ),
    ...labelled('conditions', list(entry.conditionKeys)),
    ...labelled(
      entry.conditionKeys.length === 0 ? 'conditions' : '',
      types.flatMap(({ type, conditionKeys }) => list(conditionKeys).map((keys) => `on ${type}: ${keys}`)),
    ),
    ...labelled('may need', list(entry.dependents)),
    ...labelled('operations', list(entry.operations)),
    ...labelled('note', entry.note === null ? [] : [entry.note]),
  ]
}

function typed(type: string, required: boolean): string {
  return required ? `${type} (required)` : type
}

function typeLines({ resourceType, arns, conditionKeys, actions }: ResourceTypeEntry): readonly Line[] {
  const required = actions.filter((action) => action.required).length
  return [
    ['type', resourceType],
    ...labelled('arn', arns),
    ...labelled('conditions', list(conditionKeys)),
    ['actions', `${amount(actions.length)}, of which ${amount(required)} require it`],
  ]
}

function operationLines({ operation, permissions, dependents, note }: OperationEntry): readonly Line[] {
  const needs = permissions.map(({ action, accessLevel, why }) => `${action} (${accessLevel}): ${why}`)
  return [
    ['operation', operation],
    ...labelled('needs', [...needs, ...(note === null ? [] : [note])]),
    ...labelled('may need', list(dependents)),
  ]
}

function serviceLines({ service, accessLevels, resourceTypes, actions }: ServiceEntry): readonly Line[] {
  const levels = Object.entries(accessLevels).map(([level, count]) => `${amount(count)} ${level}`)
  return [
    ['service', service],
    ['actions', `${counted(actions.length, 'action')}: ${levels.join('; ')}`],
    ['types', resourceTypes.length === 0 ? 'none' : resourceTypes.join(', ')],
  ]
}

const columns: readonly Column[] = [
  { title: 'ACTION', align: 'left' },
  { title: 'ACCESS', align: 'left' },
  { title: 'RESOURCE TYPES', align: 'left' },
]

function actionTable(actions: readonly ActionSummary[]): string {
  return table(
    columns,
    actions.map(({ action, accessLevel, resourceTypes }) => [action, accessLevel, shortList(resourceTypes)]),
  )
}

const typesShown = 4

/** The rest is in the JSON. */
function shortList(types: readonly string[]): string {
  if (types.length === 0) return '*'
  const rest = types.length - typesShown
  return `${types.slice(0, typesShown).join(', ')}${rest > 0 ? `, +${rest}` : ''}`
}

function list(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [values.join(', ')]
}

/** The label on the first line only. */
function labelled(label: string, texts: readonly string[]): readonly Line[] {
  return texts.map((text, at): Line => [at === 0 ? label : '', text])
}
