import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { LeastwiseError } from '../../workflows/ports.js'

/** A YAML value together with the file, so that whatever is wrong is said with its line. */
export interface Place {
  readonly node: Node | null | undefined
  readonly file: YamlFile
  /** What it is, for the message: `allow`, `allow[2].reason`. */
  readonly name: string
}

interface YamlFile {
  readonly name: string
  readonly lines: LineCounter
}

/** Characters of a recipe: far more than any person writes. */
const longest = 1_000_000

/** The YAML of a file. Throws RECIPE_INVALID with the line. */
export function readYaml(name: string, text: string): Place {
  const file: YamlFile = { name, lines: new LineCounter() }
  if (text.length > longest)
    throw invalid({ node: undefined, file, name: '' }, 'has more than 1,000,000 characters')
  const document = parseDocument(text, { lineCounter: file.lines, uniqueKeys: true, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) {
    const { line } = file.lines.linePos(error.pos[0])
    const words = error.message.split('\n')[0]!.replace(/ at line \d+.*$/, '')
    throw new LeastwiseError('RECIPE_INVALID', `\`${name}\` line ${line} is no YAML: ${words}`, hint)
  }
  return { node: document.contents as Node | null, file, name: '' }
}

const hint = 'docs/recipe.md says what a recipe may hold; `leastwise init` writes one'

/** The error for a place: file, line, what, and what is wrong with it. */
export function invalid({ node, file, name }: Place, wrong: string, more = hint): LeastwiseError {
  const at = node?.range?.[0]
  const line = at === undefined ? '' : ` line ${file.lines.linePos(at).line}`
  const what = name === '' ? '' : ` \`${name}\``
  return new LeastwiseError('RECIPE_INVALID', `\`${file.name}\`${line}:${what} ${wrong}`, more)
}

/** True if nothing is there. */
export function isAbsent({ node }: Place): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null)
}

/** The members of a mapping, by key. Keys outside the list are an error, with what there is instead. */
export function members(place: Place, known: readonly string[] | undefined): ReadonlyMap<string, Place> {
  if (isAbsent(place)) return new Map()
  if (!isMap(place.node)) throw invalid(place, 'must be a mapping: `key: value`')
  return new Map(
    place.node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      const within = place.name === '' ? name : `${place.name}.${name}`
      if (known !== undefined && !known.includes(name))
        throw invalid(
          { ...place, node: key as Node, name: within },
          'is not known',
          `there is ${known.join(', ')}`,
        )
      return [name, { node: value as Node | null, file: place.file, name: within }]
    }),
  )
}

/** The entries of a list; a single value is a list of one. */
export function entries(place: Place): readonly Place[] {
  if (isAbsent(place)) return []
  if (!isSeq(place.node)) return [place]
  return place.node.items.map((node, at) => ({
    node: node as Node,
    file: place.file,
    name: `${place.name}[${at + 1}]`,
  }))
}

/** The text of a scalar. Numbers are taken as they are written. */
export function textOf(place: Place): string {
  if (isAbsent(place)) throw invalid(place, 'is missing')
  if (!isScalar(place.node)) throw invalid(place, 'must be a text')
  const { value, source } = place.node
  const text = typeof value === 'string' ? value : (source ?? String(value))
  if (text.trim() === '') throw invalid(place, 'must not be empty')
  return text
}
