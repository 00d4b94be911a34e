// Run in a process of its own by mapping.mjs, with --expose-gc: what loading the reference and all of its tables costs.
import { performance } from 'node:perf_hooks'

const used = () => {
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
const before = used()
const start = performance.now()
const { requiredPermissions } = await import('../../dist/core/reference/required.js')
const imported = performance.now() - start
const { serviceByPrefix, servicePrefixes } = await import('../../dist/core/reference/service.js')
for (const prefix of servicePrefixes()) serviceByPrefix(prefix)
const loaded = performance.now() - start
const megabytes = (used() - before) / 2 ** 20
process.stdout.write(JSON.stringify({ imported, loaded, megabytes, kept: typeof requiredPermissions }))
