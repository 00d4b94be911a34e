import { readFileSync } from 'node:fs'
import type { KernelExports } from '../../kernel/exports.js'

/** A compiled module. It can be sent to other threads, which then need not compile it again. */
export type CompiledKernel = object & { readonly __compiled?: never }

/** The types of Node know no WebAssembly without those of a browser. */
interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => CompiledKernel
  readonly Instance: new (module: CompiledKernel) => { readonly exports: object }
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyHost }).WebAssembly

/** Compiles the module in a file. Throws if there is none, or if this engine cannot run it (no SIMD). */
export function compileKernel(file: URL): CompiledKernel {
  return new Module(readFileSync(file))
}

/** A new kernel with a memory of its own. */
export function instantiate(module: CompiledKernel): KernelExports {
  return new Instance(module).exports as KernelExports
}
