/** The repository reads itself: what no compiler, linter or import rule sees. */
import { readFileSync } from 'node:fs'
import { filesBelow } from './files.mjs'
import { report } from './report.mjs'
import { undocumentedExports } from './tidy/docstrings.mjs'
import { ignoredByGit } from './tidy/ignored.mjs'
import { deadLinks } from './tidy/links.mjs'
import { badName } from './tidy/names.mjs'
import { impurities } from './tidy/pure.mjs'
import { badText } from './tidy/text.mjs'
import { forbiddenWords } from './tidy/words.mjs'

const binary = /\.(?:gz|zst|parquet|png|ico|woff2|wasm|tgz)$/
const table = /^src\/core\/reference\/tables\//
const code = /\.tsx?$/

/**
 * Every rule that looks at one file.
 *
 * @param {string} file
 */
function problemsOf(file) {
  const name = badName(file)
  if (binary.test(file)) return name
  const bytes = readFileSync(file)
  const text = bytes.toString('utf8')
  const general = [...name, ...badText(file, bytes), ...forbiddenWords(file, text)]
  if (file.endsWith('.md')) return [...general, ...deadLinks(file, text)]
  if (!file.startsWith('src/') || !code.test(file) || table.test(file)) return general
  const pure = file.startsWith('src/core/') ? impurities(file, text) : []
  return [...general, ...undocumentedExports(file, text), ...pure]
}

const files = filesBelow('.')
report('tidy', [...ignoredByGit(), ...files.flatMap(problemsOf)], `${files.length} files are tidy`)
