import { createRequire } from 'node:module'

let loaded: typeof import('@duckdb/node-api') | undefined

/**
 * DuckDB, loaded by the first call. It is CommonJS, and `import()` would read all of its source once more to find what it
 * exports: twice the time that it takes.
 */
export function loadDuckDB(): typeof import('@duckdb/node-api') {
  loaded ??= createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api')
  return loaded
}
