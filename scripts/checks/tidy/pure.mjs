/**
 * Core takes time, randomness and order as arguments. The compiler and the linter see most of what would break
 * that; these ways are part of the language itself.
 */
import ts from 'typescript'
import { lineAt, nodesOf, parse } from './syntax.mjs'

/** Of `Date`, core may use what depends on nothing but its arguments. */
const timeless = new Set(['UTC', 'parse'])
/** They read the time zone or the locale of the machine. */
const local =
  /^(?:localeCompare|toLocale\w+|toDateString|toTimeString|getTimezoneOffset|getYear|[gs]et(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds))$/

/**
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function impurities(file, text) {
  const source = parse(file, text)
  return nodesOf(source).flatMap((node) => {
    const why = impurity(node)
    return why === undefined ? [] : [`${file}:${lineAt(source, node)}: ${why}`]
  })
}

/** @param {ts.Node} node */
function impurity(node) {
  if (ts.isIdentifier(node) && node.text === 'Date' && !isTimeless(node))
    return 'core has no clock. Take the time as an argument; `new Date(text)`, `Date.parse` and `Date.UTC` are fine.'
  if (ts.isIdentifier(node) && node.text === 'Math' && !isMemberOf(node, (name) => name !== 'random'))
    return 'core has no randomness. Take the value as an argument, and name members of `Math` in full.'
  const name = memberName(node)
  if (name !== undefined && local.test(name))
    return `\`${name}\` depends on the machine. Order with byCodeUnit, and read times in UTC.`
  return undefined
}

/** The name a node gives to a member: `a.name`, `a['name']`, `{ name } = a`. */
function memberName(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined
  const key = node.propertyName ?? node.name
  return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : undefined
}

/** @param {ts.Identifier} node */
function isTimeless(node) {
  const { parent } = node
  if (ts.isNewExpression(parent) && parent.expression === node) return (parent.arguments?.length ?? 0) > 0
  if (ts.isTypeReferenceNode(parent) || isName(node)) return true
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
  return isMemberOf(node, (name) => timeless.has(name))
}

/** Whether the only thing done with an object is to name a member that is allowed. */
function isMemberOf(node, allowed) {
  const { parent } = node
  if (isName(node)) return true
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && allowed(parent.name.text)
}

/** A member or key that merely has the same name, as `record.Date` or `{ Date: 1 }`. */
function isName(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  const named = ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)
  return named && parent.name === node
}
