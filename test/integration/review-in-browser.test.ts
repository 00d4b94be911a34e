import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examplePolicy } from '../render/examples.js'
import { hostileNames, hostilePolicy, textIn } from '../render/policies.js'
import { openBrowser } from './browser.js'

const benign = hostilePolicy(hostileNames.map((_, at) => `name${at}`))
const points = [1, 2, 3].map((observed) => ({
  observed,
  cut: `2026-05-0${observed + 1}`,
  calls: 12,
  allowed: 9 + observed,
  denied: 3 - observed,
  undecidable: 0,
  missing: [],
}))
const pages = new Map([
  ['backtest', textIn('html', await examplePolicy('marigold-web-task'), [], points)],
  ['web-task', textIn('html', await examplePolicy('marigold-web-task'))],
  ['cfn-execution', textIn('html', await examplePolicy('marigold-cfn-execution'))],
  ['hostile', textIn('html', hostilePolicy())],
  ['benign', textIn('html', benign)],
  ['empty', textIn('html', { ...benign, documents: [] })],
])

const folder = mkdtempSync(join(tmpdir(), 'leastwise-review-'))
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
  for (const [name, html] of pages) writeFileSync(join(folder, `${name}.html`), html)
}, 300_000)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

interface Opened {
  readonly page: Page
  readonly said: string[]
  readonly requests: string[]
}

async function open(name: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Opened> {
  const page = await browser.newPage(options)
  const [said, requests]: [string[], string[]] = [[], []]
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href)
  return { page, said, requests }
}

describe.each([...pages.keys()])('the review of %s, in Chromium', (name) => {
  it('opens without a word on the console, and asks for nothing but itself', async () => {
    const { page, said, requests } = await open(name)
    expect(said).toEqual([])
    expect(requests).toEqual([page.url()])
    expect(await page.evaluate('document.styleSheets.length')).toBe(1)
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).not.toBe('none')
    await page.close()
  })

  it.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
    // The test brings axe past the page's own content policy.
    const { page } = await open(name, { colorScheme, bypassCSP: true })
    await page.evaluate(axe.source)
    const { violations } = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string }[] }[]
    }
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)])).toEqual([])
    await page.close()
  })

  it('fits a telephone and a sheet of paper', async () => {
    const { page } = await open(name, { viewport: { width: 390, height: 800 } })
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate(overflow)).toBe(0)
    await page.setViewportSize({ width: 794, height: 1123 })
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate(overflow)).toBe(0)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.close()
  })
})

describe('hostile names, in Chromium', () => {
  it('make no element, no attribute and no script', async () => {
    const tree = `[...document.querySelectorAll('*')].map((one) => [one.tagName, one.getAttributeNames().join()].join(' '))`
    const [evil, good] = await Promise.all(
      ['hostile', 'benign'].map(async (name) => (await open(name)).page.evaluate(tree)),
    )
    expect(evil).toEqual(good)
    expect((evil as string[]).length).toBeGreaterThan(300)
    expect((evil as string[]).filter((one) => /^(SCRIPT|IMG|IFRAME)/.test(one))).toEqual([])
  })
})
