/**
 * Whether what the first command of README.md printed ends with a policy: `node scripts/checks/answer.mjs FILE`.
 * Before the policy there is what `npm ci` said.
 */
import { readFileSync } from 'node:fs'

const [file = ''] = process.argv.slice(2)
const lines = readFileSync(file, 'utf8').split('\n')

/** The JSON that the output ends with, from the first line that can begin it. */
function answer() {
  const starts = lines.flatMap((line, n) => (/^[[{]/.test(line) ? [n] : []))
  for (const start of starts) {
    try {
      return JSON.parse(lines.slice(start).join('\n'))
    } catch {
      // Not the beginning of the answer: try the next line that looks like one.
    }
  }
  throw new Error(`the output does not end with JSON, but with:\n${lines.slice(-10).join('\n')}`)
}

const documents = [answer()].flat()
const statements = documents.flatMap((document) => document.Statement ?? [])
const complete = statements.filter((statement) => statement.Effect && statement.Action && statement.Resource)
if (statements.length === 0) throw new Error('the answer is JSON, but no policy with statements')
if (complete.length < statements.length) throw new Error('a statement has no effect, action or resource')
console.log(`first: ${documents.length} policy document(s) with ${statements.length} statements`)
