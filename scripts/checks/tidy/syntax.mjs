/** A TypeScript file as a tree. */
import ts from 'typescript'

/**
 * @param {string} file
 * @param {string} text
 */
export function parse(file, text) {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
}

/** @param {ts.Statement} statement */
export function isExported(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

/**
 * The line a node begins on, counted from 1.
 *
 * @param {ts.SourceFile} source
 * @param {ts.Node} node
 */
export function lineAt(source, node) {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/**
 * Every node of a tree, the root first.
 *
 * @param {ts.Node} node
 * @returns {ts.Node[]}
 */
export function nodesOf(node) {
  const nodes = [node]
  ts.forEachChild(node, (child) => {
    nodes.push(...nodesOf(child))
  })
  return nodes
}
