/** What can be written as a variable of the target, so that one file serves several accounts, Regions or partitions. */
export type Variable = 'account' | 'region' | 'partition'

/** A value that the recipe gave a name, and by what expression Terraform knows it, if by any. */
export interface NamedValue {
  readonly name: string
  readonly value: string
  readonly reference: string | undefined
}

/** What stands in the place of a text. */
export type Reference = { readonly variable: Variable } | { readonly named: NamedValue }

/** A text with variables in it. Never two plain pieces side by side. */
export type Template = readonly (string | Reference)[]

/** How a target writes each reference. */
export interface References extends Readonly<Record<Variable, string>> {
  readonly named: (value: NamedValue) => string
}

/** The expression of a reference in the target. */
export function expressionOf(reference: Reference, references: References): string {
  return 'named' in reference ? references.named(reference.named) : references[reference.variable]
}

/** True if a text has no variable in it. */
export function isPlain(template: Template): boolean {
  return template.every((piece) => typeof piece === 'string')
}
