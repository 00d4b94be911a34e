import { type ArnPattern, coversArn, literalArn } from '../iam/arn-pattern.js'
import { literalGlob, matchesTokens } from '../iam/glob.js'
import { expandArn, parseArnTemplate } from './arn-template.js'
import type { Comparison } from './comparison.js'
import type { RequestContext } from './evaluation.js'
import {
  type Expansion,
  expandGlob,
  expandText,
  isConstant,
  parseTemplate,
  type Template,
} from './template.js'
import { type Truth, truthOf } from './truth.js'

/**
 * The operators whose policy values may hold variables.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const stringEquals: Comparison = (policyValue, version) => {
  const template = parseTemplate(policyValue, version)
  const [first] = template
  if (template.length === 1 && first?.kind === 'text') return (value) => truthOf(value === first.text)
  const expand = prepare(template, expandText)
  return (value, context) => whenKnown(expand(context), (text) => text === value)
}

/** `StringEqualsIgnoreCase`: the same text but for letter case. */
export const stringEqualsIgnoreCase: Comparison = (policyValue, version) => {
  const expand = prepare(parseTemplate(policyValue, version), expandText)
  return (value, context) => whenKnown(expand(context), (text) => text.toLowerCase() === value.toLowerCase())
}

/** `StringLike`: the value is a pattern with `*` and `?`. */
export const stringLike: Comparison = (policyValue, version) => {
  const expand = prepare(parseTemplate(policyValue, version), expandGlob)
  return (value, context) => whenKnown(expand(context), (glob) => matchesTokens(glob, literalGlob(value)))
}

/** ArnEquals and ArnLike are the same: each takes wildcards, field by field. */
export const arnLike: Comparison = (policyValue, version) => {
  const template = parseTemplate(policyValue, version)
  const isVariable = template.length === 1 && template[0]?.kind === 'variable'
  const expand = prepare(template, isVariable ? expandArnVariable : expandArnTemplate)
  return (value, context) =>
    whenKnown(expand(context), (pattern) => {
      const arn = literalArn(value)
      return pattern === 'any' || (arn !== undefined && coversArn(pattern, arn))
    })
}

function expandArnTemplate(template: Template, context: RequestContext): Expansion<ArnPattern> {
  return expandArn(parseArnTemplate(template), context)
}

/** A variable that is the whole value must itself be an ARN; what it is compared as otherwise is not documented. */
function expandArnVariable(template: Template, context: RequestContext): Expansion<ArnPattern> {
  const text = expandText(template, context)
  if (text.kind !== 'value') return text
  const arn = literalArn(text.value)
  return arn === undefined ? { kind: 'unknown' } : { kind: 'value', value: arn }
}

/** Expands a template without variables once and for all. */
function prepare<Value>(
  template: Template,
  expand: (template: Template, context: RequestContext) => Expansion<Value>,
): (context: RequestContext) => Expansion<Value> {
  if (!isConstant(template)) return (context) => expand(template, context)
  const constant = expand(template, new Map())
  return () => constant
}

/** A variable without a value is null: nothing is equal to it or like it. */
function whenKnown<Value>(expansion: Expansion<Value>, test: (value: Value) => boolean): Truth {
  if (expansion.kind === 'value') return truthOf(test(expansion.value))
  return expansion.kind === 'null' ? 'no' : 'unknown'
}
