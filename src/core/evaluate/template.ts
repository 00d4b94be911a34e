import { type Glob, literalGlob, parseGlob } from '../iam/glob.js'
import type { PolicyVersion } from '../iam/policy.js'
import type { RequestContext } from './evaluation.js'

/**
 * A policy value that may hold policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`,
 * `${?}`, `${$}`, which stand for the bare character.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export type Template = readonly TemplatePart[]

/** Plain text, an escaped character, a variable with its default, or a variable that is not one. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined }
  | { readonly kind: 'malformed' }

/**
 * What a template stands for in one request. `null`: a variable has no value, so nothing equals it.
 * `unknown`: a variable is malformed, the request does not show its key, or the key has several values or an
 * empty one, which AWS leaves open.
 */
export type Expansion<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'null' }
  | { readonly kind: 'unknown' }

/** The parts of a value. Variables exist in version 2012-10-17 only; elsewhere `${` is two characters. */
export function parseTemplate(text: string, version: PolicyVersion | undefined): Template {
  if (version !== '2012-10-17' || !text.includes('${')) return [{ kind: 'text', text }]
  const parts: TemplatePart[] = []
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf('${', at)
    const end = start < 0 ? text.length : start
    if (end > at) parts.push({ kind: 'text', text: text.slice(at, end) })
    if (start < 0) break
    const variable = parseVariable(text, start + 2)
    parts.push(variable.part)
    at = variable.end
  }
  return parts
}

/** The value as the bare text that it stands for, wildcards unread. */
export function expandText(template: Template, context: RequestContext): Expansion<string> {
  const values = expandParts(template, context, (text) => text)
  return values.kind === 'value' ? { kind: 'value', value: values.value.join('') } : values
}

/** The value as a pattern. A `*` from a variable or an escape is only a character: it came with the request. */
export function expandGlob(template: Template, context: RequestContext): Expansion<Glob> {
  const globs = expandParts(template, context, (text, literal) =>
    literal ? literalGlob(text) : parseGlob(text),
  )
  return globs.kind === 'value' ? { kind: 'value', value: globs.value.flat() } : globs
}

/** Is the template plain text, the same for every request? */
export function isConstant(template: Template): boolean {
  return template.every((part) => part.kind === 'text' || part.kind === 'character')
}

function expandParts<Value>(
  template: Template,
  context: RequestContext,
  read: (text: string, literal: boolean) => Value,
): Expansion<readonly Value[]> {
  const parts = template.map((part) => expandPart(part, context))
  if (parts.some((part) => part.kind === 'unknown')) return { kind: 'unknown' }
  if (parts.some((part) => part.kind === 'null')) return { kind: 'null' }
  const values = parts.flatMap((part, at) =>
    part.kind === 'value' ? [read(part.value, template[at]?.kind !== 'text')] : [],
  )
  return { kind: 'value', value: values }
}

function expandPart(part: TemplatePart, context: RequestContext): Expansion<string> {
  if (part.kind === 'malformed') return { kind: 'unknown' }
  if (part.kind !== 'variable') return { kind: 'value', value: part.text }
  const values = context.get(part.key) ?? []
  if (values === 'unknown') return { kind: 'unknown' }
  const [value, another] = values
  if (value === undefined) {
    return part.fallback === undefined ? { kind: 'null' } : { kind: 'value', value: part.fallback }
  }
  return value === '' || another !== undefined ? { kind: 'unknown' } : { kind: 'value', value }
}

const ESCAPED = ['*', '?', '$']

/** The variable whose text starts at `start`, behind its `${`. */
function parseVariable(text: string, start: number): { part: TemplatePart; end: number } {
  const escaped = ESCAPED.find((character) => text.startsWith(`${character}}`, start))
  if (escaped !== undefined) return { part: { kind: 'character', text: escaped }, end: start + 2 }
  const comma = text.indexOf(',', start)
  const brace = text.indexOf('}', start)
  if (brace >= 0 && (comma < 0 || brace < comma)) {
    return { part: variable(text.slice(start, brace), undefined), end: brace + 1 }
  }
  return comma < 0 ? malformed(text) : parseDefault(text, text.slice(start, comma), comma + 1)
}

/** The rest of a variable with a default: blanks, the default in single quotes, blanks, a brace. */
function parseDefault(text: string, key: string, start: number): { part: TemplatePart; end: number } {
  const open = skipBlanks(text, start)
  const close = text.indexOf("'", open + 1)
  if (text[open] !== "'" || close < 0) return malformed(text)
  const brace = skipBlanks(text, close + 1)
  if (text[brace] !== '}') return malformed(text)
  return { part: variable(key, text.slice(open + 1, close)), end: brace + 1 }
}

function variable(key: string, fallback: string | undefined): TemplatePart {
  const name = key.trim().toLowerCase()
  return name === '' ? { kind: 'malformed' } : { kind: 'variable', key: name, fallback }
}

function malformed(text: string): { part: TemplatePart; end: number } {
  return { part: { kind: 'malformed' }, end: text.length }
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (text[at] === ' ') at++
  return at
}
