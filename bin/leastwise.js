#!/usr/bin/env node
// The command, as npm links it. It is a file of its own, and not what the compiler writes, because npm links it
// once, and in a checkout that may be before the first build.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('leastwise: this checkout is not built yet: run `npm ci` first\n')
  process.exitCode = 2
}
