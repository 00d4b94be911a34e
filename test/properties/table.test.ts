import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const tests = resolve(import.meta.dirname, '..')
const table = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')

const listed = [...table.matchAll(/\]\(\.\.\/([^)]+\.test\.ts)\) \|$/gm)].map(([, file]) => file!)

const withProperties = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('properties'))
  .filter((file) => readFileSync(join(tests, file), 'utf8').includes('fc.assert('))

describe('the table of properties', () => {
  it('has a row for every file that has properties, and for no other', () => {
    expect([...new Set(listed)].sort()).toEqual(withProperties.sort())
  })

  it('has a kind in every row', () => {
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| component'))
    expect(rows.length).toBe(listed.length)
    for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| (?:round trip|differential|general) \| /)
  })
})
