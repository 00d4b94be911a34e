import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import ts from 'typescript'

const require = createRequire(import.meta.url)
const scripts = new Map()
const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true }

function compile(file, source) {
  const url = JSON.stringify(pathToFileURL(file).href)
  const { outputText } = ts.transpileModule(source.replaceAll('import.meta.url', url), {
    compilerOptions: options,
  })
  return new vm.Script(`(function (exports, require) {${outputText}\n})`, { filename: file })
}

function scriptOf(file) {
  const kept = scripts.get(file)
  if (kept !== undefined) return kept
  const script = compile(file, readFileSync(file, 'utf8'))
  scripts.set(file, script)
  return script
}

/**
 * Loads TypeScript files afresh, one of their sources replaced.
 *
 * @param {readonly string[]} files
 * @param {{ file: string, text: string } | undefined} change
 * @param {Readonly<Record<string, unknown>>} packages stand in for packages of that name
 */
export function loadFiles(files, change, packages) {
  const modules = new Map()
  const load = (file) => {
    const known = modules.get(file)
    if (known !== undefined) return known
    const exports = {}
    modules.set(file, exports)
    const script = file === change?.file ? compile(file, change.text) : scriptOf(file)
    script.runInThisContext()(exports, (name) => {
      if (!name.startsWith('.')) return packages[name] ?? require(name)
      return load(sourceOf(resolve(dirname(file), name)))
    })
    return exports
  }
  for (const file of files) load(resolve(file))
}

function sourceOf(path) {
  const source = path.replace(/\.js$/, '.ts')
  if (!existsSync(source)) throw new Error(`no source for ${path}`)
  return source
}
