import { byCodeUnit } from '../iam/order.js'
import { addCall, addTally, type Evidence, openTally, type Tally } from './evidence.js'

/**
 * Values without end (object keys) folded into a tree of path segments that cannot grow without end: once a level has
 * more than {@link widestLevel} different segments, it and all below it become one `*`.
 *
 * Invariant: the tree depends on the set of values alone, never on their order. A level collapses exactly if the set has
 * too many segments there, and what is below a collapsed level leaves no trace.
 */
export interface PrefixTree {
  readonly root: Node
  /** Leading levels that never collapse (the bucket of `bucket/key`). */
  readonly fixed: number
}

interface Node {
  children: Map<string, Node> | 'collapsed'
  /** Calls with the value that ends here; for a collapsed level, all calls below it. */
  own: Tally | undefined
}

/** How many different names under one prefix are still listed one by one. */
export const widestLevel = 20

/** Deeper segments are kept as one. */
const deepestLevel = 16

/** Stands for `*` in a pattern; no policy can hold it as a character, so no value that a policy could name is lost. */
export const anySegment = '\uE000'

/** An empty tree. */
export function openPrefixTree(fixed: number): PrefixTree {
  return { root: { children: new Map(), own: undefined }, fixed }
}

/** Adds a call with a value. */
export function addValue(tree: PrefixTree, value: string, time: string, eventID: string | undefined): void {
  const segments = segmentsOf(value)
  let node = tree.root
  for (const [level, segment] of segments.entries()) {
    if (node.children === 'collapsed') break
    node = childOf(node, node.children, segment, level >= tree.fixed)
  }
  node.own ??= openTally()
  addCall(node.own, time, eventID)
}

function segmentsOf(value: string): string[] {
  const segments = value.split('/')
  return segments.length <= deepestLevel
    ? segments
    : [...segments.slice(0, deepestLevel - 1), segments.slice(deepestLevel - 1).join('/')]
}

/** The child for a segment; the node itself if that makes the level too wide and it collapses. */
function childOf(node: Node, children: Map<string, Node>, segment: string, collapsible: boolean): Node {
  const known = children.get(segment)
  if (known !== undefined) return known
  if (collapsible && children.size >= widestLevel) {
    collapse(node, children)
    return node
  }
  const child: Node = { children: new Map(), own: undefined }
  children.set(segment, child)
  return child
}

/** Whatever ended above stays apart only as evidence: `a/` and `a/*` are both `a/*` now. */
function collapse(node: Node, children: ReadonlyMap<string, Node>): void {
  const below = openTally()
  for (const child of children.values()) gather(child, below)
  node.children = 'collapsed'
  if (node.own !== undefined) addTally(below, node.own)
  node.own = below
}

function gather(node: Node, into: Tally): void {
  if (node.own !== undefined && node.own.count > 0) addTally(into, node.own)
  if (node.children !== 'collapsed') for (const child of node.children.values()) gather(child, into)
}

/** A value, or a pattern that ends in {@link anySegment}, with its evidence. */
export interface PrefixLeaf {
  readonly pattern: string
  readonly collapsed: boolean
  readonly evidence: Evidence
}

/** What the tree holds, sorted by pattern. */
export function leavesOf(tree: PrefixTree): readonly PrefixLeaf[] {
  return leaves(tree.root, []).sort((a, b) => byCodeUnit(a.pattern, b.pattern))
}

function leaves(node: Node, path: readonly string[]): PrefixLeaf[] {
  if (node.children === 'collapsed') {
    return node.own === undefined
      ? []
      : [{ pattern: [...path, anySegment].join('/'), collapsed: true, evidence: node.own }]
  }
  const own =
    node.own === undefined ? [] : [{ pattern: path.join('/'), collapsed: false, evidence: node.own }]
  return [...own, ...[...node.children].flatMap(([segment, child]) => leaves(child, [...path, segment]))]
}
