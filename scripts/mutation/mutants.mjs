import ts from 'typescript'

/**
 * @typedef {object} Mutant
 * @property {number} start
 * @property {number} end
 * @property {string} text what stands there instead
 * @property {string} kind
 */

const SWAPS = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.QuestionQuestionToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, '<<'],
  [ts.SyntaxKind.LessThanLessThanToken, '>>'],
])

const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['toLowerCase', 'toUpperCase'],
])

/**
 * Every small change of a source text that keeps its syntax.
 *
 * @param {string} source
 * @returns {Mutant[]}
 */
export function mutantsOf(source) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2023, true)
  const mutants = []
  const add = (node, text, kind) =>
    mutants.push({ start: node.getStart(file), end: node.getEnd(), text, kind })
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    mutateNode(node, add)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return mutants
}

function mutateNode(node, add) {
  if (ts.isBinaryExpression(node)) {
    const swap = SWAPS.get(node.operatorToken.kind)
    if (swap !== undefined) add(node.operatorToken, swap, 'operator')
  }
  mutateCondition(node, add)
  mutateLiteral(node, add)
  if (ts.isPropertyAccessExpression(node)) {
    const other = METHODS.get(node.name.text)
    if (other !== undefined) add(node.name, other, 'method')
  }
  if (ts.isBlock(node) && node.statements.length > 0) add(node, '{}', 'block')
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add(node, node.operand.getText(), 'negation')
  }
  if (ts.isCallExpression(node) && isFilter(node)) add(node, node.expression.expression.getText(), 'filter')
}

function mutateCondition(node, add) {
  const conditions = []
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) conditions.push(node.expression)
  if (ts.isConditionalExpression(node)) conditions.push(node.condition)
  for (const condition of conditions) {
    add(condition, 'true', 'condition')
    add(condition, 'false', 'condition')
  }
}

function mutateLiteral(node, add) {
  if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false', 'boolean')
  if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true', 'boolean')
  if (ts.isNumericLiteral(node)) add(node, `${Number(node.text) + 1}`, 'number')
  if (!ts.isStringLiteral(node) || (ts.isPropertyAssignment(node.parent) && node.parent.name === node)) return
  add(node, node.text === '' ? "'mutated'" : "''", 'text')
}

function isFilter({ expression }) {
  return ts.isPropertyAccessExpression(expression) && ['filter', 'sort'].includes(expression.name.text)
}
