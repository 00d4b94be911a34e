import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

const folder = join(import.meta.dirname, '../../build/sarif')
const module = 'github.com/owenrumney/go-sarif/v3'

/** True if there is a Go that can fetch a module. */
export const hasGo = spawnSync('go', ['version']).status === 0

/**
 * The schema of SARIF 2.1.0 as OASIS publishes it (errata 01), which this Go module carries as a text; the module is
 * fetched once and nothing of it runs. Its draft differs from what the validator speaks only in how it is named.
 */
export function sarifValidator(): ValidateFunction {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'go.mod'), 'module leastwise.invalid/sarif\n\ngo 1.21\n')
  const answer = execFileSync('go', ['mod', 'download', '-json', `${module}@v3.3.1`], {
    cwd: folder,
    encoding: 'utf8',
  })
  const { Dir } = JSON.parse(answer) as { Dir: string }
  const source = readFileSync(join(Dir, 'pkg/report/v210/sarif/schema.go'), 'utf8')
  const text = source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'))
  const { $schema, id, ...schema } = JSON.parse(text) as Record<string, unknown>
  if (
    $schema !== 'http://json-schema.org/draft-04/schema#' ||
    !String(id).endsWith('sarif-schema-2.1.0.json')
  )
    throw new Error(`this is not the schema of SARIF 2.1.0: ${String(id)}`)
  const ajv = new Ajv({ allErrors: true, strict: false })
  ajv.addFormat('uri', (value) => URL.canParse(value))
  ajv.addFormat('uri-reference', (value) => URL.canParse(value, 'file:///') && !/[\s\\<>"{}|^`]/.test(value))
  ajv.addFormat('date-time', (value) => !Number.isNaN(Date.parse(value)))
  return ajv.compile(schema)
}
