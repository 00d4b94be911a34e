import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { passedOverReasons } from '../../src/adapters/files/pass-over.js'
import { unreadableReasons } from '../../src/adapters/files/unreadable.js'
import { buildProgram } from '../../src/cli/program.js'
import { usageCodes } from '../../src/cli/usage-error.js'
import { integrityProblems } from '../../src/core/cloudtrail/digest/integrity.js'
import { brokenReasons, skipReasons } from '../../src/core/cloudtrail/skip-reasons.js'
import { refusals } from '../../src/server/guard/refusal.js'
import { errorCodes } from '../../src/workflows/errors.js'
import { scopeReasons } from '../../src/workflows/input-summary.js'
import { testContext } from './capture.js'
import { cliPage } from './cli-page.js'

const docs = resolve(import.meta.dirname, '../../docs')

/** Compares a page with what it should be; `UPDATE_DOCS=1` writes it instead. */
function expectPage(name: string, expected: string): void {
  const path = resolve(docs, name)
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, expected)
  expect(readFileSync(path, 'utf8')).toBe(expected)
}

function withTable(page: string, name: string, reasons: Readonly<Record<string, string>>): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const rows = Object.entries(reasons).map(
    ([reason, meaning]) => `| \`${reason}\` | ${meaning.replaceAll('|', '\\|')} |`,
  )
  const [before, after] = [page.split(begin)[0], page.split(end)[1]]
  return `${before}${begin}\n\n| reason | meaning |\n|---|---|\n${rows.join('\n')}\n\n${end}${after}`
}

describe('docs/cli.md', () => {
  it('is what the program says of itself', async () => {
    expectPage('cli.md', cliPage(await buildProgram(testContext(), () => {})))
  })
})

describe('docs/errors.md', () => {
  const page = readFileSync(resolve(docs, 'errors.md'), 'utf8')
  const codes = page.slice(0, page.indexOf('## Files that cannot be read'))

  it('has a part for every code, in the order of the catalogs', () => {
    const documented = [...codes.matchAll(/^### (.*)$/gm)].map((match) => match[1])
    expect(documented).toEqual([...Object.keys(errorCodes), ...Object.keys(usageCodes)])
  })

  it('says for every code what it means, an example, and what to do', () => {
    for (const part of codes.split(/^### /m).slice(1)) {
      expect(part).toMatch(/^[A-Z0-9_]+\n\n[A-Z`][^\n]{10,}[\s\S]*\n\nExample: `[^\n]+`\n\nWhat to do: /)
    }
  })

  it('has every reason for which a file or record is not used', () => {
    const tables = [
      ['unreadable', unreadableReasons],
      ['passed-over', passedOverReasons],
      ['records', { ...skipReasons, ...scopeReasons }],
      ['broken', brokenReasons],
    ] as const
    expectPage(
      'errors.md',
      tables.reduce((text, [name, reasons]) => withTable(text, name, reasons), page),
    )
  })
})

describe('the requests that the server refuses', () => {
  it('are in docs/errors.md with both names', () => {
    const rows = Object.entries(refusals).map(
      ([code, [status, aws, meaning]]) => [code, `${status} \`${aws}\`: ${meaning}`] as const,
    )
    const page = readFileSync(resolve(docs, 'errors.md'), 'utf8')
    expectPage('errors.md', withTable(page, 'refusals', Object.fromEntries(rows)))
  })
})

describe('docs/integrity.md', () => {
  it('explains every problem', () => {
    const page = readFileSync(resolve(docs, 'integrity.md'), 'utf8')
    expectPage('integrity.md', withTable(page, 'problems', integrityProblems))
  })
})
