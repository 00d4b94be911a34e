import type { Random } from './mutate.js'

/** A JSON value whose members keep their order and may come twice; `raw` is a scalar as it is to be written. */
export type Tree =
  | { readonly kind: 'object'; members: [string, Tree][] }
  | { readonly kind: 'array'; items: Tree[] }
  | { readonly kind: 'raw'; text: string }

/** A value as JSON.parse gives it, as a tree that can be changed. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(treeOf) }
  if (typeof value !== 'object' || value === null) return raw(value)
  return { kind: 'object', members: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) }
}

const raw = (value: unknown): Tree => ({ kind: 'raw', text: JSON.stringify(value) })

/** How a tree is written: rarely with spaces, and with keys and values in escapes. */
export function written(tree: Tree, random: Random, style = styleOf(random)): string {
  const space = () => (style.spaces && random(8) === 0 ? spaces[random(spaces.length)]! : '')
  const name = (key: string) =>
    style.escapes && random(20) === 0 ? escaped(key, random) : (keyTexts.get(key) ?? keyText(key))
  const write = (one: Tree): string => {
    if (one.kind === 'raw')
      return style.escapes && one.text[0] === '"' && random(20) === 0
        ? escapedAgain(one.text, random)
        : one.text
    if (one.kind === 'array') return `[${one.items.map((item) => space() + write(item) + space()).join(',')}]`
    const members = one.members.map(
      ([key, value]) => `${space()}${name(key)}${space()}:${space()}${write(value)}`,
    )
    return `{${members.join(',')}${space()}}`
  }
  return write(tree)
}

interface Style {
  readonly spaces: boolean
  readonly escapes: boolean
}

const styleOf = (random: Random): Style => ({ spaces: random(6) === 0, escapes: random(6) === 0 })
const spaces = [' ', '\n', '\t', '\r\n', '  ', '\n    ', ' \t\r\n ']
const keyTexts = new Map<string, string>()

function keyText(key: string): string {
  const text = JSON.stringify(key)
  if (keyTexts.size < 10_000) keyTexts.set(key, text)
  return text
}

/** The same string with one character as an escape: another text that means the same. */
function escaped(text: string, random: Random): string {
  if (text === '') return '""'
  const at = random(text.length)
  const code = text.charCodeAt(at).toString(16).padStart(4, '0')
  const [before, after] = [text.slice(0, at), text.slice(at + 1)].map((part) =>
    JSON.stringify(part).slice(1, -1),
  )
  return `"${before}\\u${random(2) === 0 ? code : code.toUpperCase()}${after}"`
}

/** A piece of JSON stays one, unless a change before made it none. */
function escapedAgain(text: string, random: Random): string {
  try {
    return escaped(JSON.parse(text) as string, random)
  } catch {
    return text
  }
}

/** Values that a reader may trip over. */
const odd = [
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1e400',
    '1.5E-7',
    '123456789012345678901',
    '""',
    '{}',
    '[]',
    '[[]]',
    '[null]',
    '"\\u0000"',
  ],
  ...[
    '"\\ud800"',
    '"é"',
    '"\u{1f600}"',
    '"\\\\"',
    '"\\""',
    '"a/b/c"',
    '"a\\/b"',
    '"*"',
    '"HIDDEN_DUE_TO_SECURITY_REASONS"',
    '"__proto__"',
  ],
  ...[
    '"2024-05-06T07:08:09Z"',
    '"2024-05-06T07:08:09.123Z"',
    '"2024-05-06T07:08:09+02:00"',
    '"2024-02-30T00:00:00Z"',
    '"2024-05-06 07:08:09"',
  ],
  ...[
    '"20240506T070809Z"',
    '"2024-05-06T24:00:00Z"',
    '"2024-05-06T07:08:60Z"',
    '"1969-12-31T23:59:59Z"',
    '"9999-12-31T23:59:59Z"',
    '1714979289',
  ],
  ...[
    '"0000-00-00T00:00:00Z"',
    '"2024-5-6T7:8:9Z"',
    '"Mon, 06 May 2024 07:08:09 GMT"',
    '"٢٠٢٤-05-06T07:08:09Z"',
    '"2106-02-07T06:28:16Z"',
  ],
  ...[
    '"arn:aws:iam::111122223333:role/x"',
    '"arn:aws:sts::111122223333:assumed-role/r/s"',
    '"arn:aws-cn:s3:::b"',
    '"arn:aws:s3:::b/k"',
    '"arn:::::"',
    '"arn:"',
  ],
  ...[
    '"AwsServiceEvent"',
    '"AwsApiCall"',
    '"AccessDenied"',
    '"Client.UnauthorizedOperation"',
    '"Root"',
    '"AssumedRole"',
    '"AWSService"',
    '"111122223333"',
    '"1111"',
  ],
  ...[
    '"s3.amazonaws.com"',
    '"GetObject"',
    '"AssumeRole"',
    '"ec2.amazonaws.com"',
    '"RunInstances"',
    '"us-east-1"',
    '"i-0123456789abcdef0"',
    '"A:B"',
    '"AWSCloudFormation"',
  ],
]
const lengths = [15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1023, 1025, 4097, 70_000]

