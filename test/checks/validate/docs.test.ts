import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { checksPage } from './checks-page.js'

it('docs/checks.md is what the catalog says', () => {
  const path = resolve(import.meta.dirname, '../../../docs/checks.md')
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, checksPage())
  expect(readFileSync(path, 'utf8')).toBe(checksPage())
})
