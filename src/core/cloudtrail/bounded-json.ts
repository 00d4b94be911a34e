import type { Json } from '../iam/json.js'
import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './json-characters.js'
import type { DecodeLimits } from './limits.js'

/** What a text of untrusted JSON turned out to be. */
export type ParsedJson =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'skipped'; readonly reason: 'malformed-record' | 'giant-record' | 'too-deep' }

/** Parses one element that the scanner cut out: its size and depth are within the limits already. */
export function parseElement(text: string): ParsedJson {
  return tryParse(text) ?? tryParse(escapeControls(text)) ?? { kind: 'skipped', reason: 'malformed-record' }
}

/** Parses JSON found inside a string of another record, which has its own size and depth. */
export function parseNested(text: string, limits: DecodeLimits): ParsedJson {
  if (text.length > limits.recordLength) return { kind: 'skipped', reason: 'giant-record' }
  if (depthOf(text) > limits.recordDepth) return { kind: 'skipped', reason: 'too-deep' }
  return parseElement(text)
}

function tryParse(text: string): ParsedJson | undefined {
  try {
    return { kind: 'value', value: JSON.parse(text) as Json }
  } catch {
    return undefined
  }
}

/** The deepest nesting of brackets outside strings. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === BACKSLASH) i += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1
  }
  return deepest
}

/**
 * Escapes raw control characters inside strings, which strict JSON forbids. AWS's own sample of LookupEvents output
 * has line breaks there, and so have records that passed through tools that pretty-print strings.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
 */
function escapeControls(text: string): string {
  const parts: string[] = []
  let kept = 0
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (quoted && code < 32) {
      parts.push(text.slice(kept, i), `\\u${code.toString(16).padStart(4, '0')}`)
      kept = i + 1
    } else if (code === QUOTE) quoted = !quoted
    else if (quoted && code === BACKSLASH) i += 1
  }
  parts.push(text.slice(kept))
  return parts.join('')
}
