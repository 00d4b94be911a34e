import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { partNames } from '../../src/cli/document-names.js'
import { generateClusters } from '../../src/workflows/generate-clusters.js'
import { renderPolicy } from '../../src/workflows/render-policy.js'
import { EXAMPLES } from '../simulator/trail.js'
import { runCli } from './capture.js'

const folder = mkdtempSync(join(tmpdir(), 'parts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const workflows = {
  generateClusters,
  renderPolicy: async (...args: Parameters<typeof renderPolicy>) => renderPolicy(...args),
}
const split = (...more: readonly string[]) =>
  runCli(
    ['generate', join(EXAMPLES, 'trail'), '--principal', 'marigold-stack-deployer', '--split-by', ...more],
    workflows,
  )

describe('leastwise generate --split-by', () => {
  it('prints a policy for each part, and an overview beside it', async () => {
    const { status, stdout, stderr } = await split('invoked-by')
    const parts = JSON.parse(stdout) as Record<string, { Statement: unknown[] }>
    expect([status, Object.keys(parts)]).toEqual([0, ['own calls', 'cloudformation.amazonaws.com']])
    expect(stderr).toMatch(/^PART +CALLS +ACTIONS/)
    expect(stderr).toMatch(/own calls +68 +11/)
    expect(JSON.stringify(parts['cloudformation.amazonaws.com'])).toContain('aws:CalledVia')
  })

  it('writes a file for each part, in any format, and the reports in one', async () => {
    const report = join(folder, 'report.json')
    const out = join(folder, 'out')
    const { status, stdout } = await split(
      'user-agent',
      '--format',
      'terraform',
      '--out',
      out,
      '--report',
      report,
      '--quiet',
    )
    expect(status).toBe(0)
    const names = readdirSync(out).sort()
    expect(names).toEqual([
      'policy-marigold-stack-deployer-aws-cli.tf',
      'policy-marigold-stack-deployer-cloudformation.amazonaws.com.tf',
    ])
    const texts = JSON.parse(stdout) as Record<string, string>
    expect(readFileSync(join(out, names[0]!), 'utf8')).toBe(texts['aws-cli'])
    expect(Object.keys(JSON.parse(readFileSync(report, 'utf8')) as object)).toEqual(Object.keys(texts))
  })

  it('prints policy and report of each part with --json', async () => {
    const { stdout } = await split('session', '--json', '--quiet')
    const parts = Object.values(
      JSON.parse(stdout) as Record<string, { policy: object; report: { records: object } }>,
    )
    expect(parts.map(({ report }) => report.records)).toHaveLength(2)
  })

  it('refuses a trait that there is not', async () => {
    const { status, stderr } = await split('agent')
    expect([status, stderr]).toEqual([2, expect.stringContaining('`--split-by` does not take `agent`')])
  })

  it('names files of parts apart, whatever the parts are called', () => {
    expect(partNames(['a/b', 'a:b', '../x', 'A_b'])).toEqual(['-a_b', '-a_b_2', '-.._x', '-A_b_3'])
  })
})
