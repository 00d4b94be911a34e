import { readdir, readFile, stat } from 'node:fs/promises'
import { byCodeUnit } from '../../core/iam/order.js'
import { LeastwiseError, type PolicyFile, type PolicySource } from '../../workflows/ports.js'

/** The largest file that is read, in bytes: the policies of a whole account fit. */
const BYTES_MAX = 512 * 1024 * 1024

const JSON_ENDINGS = ['.json', '.template', '.tfplan', '.policy']
const YAML_ENDINGS = ['.yaml', '.yml']
/** Folders in which nothing is of the user's own making. */
const PASSED_OVER = new Set(['node_modules', '.git', '.terraform', '.venv', '__pycache__'])

/** What policies are read from beside the disk. */
export interface PolicyInputs {
  readonly stdin: AsyncIterable<Buffer | string>
  /** The files that a path leads to which is none itself: a glob. Throws INPUT_NOT_FOUND if there are none. */
  readonly matching: (path: string) => Promise<readonly string[]>
  /** Files that are named may hold no policy, as those of folders. */
  readonly onlyPolicies: boolean
}

/**
 * Policies in files: those named, and the JSON and YAML files below the folders named and among those that a glob matches,
 * sorted by path. `-` is standard input.
 */
export function policySource(inputs: readonly string[], settings: PolicyInputs): PolicySource {
  return {
    async *files() {
      for (const input of inputs) {
        if (input === '-') yield await parsed(input, await textOfStream(settings.stdin), true)
        else yield* filesOf(input, settings)
      }
    },
  }
}

async function* filesOf(input: string, settings: PolicyInputs): AsyncGenerator<PolicyFile> {
  const stats = await stat(input).catch(() => undefined)
  if (stats === undefined) {
    yield* readAll((await settings.matching(input)).filter(mayHold))
    return
  }
  if (!stats.isDirectory()) {
    yield await parsed(input, await readText(input, stats.size), !settings.onlyPolicies)
    return
  }
  yield* readAll(walk(input.replace(/\/+$/, '') || '/'))
}

async function* readAll(paths: AsyncIterable<string> | Iterable<string>): AsyncGenerator<PolicyFile> {
  for await (const path of paths) {
    const { size } = await stat(path)
    yield await parsed(path.replace(/^\.\//, ''), await readText(path, size), false)
  }
}

/** True if the name is one of a file that can hold policies. */
function mayHold(path: string): boolean {
  return hasEnding(path, [...JSON_ENDINGS, ...YAML_ENDINGS])
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => refuse(folder, error))
  for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
    const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`
    // Links are not followed: what they lead to is found where it is, or is not part of the folder.
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) yield* walk(path)
    else if (entry.isFile() && mayHold(entry.name)) yield path
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
