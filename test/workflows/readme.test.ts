import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const readme = readFileSync('README.md', 'utf8')

/** The first fenced block of a language in the README. */
function block(language: string, holding: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
  return blocks.find(([, name, text]) => name === language && text?.includes(holding))?.[2] ?? ''
}

describe('the result that README.md shows', () => {
  execFileSync('npx', ['tsc', '-b', 'src'])
  const principal = /--principal (\S+)/.exec(block('sh', 'npx leastwise'))?.[1] ?? ''
  const { stdout, stderr } = spawnSync(
    'node',
    ['bin/leastwise.js', 'generate', 'examples/trail', '--principal', principal],
    {
      encoding: 'utf8',
    },
  )

  it('has statements of the policy that the command writes', () => {
    const shown = JSON.parse(`[${block('json', '"Sid"')}]`) as { Sid: string }[]
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string }[] }
    expect(shown.length).toBeGreaterThan(1)
    for (const statement of shown) expect(Statement).toContainEqual(statement)
  })

  it('has lines of the summary that the command prints', () => {
    const printed = stderr.split('\n').map((line) => line.replace(/\s+/g, ' ').trim())
    const shown = block('text', 'checks allowed').trim().split('\n')
    for (const line of shown) expect(printed).toContain(line.replace(/\s+/g, ' ').trim())
  })
})
