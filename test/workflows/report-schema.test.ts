import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { silent } from '../../src/workflows/ports.js'

const schema = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)

describe('schemas/report.schema.json', () => {
  it.each(['marigold-web-task', 'marigold-cfn-execution', 'backup-operator', '*marigold*'])(
    'describes the report on %s',
    async (principal) => {
      const { report } = await generate(
        filesSource(['examples/trail']),
        { principal, query: allActivity, includeDenied: true },
        silent,
      )
      expect(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors)).toBe(true)
    },
  )

  it('refuses what is no report', () => {
    expect(validate({ principal: 'arn:aws:iam::111122223333:role/web' })).toBe(false)
  })

  it('names every member that docs/report.md explains, and no other', () => {
    const page = readFileSync('docs/report.md', 'utf8')
    const explained = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(explained).toEqual(
      Object.keys((schema as { properties: object }).properties).sort(byExplained(explained)),
    )
  })
})

function byExplained(order: readonly (string | undefined)[]) {
  return (a: string, b: string) => order.indexOf(a) - order.indexOf(b)
}
