import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { securitySchema } from '../../../src/server/guard/settings.js'

const page = readFileSync(join(import.meta.dirname, '../../../docs/server-security.md'), 'utf8')

describe('docs/server-security.md', () => {
  it('shows a configuration that is one', () => {
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(page)!
    const { security } = parse(text!)
    expect(securitySchema.parse(security).keys).toHaveLength(2)
  })

  it('has every limit with its default', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| /gm)].map(([, name, value]) => [
      name,
      Number(value),
    ])
    expect(Object.fromEntries(rows)).toEqual(securitySchema.parse({}).limits)
  })

  it('names every key of `security:`', () => {
    for (const key of Object.keys(securitySchema.shape)) expect(page).toContain(`${key}:`)
  })
})
