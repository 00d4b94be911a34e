import ts from 'typescript'

/** A file as TypeScript parses it. Throws if it is no TypeScript. */
export function parseTypeScript(text: string): ts.SourceFile {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  })
  const [first] = diagnostics ?? []
  if (first !== undefined) throw new Error(ts.flattenDiagnosticMessageText(first.messageText, '\n'))
  return ts.createSourceFile('policy.ts', text, ts.ScriptTarget.ES2022, true)
}

/** Every object literal that is an argument of `new NAME(…)`, as data; a reference is its own text. */
export function argumentsOfNew(file: ts.SourceFile, name: string): readonly unknown[] {
  const found: unknown[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === name) {
      for (const argument of node.arguments ?? []) {
        if (ts.isObjectLiteralExpression(argument)) found.push(dataOf(argument))
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function dataOf(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(dataOf)
  if (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) return `<${node.getText()}>`
  if (ts.isElementAccessExpression(node))
    return `<${node.expression.getText()}.${dataOf(node.argumentExpression)}>`
  if (ts.isTaggedTemplateExpression(node)) return dataOf(node.template)
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => `${dataOf(expression)}${literal.text}`)
    return node.head.text + spans.join('')
  }
  if (!ts.isObjectLiteralExpression(node)) throw new Error(`not data: ${node.getText()}`)
  return Object.fromEntries(
    node.properties.map((property) => {
      if (!ts.isPropertyAssignment(property)) throw new Error(`not a member: ${property.getText()}`)
      const key = ts.isComputedPropertyName(property.name)
        ? dataOf(property.name.expression)
        : (property.name as ts.Identifier | ts.StringLiteral).text
      return [key as string, dataOf(property.initializer)]
    }),
  )
}

/** What the CDK and Pulumi statements say, under the names of a policy document. */
export function cdkStatement(data: unknown): Record<string, unknown> {
  const { sid, effect, actions, resources, conditions } = data as Record<string, unknown>
  const known = effect === '<iam.Effect.ALLOW>' ? 'Allow' : 'Deny'
  return { Sid: sid, Effect: known, Action: actions, Resource: resources, Condition: conditions }
}
