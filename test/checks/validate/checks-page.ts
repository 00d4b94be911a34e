import { catalog } from '../../../src/core/checks/validate/catalog.js'
import type { Check } from '../../../src/core/checks/validate/check.js'
import { extendedChecks } from '../../../src/core/checks/validate/extended.js'
import { findingTypes } from '../../../src/core/checks/validate/finding.js'
import { learnMoreLink, titleOf } from '../../../src/core/checks/validate/learn-more.js'

/** docs/checks.md as the catalog says it. */
export function checksPage(): string {
  const parts = findingTypes.map((type) => {
    const checks = catalog.filter((check) => check.type === type).sort((a, b) => (a.code < b.code ? -1 : 1))
    return [`## ${type} (${checks.length})`, '', table, ...checks.map(row), ''].join('\n')
  })
  const limits = catalog.filter((check) => check.limits !== undefined)
  return [
    intro,
    ...parts,
    '## With --extended',
    '',
    'Checks that AWS does not have.',
    '',
    ...extendedChecks.flatMap(part),
    '## What is not public',
    '',
    'AWS documents each code, but not always exactly when it is raised. Where that leaves something open, this is how it was decided.',
    '',
    '| code | what was decided |',
    '|---|---|',
    ...limits.map(({ code, limits: text }) => `| ${code} | ${cell(text!)} |`),
    '',
  ].join('\n')
}

const intro = `# Policy checks

<!-- Written by \`UPDATE_DOCS=1 npx vitest run --project unit test/checks\` from the catalog itself. -->

\`leastwise validate\` has every check that [IAM Access Analyzer documents](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html),
by AWS's code and type: ${catalog.length} of them. Codes link to AWS's explanation. Places are counted as AWS counts them: lines
from 1, columns and offsets from 0, in UTF-16 code units, quotes and brackets included; the text output counts columns
from 1, as editors do. *Policies* says what kinds of policies a check looks at.

What exists (actions, resource types, condition keys) is judged by the reference that this version was built with.
`

const table = '| code | what it tests | why | how to fix it | policies |\n|---|---|---|---|---|'

function row({ code, type, tests, why, fix, policies }: Check): string {
  const kinds = policies.length === 5 ? 'all' : policies.join(', ')
  return `| [${code}](${learnMoreLink(type, code)}) | ${[tests, why, fix].map(cell).join(' | ')} | ${kinds} |`
}

function part({ code, type, tests, why, fix }: Check): readonly string[] {
  return [`### ${code}`, '', `${titleOf(code)} (${type}). ${tests} ${why} ${fix}`, '']
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
