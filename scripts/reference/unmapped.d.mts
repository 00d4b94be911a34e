export interface ApiModel {
  readonly name: string
  readonly operations: Readonly<Record<string, unknown>>
}

export function survey(
  core: unknown,
  model: ApiModel,
): { readonly source: string; readonly unmapped: readonly string[] }