function oddValue(random: Random): Tree {
  if (random(10) > 0) return { kind: 'raw', text: odd[random(odd.length)]! }
  const length = lengths[random(random(8) === 0 ? lengths.length : lengths.length - 4)]!
  return { kind: 'raw', text: `"${'abcdef0123456789'.repeat(length / 16 + 1).slice(0, length)}"` }
}

type Members = [string, Tree][]
type Change = (members: Members, at: number, other: Members, random: Random) => void

/** Changes of the members of one object; `other` is an object of another record, at the same place. */
const changes: readonly Change[] = [
  (members, at, _, random) => swap(members, at, random(members.length)),
  (members, at) => members.splice(at, 1),
  (members) => members.reverse(),
  (members) => members.sort(([a], [b]) => (a < b ? -1 : 1)),
  (members, at, _, random) => members.splice(random(members.length + 1), 0, [...members[at]!]),
  (members, at, _, random) =>
    members.splice(random(members.length + 1), 0, [members[at]![0], oddValue(random)]),
  (members, at, other, random) => members.splice(at, random(2), ...oneOf(other, random)),
  (members, at, other) =>
    members.splice(at, 1, other.find(([key]) => key === members[at]![0]) ?? members[at]!),
  (members, at, _, random) => name(members, at, members[random(members.length)]![0]),
  (members, at, _, random) => name(members, at, otherName(members[at]![0], random)),
  (members, at, _, random) => put(members, at, oddValue(random)),
  (members, at, _, random) => put(members, at, oddValue(random)),
  (members, at) => put(members, at, { kind: 'raw', text: 'null' }),
  (members, at, _, random) => put(members, at, characterChanged(members[at]![1], random)),
  (members, at) => put(members, at, { kind: 'array', items: [members[at]![1], members[at]![1]] }),
  (members, at) => put(members, at, { kind: 'object', members: [[...members[at]!]] }),
]

function put(members: Members, at: number, value: Tree): void {
  members[at] = [members[at]![0], value]
}

function name(members: Members, at: number, key: string): void {
  members[at] = [key, members[at]![1]]
}

const oneOf = (members: Members, random: Random) =>
  members.length === 0 ? [] : [members[random(members.length)]!]

function swap(members: Members, a: number, b: number): void {
  ;[members[a], members[b]] = [members[b]!, members[a]!]
}

const otherName = (key: string, random: Random): string =>
  random(3) === 0 ? `${key}s` : random(2) === 0 ? key.toLowerCase() : key.slice(0, -1)

/** One character of a string is another one. */
function characterChanged(tree: Tree, random: Random): Tree {
  if (tree.kind !== 'raw' || tree.text.length < 3 || tree.text[0] !== '"') return tree
  const at = 1 + random(tree.text.length - 2)
  const put = 'aZ09:/-.* %é'[random(12)]!
  return { kind: 'raw', text: tree.text.slice(0, at) + put + tree.text.slice(at + 1) }
}

/** Changes one to three objects of a record, each as likely at the top as below it. The tree may share parts with `other`. */
export function changeRecord(record: Tree, other: Tree, random: Random): void {
  for (let times = 1 + random(3); times > 0; times--) {
    let [here, there] = [record, other]
    while (random(2) === 0) {
      const below = objectsIn(here)
      const chosen = below[random(below.length || 1)]
      if (chosen === undefined) break
      there = objectsIn(there).find(([key]) => key === chosen[0])?.[1] ?? other
      here = chosen[1]
    }
    const [members, others] = [membersOf(here), membersOf(there)]
    if (members.length > 0) changes[random(changes.length)]!(members, random(members.length), others, random)
  }
}

const membersOf = (tree: Tree): Members => (tree.kind === 'object' ? tree.members : [])

function objectsIn(tree: Tree): readonly [string, Tree][] {
  const below: [string, Tree][] =
    tree.kind === 'object' ? tree.members : tree.kind === 'array' ? tree.items.map((item) => ['', item]) : []
  return below.filter(([, value]) => value.kind !== 'raw')
}
