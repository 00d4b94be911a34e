/** Draws the folders of `src/` and who imports whom as a Mermaid chart, so that a change of shape is seen. */
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { cruise, format } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'

const folder = '^src/(?:core/[^/]+|adapters/[^/]+|[^/]+)'

const options = await extractDepcruiseOptions(resolve('.dependency-cruiser.mjs'))
const { output } = await cruise(['src'], { ...options, includeOnly: '^src' })
if (typeof output === 'string') throw new Error('dependency-cruiser gave text instead of a result')
const chart = await format(output, { outputType: 'mermaid', collapse: folder })

const text = `### Who imports whom\n\n\`\`\`mermaid\n${String(chart.output).trim()}\n\`\`\`\n`
const { GITHUB_STEP_SUMMARY } = process.env
if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, text)
else console.log(text)
