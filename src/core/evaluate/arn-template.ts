import { type ArnPattern, completeArnPattern, isAny } from '../iam/arn-pattern.js'
import type { Glob } from '../iam/glob.js'
import type { RequestContext } from './evaluation.js'
import { type Expansion, expandGlob, type Template, type TemplatePart } from './template.js'

/** An ARN pattern with variables: `any`, the templates of up to five fields, or `undefined` if it is no ARN. */
export type ArnTemplate = 'any' | readonly Template[] | undefined

/** Splits at colons that were written as such: one inside a variable's name or value separates nothing. */
export function parseArnTemplate(template: Template): ArnTemplate {
  const [first] = template
  if (first?.kind !== 'text') return undefined
  if (template.length === 1 && isAny(first.text)) return 'any'
  if (!first.text.startsWith('arn:')) return undefined
  const fields: TemplatePart[][] = [[]]
  for (const part of [{ kind: 'text', text: first.text.slice(4) } as const, ...template.slice(1)]) {
    if (part.kind === 'text') addText(fields, part.text)
    else fields.at(-1)?.push(part)
  }
  return fields
}

/** Adds text to the last field, opening a field at each colon until the fifth holds the rest. */
function addText(fields: TemplatePart[][], text: string): void {
  let start = 0
  while (fields.length < 5) {
    const colon = text.indexOf(':', start)
    if (colon < 0) break
    fields.at(-1)?.push({ kind: 'text', text: text.slice(start, colon) })
    fields.push([])
    start = colon + 1
  }
  fields.at(-1)?.push({ kind: 'text', text: text.slice(start) })
}

/** The pattern that the template stands for in a request. */
export function expandArn(template: ArnTemplate, context: RequestContext): Expansion<ArnPattern> {
  if (template === undefined) return { kind: 'unknown' }
  if (template === 'any') return { kind: 'value', value: 'any' }
  const globs: Glob[] = []
  for (const field of template) {
    const glob = expandGlob(field, context)
    if (glob.kind !== 'value') return glob
    globs.push(glob.value)
  }
  return { kind: 'value', value: completeArnPattern(globs) }
}
