import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formats } from '../../src/core/render/formats.js'
import { generate } from '../../src/workflows/generate.js'
import { renderPolicy } from '../../src/workflows/render-policy.js'
import { runCli } from '../cli/capture.js'

const page = readFileSync('docs/formats.md', 'utf8')
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => [section.slice(0, section.indexOf('\n')), section] as const)

/** The words of a command line as a shell splits them. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
}

describe('docs/formats.md', () => {
  it('has a section for every format, in order', () => {
    expect(sections.map(([name]) => name)).toEqual(Object.keys(formats))
  })

  it.each(sections)('the example of %s runs', async (name, section) => {
    const command = /^```sh\nleastwise (.*)\n```$/m.exec(section)?.[1] ?? ''
    expect(command).toMatch(name === 'json' ? /^generate / : new RegExp(`--format ${name}( |$)`))
    const workflows = {
      generate,
      renderPolicy: async (...args: Parameters<typeof renderPolicy>) => renderPolicy(...args),
    }
    const { status, stdout, stderr } = await runCli([...words(command), '--quiet'], workflows)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.length).toBeGreaterThan(500)
  })
})
