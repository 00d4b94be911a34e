import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { apiModels } from '../../scripts/measure/models.mjs'
import { survey } from '../../scripts/reference/unmapped.mjs'
import { requiredPermissions } from '../../src/core/reference/required.js'

/** Operations of one API for one reason: without an action, or with one that only the request can tell. */
interface Entry {
  readonly api: string
  readonly why: string
  readonly operations: readonly string[]
}

/** What is known to be unmapped, over the operations of every API model in aws-sdk. */
const table: readonly Entry[] = JSON.parse(
  readFileSync(new URL('./unmapped-operations.json', import.meta.url), 'utf8'),
)

const models = apiModels(fileURLToPath(new URL('../../node_modules/aws-sdk', import.meta.url))).all
const listed = table.flatMap(({ api, operations }) => operations.map((operation) => `${api} ${operation}`))
const unmapped = models.flatMap((model) =>
  survey({ requiredPermissions }, model).unmapped.map((operation) => `${model.name} ${operation}`),
)

describe('the table of operations that are known to be unmapped', () => {
  it('surveys the models of all services', () => {
    expect(models.length).toBeGreaterThan(380)
    expect(models.flatMap(({ operations }) => Object.keys(operations)).length).toBeGreaterThan(15_000)
  })

  it('has every operation that is unmapped', () => {
    expect(unmapped.filter((operation) => !listed.includes(operation))).toEqual([])
  })

  it('has none that is mapped, or that no API has', () => {
    expect(listed.filter((operation) => !unmapped.includes(operation))).toEqual([])
  })

  it('names each operation once, in order, with a reason', () => {
    expect(new Set(listed).size).toBe(listed.length)
    expect(table.filter(({ operations }) => [...operations].sort().join() !== operations.join())).toEqual([])
    expect(table.filter(({ why }) => why.length < 40)).toEqual([])
  })
})
