const creating =
  /^(?:Create|Run|Allocate|Import|Copy|Restore|Register|Request|Launch|Purchase|Clone|Start|Submit|Generate)/

/** True if an operation makes something: what it makes had no identifier yet when AWS checked the permission. */
export function isCreating(operation: string): boolean {
  return creating.test(operation)
}
