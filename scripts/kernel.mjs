/**
 * Compiles src/kernel/assembly to dist/kernel/kernel.wasm. Part of `npm run build`: the module is built where it is
 * installed from source and shipped in the package, so that what runs is what can be read, and nothing that a machine
 * wrote lies in the repository.
 */
import { mkdirSync, writeFileSync } from 'node:fs'

// Imported by its place: its types declare a world of their own, `console` too.
const { default: asc } = await import(import.meta.resolve('assemblyscript/asc'))

const out = 'dist/kernel/kernel.wasm'
/** Pages of 64 KiB: the fixed regions of src/kernel/assembly/layout.ts, and what the arena may grow to. */
const pages = { initial: 704, maximum: 16384 }

const { error, stdout, stderr } = await asc.main(
  [
    'src/kernel/assembly/main.ts',
    ...['--outFile', out, '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'],
    ...['--initialMemory', String(pages.initial), '--maximumMemory', String(pages.maximum)],
    // Addresses have 32 bits here; the warning is for those who switch to 64.
    ...['--memoryBase', '1024', '--disableWarning', '201'],
  ],
  {
    writeFile: (name, contents) => {
      mkdirSync('dist/kernel', { recursive: true })
      writeFileSync(name, contents)
    },
  },
)
if (error !== null) {
  console.error(stdout.toString() + stderr.toString())
  throw error
}
