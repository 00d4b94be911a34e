import { readdir, readFile, stat } from 'node:fs/promises'
import { byCodeUnit } from '../../core/iam/order.js'
import { LeastwiseError, type PolicyFile, type PolicySource } from '../../workflows/ports.js'

/** The largest file that is read, in bytes: the policies of a whole account fit. */
const BYTES_MAX = 512 * 1024 * 1024

const JSON_ENDINGS = ['.json', '.template', '.tfplan', '.policy']
const YAML_ENDINGS = ['.yaml', '.yml']
/** Folders in which nothing is of the user's own making. */
const PASSED_OVER = new Set(['node_modules', '.git', '.terraform', '.venv', '__pycache__'])

/**
 * Policies in files: those named, and the JSON and YAML files below the folders named, sorted by path. `-` is
 * standard input.
 */
export function policySource(
  inputs: readonly string[],
  { stdin }: { readonly stdin: AsyncIterable<Buffer | string> },
): PolicySource {
  return {
    async *files() {
      for (const input of inputs) {
        if (input === '-') yield await parsed(input, await textOfStream(stdin), true)
        else yield* filesOf(input)
      }
    },
  }
}

async function* filesOf(input: string): AsyncGenerator<PolicyFile> {
  const stats = await stat(input).catch(() => undefined)
  if (stats === undefined) {
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `input \`${input}\` does not exist`,
      'check the spelling of the path',
    )
  }
  if (!stats.isDirectory()) {
    yield await parsed(input, await readText(input, stats.size), true)
    return
  }
  for await (const path of walk(input.replace(/\/+$/, '') || '/')) {
    const { size } = await stat(path)
    yield await parsed(path.replace(/^\.\//, ''), await readText(path, size), false)
  }
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => refuse(folder, error))
  for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`
    // Links are not followed: what they lead to is found where it is, or is not part of the folder.
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) yield* walk(path)
    else if (entry.isFile() && hasEnding(entry.name, [...JSON_ENDINGS, ...YAML_ENDINGS])) yield path
  }
}

function hasEnding(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending))
}

async function readText(path: string, size: number): Promise<string> {
  if (size > BYTES_MAX) {
    throw new LeastwiseError(
      'INPUT_UNREADABLE',
      `\`${path}\` is too large for a file with policies`,
      'leave it out',
    )
  }
  const bytes = await readFile(path).catch((error) => refuse(path, error))
  return new TextDecoder().decode(bytes)
}

function refuse(path: string, error: NodeJS.ErrnoException): never {
  const message = `input \`${path}\` cannot be read (${error.code ?? 'unknown'})`
  throw new LeastwiseError(
    'INPUT_UNREADABLE',
    message,
    'give your user the right to read it, or leave it out',
  )
}

async function textOfStream(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece))
  return new TextDecoder().decode(Buffer.concat(pieces))
}

/** YAML by its name, or where a text does not begin as JSON does and the name says nothing. */
async function parsed(name: string, text: string, named: boolean): Promise<PolicyFile> {
  const isYaml =
    hasEnding(name, YAML_ENDINGS) || (hasEnding(name, ['.template', '-']) && !/^\s*[[{]/.test(text))
  if (!isYaml) return { name, named, text, tree: undefined }
  const { yamlTree } = await import('./yaml-tree.js')
  return { name, named, text, tree: yamlTree(text) }
}
