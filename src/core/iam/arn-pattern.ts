import { parseArn, splitArn } from './arn.js'
import { ANY_TEXT, type Glob, isLiteral, literalGlob, matchesTokens, parseGlob } from './glob.js'
import { coversGlob, overlapsGlob } from './glob-relation.js'

/**
 * A `Resource` value or the value of an ARN operator: `*` alone, or five patterns (partition, service,
 * Region, account, resource). Each is compared with its own field, so a `*` never reaches over the colon of
 * another field; in the resource part it does.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export type ArnPattern = 'any' | readonly Glob[]

const ANY_FIELD: Glob = [ANY_TEXT]

/**
 * The pattern a text spells, or `undefined` if it is neither `*` nor starts with `arn:`. AWS completes an
 * ARN that has too few fields with `*`: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
 */
export function parseArnPattern(text: string): ArnPattern | undefined {
  if (isAny(text)) return 'any'
  const fields = splitArn(text)
  return fields === undefined ? undefined : completeArnPattern(fields.map(parseGlob))
}

/** Five fields, those that are missing as `*`. */
export function completeArnPattern(fields: readonly Glob[]): ArnPattern {
  return Array.from({ length: 5 }, (_, at) => fields[at] ?? ANY_FIELD)
}

/** Is the text `*` (or a run of them), which matches every resource and also a call that has none? */
export function isAny(text: string): boolean {
  return text !== '' && /^\*+$/.test(text)
}

/** The pattern that matches this ARN only, or `undefined` if the text is no ARN. */
export function literalArn(text: string): ArnPattern | undefined {
  return parseArn(text) === undefined ? undefined : splitArn(text)?.map(literalGlob)
}

/** Does the pattern match the ARN? `*` matches every text; any other pattern matches ARNs only. Case matters. */
export function arnMatches(pattern: string, arn: string): boolean {
  const broader = parseArnPattern(pattern)
  if (broader === undefined || broader === 'any') return broader === 'any'
  const narrower = literalArn(arn)
  return narrower !== undefined && coversArn(broader, narrower)
}

/** Is everything that `narrower` matches also matched by `broader`? Only `*` covers `*`. */
export function arnCovers(broader: string, narrower: string): boolean {
  const [outer, inner] = [parseArnPattern(broader), parseArnPattern(narrower)]
  return outer !== undefined && inner !== undefined && coversArn(outer, inner)
}

/** Is there an ARN that both patterns match? */
export function arnsOverlap(a: string, b: string): boolean {
  const [first, second] = [parseArnPattern(a), parseArnPattern(b)]
  return first !== undefined && second !== undefined && overlapsArn(first, second)
}

/** Does the pattern stand for one ARN only? */
export function isLiteralArn(pattern: ArnPattern): boolean {
  return pattern !== 'any' && pattern.every(isLiteral)
}

/** {@link coversArn} for a `literal` pattern, without asking whether it is one. The resource differs most. */
export function matchesArn(pattern: ArnPattern, literal: ArnPattern): boolean {
  if (pattern === 'any' || literal === 'any') return pattern === 'any'
  for (let at = 4; at >= 0; at--) {
    if (!matchesTokens(pattern[at] ?? ANY_FIELD, literal[at] ?? ANY_FIELD)) return false
  }
  return true
}

/** {@link arnCovers} on parsed patterns. */
export function coversArn(broader: ArnPattern, narrower: ArnPattern): boolean {
  if (broader === 'any') return true
  return narrower !== 'any' && broader.every((field, at) => coversGlob(field, narrower[at] ?? ANY_FIELD))
}

/** {@link arnsOverlap} on parsed patterns. */
export function overlapsArn(a: ArnPattern, b: ArnPattern): boolean {
  if (a === 'any' || b === 'any') return true
  return a.every((field, at) => overlapsGlob(field, b[at] ?? ANY_FIELD))
}
