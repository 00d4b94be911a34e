import { writeFileSync } from 'node:fs'
import { it } from 'vitest'
import { requiredPermissions } from '../../src/core/reference/required.js'
import { callOf, expectedOf, outcomeOf, scenarioFiles, scenariosIn } from './scenario.js'
it('shows', () => {
  const lines: string[] = []
  for (const file of scenarioFiles) for (const s of scenariosIn(file)) {
    let got: unknown
    const m = requiredPermissions(callOf(s))
    try { got = outcomeOf(m) } catch (e) { got = String(e) }
    const want = expectedOf(s)
    if (JSON.stringify(got) !== JSON.stringify(want)) lines.push(`## ${file}: ${s.name}\n  want ${JSON.stringify(want)}\n  got  ${JSON.stringify(got)} ${m.kind === 'unmapped' ? m.reason : ''}`)
  }
  writeFileSync('/tmp/sc/diff.txt', lines.join('\n') + '\n')
})
