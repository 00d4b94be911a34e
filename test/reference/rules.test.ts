import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ServiceRules } from '../../src/core/reference/rule.js'
import { actionById, serviceByPrefix, supportsConditionKey } from '../../src/core/reference/service.js'
import { allRules, serviceRules } from '../../src/core/reference/services/index.js'
import { apiGatewayOperations } from '../../src/core/reference/tables/apigateway-operations.js'

/** Operations that AWS authorizes by another action although one of their own name exists. The list is exact. */
const authorizedOtherwise = [
  'glue:CreatePartitionIndex',
  'glue:DeleteColumnStatisticsForPartition',
  'glue:DeleteColumnStatisticsForTable',
  'glue:DeletePartitionIndex',
  'glue:GetColumnStatisticsForPartition',
  'glue:GetColumnStatisticsForTable',
  'glue:UpdateColumnStatisticsForPartition',
  'glue:UpdateColumnStatisticsForTable',
  's3:GetObjectTorrent',
]

const all = [...serviceRules.values()]
const folder = new URL('../../src/core/reference/services/', import.meta.url)

/** Every `prefix:Action` that the text of a rule names in quotes. */
function actionsNamed(file: string): readonly string[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  return [...text.matchAll(/'([a-z0-9-]+:[A-Za-z][A-Za-z0-9]+)'/g)].map(([, action]) => action!)
}

/** Condition keys are written like actions. */
function isConditionKey(name: string): boolean {
  const actions = [...(serviceByPrefix(name.split(':')[0]!)?.actions.values() ?? [])]
  return actions.some((action) => supportsConditionKey(action, name))
}

function nonexistent(names: readonly string[]): readonly string[] {
  return names.filter((name) => actionById(name)?.id !== name && !isConditionKey(name))
}

function entries({ prefix, renamed = {} }: ServiceRules): readonly (readonly [string, string])[] {
  return prefix === 'apigateway' ? [] : Object.entries(renamed)
}

describe('the rules of services', () => {
  it('are in one place for each service', () => {
    expect(
      allRules.map(({ prefix }) => prefix).filter((prefix, at, list) => list.indexOf(prefix) !== at),
    ).toEqual([])
  })

  it('are of services that exist', () => {
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter(({ prefix }) => serviceByPrefix(prefix) === undefined)).toEqual([])
  })

  it('rename to actions that exist', () => {
    const targets = all.flatMap((rules) => entries(rules).map(([, action]) => `${rules.prefix}:${action}`))
    expect(targets.length).toBeGreaterThan(80)
    expect(nonexistent(targets)).toEqual([])
  })

  // An operation that is an action itself, in any letter case, follows the general rule without an entry.
  it('rename no operation that is an action of its own', () => {
    const hidden = all.flatMap((rules) =>
      entries(rules)
        .map(([operation]) => `${rules.prefix}:${operation}`)
        .filter((id) => actionById(id) !== undefined),
    )
    expect(hidden).toEqual(authorizedOtherwise)
  })

  it('tag with actions that exist', () => {
    const tagging = all.flatMap(({ tagOnCreate }) => (tagOnCreate === undefined ? [] : [tagOnCreate]))
    expect(tagging.length).toBeGreaterThan(5)
    expect(nonexistent(tagging)).toEqual([])
  })

  it('say why an operation needs no permission', () => {
    const reasons = all.flatMap(({ permissionless = {} }) => Object.values(permissionless))
    expect(reasons.length).toBeGreaterThan(0)
    expect(reasons.filter((reason) => reason.trim().length < 20)).toEqual([])
  })

  it.each(readdirSync(folder).filter((file) => file.endsWith('.ts')))(
    'name only actions that exist: %s',
    (file) => {
      expect(nonexistent(actionsNamed(file))).toEqual([])
    },
  )

  it('read keys in lower case, without punctuation', () => {
    const spelled = all.flatMap(({ prefix, reads = [] }) => reads.map((key) => `${prefix} ${key}`))
    expect(spelled.filter((key) => !/^[a-z0-9-]+ [a-z0-9]+$/.test(key))).toEqual([])
  })

  it('reduce only what they read', () => {
    const unread = all.flatMap(({ reduces = {}, reads = [] }) =>
      Object.keys(reduces).filter((key) => !reads.includes(key)),
    )
    expect(unread).toEqual([])
  })

  it('take API Gateway’s operations for HTTP verbs that are actions', () => {
    const verbs = Object.values(apiGatewayOperations)
      .flat()
      .map((line) => `apigateway:${line.split(' ')[0]}`)
    expect(verbs.length).toBeGreaterThan(150)
    expect(nonexistent(verbs)).toEqual([])
  })
})
