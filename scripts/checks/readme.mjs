/**
 * Prints a block of commands of README.md, so that CI runs what a reader would: the fenced `sh` block directly
 * after the comment `<!-- ci: NAME -->`. `node scripts/checks/readme.mjs NAME`.
 */
import { readFileSync } from 'node:fs'

const [name = ''] = process.argv.slice(2)
const lines = readFileSync('README.md', 'utf8').split('\n')
const marks = lines.flatMap((line, n) => (line.trim() === `<!-- ci: ${name} -->` ? [n] : []))
if (marks.length !== 1)
  throw new Error(`README.md has ${marks.length} comments \`<!-- ci: ${name} -->\`, not one`)

const start = (marks[0] ?? 0) + 1
if (lines[start] !== '```sh') throw new Error(`README.md:${start + 1}: expected \`\`\`sh after the comment`)
const length = lines.slice(start + 1).indexOf('```')
if (length < 1) throw new Error(`README.md:${start + 1}: the block is empty or does not end`)
console.log(lines.slice(start + 1, start + 1 + length).join('\n'))
