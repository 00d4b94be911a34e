import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml'
import type { JsonNode, JsonString, Span, TolerantJson } from '../../core/iam/json-source.js'

/** How many nodes a file may have once its aliases are followed: a small file can mean a huge one. */
const NODES_MAX = 2_000_000
const DEPTH_MAX = 200

interface Reading {
  readonly document: Document
  readonly lines: LineCounter
  nodes: number
}

/**
 * YAML as a tree with places in the text. CloudFormation's short forms become what they stand for: `!Sub x` is
 * `{"Fn::Sub": x}`. Broken YAML has problems, and what could be read of it.
 */
export function yamlTree(text: string): TolerantJson {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'silent',
    customTags: [],
    uniqueKeys: false,
  })
  const problems = document.errors.map(({ message, pos }) => ({
    message: message.split('\n', 1)[0] ?? 'malformed YAML',
    span: spanAt(lines, pos[0], Math.max(pos[0], pos[1])),
  }))
  const reading = { document, lines, nodes: 0 }
  const root = document.contents === null ? undefined : treeOf(reading, document.contents as Node, 0)
  return { root, problems }
}

function treeOf(reading: Reading, node: Node, depth: number): JsonNode {
  const span = spanOf(reading.lines, node)
  if (++reading.nodes > NODES_MAX || depth > DEPTH_MAX) return { kind: 'null', span }
  if (isAlias(node)) {
    const target = node.resolve(reading.document)
    return target === undefined ? { kind: 'null', span } : treeOf(reading, target, depth + 1)
  }
  const value = plainTree(reading, node, span, depth)
  const tag = node.tag
  return tag?.startsWith('!') === true && !tag.startsWith('!!') ? called(tag.slice(1), value) : value
}

function plainTree(reading: Reading, node: Node, span: Span, depth: number): JsonNode {
  if (isMap(node)) {
    const members = node.items.map(({ key, value }) => {
      const keyNode = key as Node
      const name: JsonString = {
        kind: 'string',
        value: keyText(keyNode),
        span: spanOf(reading.lines, keyNode),
      }
      const nothing: JsonNode = { kind: 'null', span: name.span }
      return { key: name, value: value === null ? nothing : treeOf(reading, value as Node, depth + 1) }
    })
    return { kind: 'object', members, span }
  }
  if (isSeq(node)) {
    return { kind: 'array', items: node.items.map((item) => treeOf(reading, item as Node, depth + 1)), span }
  }
  return isScalar(node) ? scalar(node, span) : { kind: 'null', span }
}

function keyText(key: Node): string {
  return isScalar(key) ? String(key.value) : ''
}

/** CloudFormation reads `Version: 2012-10-17` as the text it is; so does this. */
function scalar({ value, source }: Scalar, span: Span): JsonNode {
  if (typeof value === 'boolean') return { kind: 'boolean', value, span }
  if (typeof value === 'number' || typeof value === 'bigint')
    return { kind: 'number', text: source ?? String(value), span }
  return value === null ? { kind: 'null', span } : { kind: 'string', value: String(value), span }
}

function called(name: string, value: JsonNode): JsonNode {
  const { span } = value
  const key: JsonString = {
    kind: 'string',
    value: name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`,
    span,
  }
  return { kind: 'object', members: [{ key, value }], span }
}

function spanOf(lines: LineCounter, node: Node): Span {
  const [start, end] = node.range ?? [0, 0]
  return spanAt(lines, start, end)
}

function spanAt(lines: LineCounter, start: number, end: number): Span {
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col - 1, 0), offset }
  }
  return { start: place(start), end: place(end) }
}
