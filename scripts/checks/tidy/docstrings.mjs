/** What `src/` exports is a promise, so it is written down: every exported declaration has a doc comment. */
import ts from 'typescript'
import { isExported, lineAt, parse } from './syntax.mjs'

/**
 * Overloads share the comment of the first; re-exports are documented where they are declared.
 *
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function undocumentedExports(file, text) {
  const source = parse(file, text)
  const documented = new Set()
  return source.statements.filter(isExported).flatMap((statement) => {
    const names = declaredNames(statement)
    const known = hasDocComment(statement, text) || names.every((name) => documented.has(name))
    if (known) for (const name of names) documented.add(name)
    return known
      ? []
      : names.map(
          (name) => `${file}:${lineAt(source, statement)}: \`${name}\` is exported without a doc comment`,
        )
  })
}

/** @param {ts.Statement} statement */
function hasDocComment(statement, text) {
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? []
  const last = comments.at(-1)
  return (
    last !== undefined && /^\/\*\*\s*[^\s*/]/.test(text.slice(last.pos, last.end).replaceAll('\n *', '\n'))
  )
}

/** @param {ts.Statement} statement */
function declaredNames(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  const { name } = /** @type {ts.DeclarationStatement} */ (statement)
  return name === undefined ? ['default'] : [name.getText()]
}
