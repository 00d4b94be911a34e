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
  /** Calls with the value that ends here. */
  own: Tally | undefined
  /** Calls with any value that goes on from here, once the level is collapsed. */
  below: Tally | undefined
}

/** How many different names under one prefix are still listed one by one. */
export const widestLevel = 20

/** Deeper segments are kept as one. */
const deepestLevel = 16

/** Stands for `*` in a pattern; no policy can hold it as a character, so no value that a policy could name is lost. */
export const anySegment = '\uE000'

/** An empty tree. */
export function openPrefixTree(fixed: number): PrefixTree {
  return { root: openNode(), fixed }
}

function openNode(): Node {
  return { children: new Map(), own: undefined, below: undefined }
}

/** Adds a call with a value. */
export function addValue(tree: PrefixTree, value: string, time: string, eventID: string | undefined): void {
  addCall(tallyFor(tree, segmentsOf(value)), time, eventID)
}

/**
 * Adds a leaf of another tree. All leaves of a tree added to a second one give the tree of both sets of values: what
 * collapsed in one is collapsed in both.
 */
export function addLeaf(tree: PrefixTree, { pattern, collapsed, evidence }: PrefixLeaf): void {
  const segments = segmentsOf(pattern)
  if (!collapsed) {
    addTally(tallyFor(tree, segments), evidence)
    return
  }
  let node: Node | undefined = tree.root
  for (const [level, segment] of segments.slice(0, -1).entries()) {
    node = node && childOf(node, segment, level >= tree.fixed)
    if (node === undefined) break
  }
  if (node !== undefined && node.children !== 'collapsed') collapse(node, node.children)
  addTally(tallyFor(tree, segments), evidence)
}

/**
 * The tally of calls with a value, or of all below the level that collapsed there. Whoever adds to it must have asked for
 * those of all values before: a further value may collapse the level.
 */
export function tallyOfValue(tree: PrefixTree, value: string): Tally {
  return tallyFor(tree, segmentsOf(value))
}

function tallyFor(tree: PrefixTree, segments: readonly string[]): Tally {
  let node = tree.root
  for (const [level, segment] of segments.entries()) {
    const child = childOf(node, segment, level >= tree.fixed)
    if (child === undefined) {
      node.below ??= openTally()
      return node.below
    }
    node = child
  }
  node.own ??= openTally()
  return node.own
}

function segmentsOf(value: string): string[] {
  const segments = value.split('/')
  return segments.length <= deepestLevel
    ? segments
    : [...segments.slice(0, deepestLevel - 1), segments.slice(deepestLevel - 1).join('/')]
}

/** The child for a segment; none if the level is collapsed, or collapses because one more makes it too wide. */
function childOf(node: Node, segment: string, collapsible: boolean): Node | undefined {
  const { children } = node
  if (children === 'collapsed') return undefined
  const known = children.get(segment)
  if (known !== undefined) return known
  if (collapsible && children.size >= widestLevel) {
    collapse(node, children)
    return undefined
  }
  const child = openNode()
  children.set(segment, child)
  return child
}

/** `a/` is part of `a/*` now; `a`, which `a/*` does not cover, stays apart. */
function collapse(node: Node, children: ReadonlyMap<string, Node>): void {
  const below = openTally()
  for (const child of children.values()) gather(child, below)
  node.children = 'collapsed'
  node.below = below
}

function gather(node: Node, into: Tally): void {
  for (const tally of [node.own, node.below]) if (tally !== undefined) addTally(into, tally)
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
  return [
    ...leaf(path, false, node.own),
    ...leaf([...path, anySegment], true, node.below),
    ...(node.children === 'collapsed'
      ? []
      : [...node.children].flatMap(([segment, child]) => leaves(child, [...path, segment]))),
  ]
}

function leaf(path: readonly string[], collapsed: boolean, evidence: Evidence | undefined): PrefixLeaf[] {
  return evidence === undefined ? [] : [{ pattern: path.join('/'), collapsed, evidence }]
}
