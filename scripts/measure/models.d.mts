import type { ApiModel } from '../reference/unmapped.mjs'

export function apiModels(sdk: string): { readonly all: readonly ApiModel[] }
