import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addValue,
  anySegment,
  leavesOf,
  openPrefixTree,
  type PrefixLeaf,
  type PrefixTree,
  widestLevel,
} from '../../src/core/activity/prefix-tree.js'
import { shuffled } from './busy-records.js'
import { evidenceView } from './rows-view.js'

/** Segments of one letter, numbers of one wide level, and what keys have at their ends. */
const segment = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 3 * widestLevel }).map(String) },
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', '') },
  fc.string({ maxLength: 3 }),
)

const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('a', 'b', 'c'), segment).map((two) => two.join('/')) },
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/')),
  fc.array(segment, { minLength: 15, maxLength: 20 }).map((segments) => segments.join('/')),
)

const fixed = fc.constantFrom(0, 0, 1, 2)

/** Many values under one prefix, so that levels do collapse, with others beside. */
const values: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 90 }),
  fc
    .tuple(
      fc.uniqueArray(segment, { minLength: widestLevel - 2, maxLength: widestLevel + 4 }),
      fc.array(value, { maxLength: 20 }),
    )
    .map(([wide, others]) => [...wide.map((one) => `a/${one}`), 'a', 'a/', ...others]),
)

function treeOf(list: readonly string[], levels: number): PrefixTree {
  const tree = openPrefixTree(levels)
  for (const [at, one] of list.entries()) addValue(tree, one, timeOf(at), undefined)
  return tree
}

/** A time that the value has in every order: evidence is compared as well. */
const timeOf = (second: number) => new Date(Date.UTC(2026, 2, 2, 0, 0, second)).toISOString()

function timedTree(list: readonly (readonly [string, number])[], levels: number): PrefixTree {
  const tree = openPrefixTree(levels)
  for (const [one, at] of list) addValue(tree, one, timeOf(at), `event-${at}`)
  return tree
}

const view = (tree: PrefixTree) =>
  leavesOf(tree).map((leaf) => ({ ...leaf, evidence: evidenceView(leaf.evidence) }))

/** Matches as a policy would: whatever stands at the place of {@link anySegment}. */
function covers({ pattern, collapsed }: PrefixLeaf, one: string): boolean {
  return collapsed ? one.startsWith(pattern.slice(0, -anySegment.length)) : one === pattern
}

describe('a prefix tree', () => {
  it('depends on the set of values alone, never on their order', () => {
    const both = values
      .map((list) => list.map((one, at) => [one, at] as const))
      .chain((list) => fc.tuple(fc.constant(list), shuffled(list), fixed))
    fc.assert(
      fc.property(both, ([list, other, levels]) => {
        expect(view(timedTree(other, levels))).toEqual(view(timedTree(list, levels)))
      }),
      { numRuns: 300 },
    )
  })

  it('has the same leaves however often a value comes', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        const patterns = (tree: PrefixTree) => leavesOf(tree).map(({ pattern }) => pattern)
        expect(patterns(treeOf([...list, ...list], levels))).toEqual(patterns(treeOf(list, levels)))
      }),
    )
  })

  it('covers every value by exactly one leaf', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        const leaves = leavesOf(treeOf(list, levels))
        for (const one of list)
          expect(
            leaves.filter((leaf) => covers(leaf, one)),
            one,
          ).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })

  it('counts every value in the leaf that covers it', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        for (const leaf of leavesOf(treeOf(list, levels))) {
          expect(leaf.evidence.count).toBe(list.filter((one) => covers(leaf, one)).length)
        }
      }),
    )
  })

  it('has no leaf without a value, and a wide one only for more values than are listed', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        for (const leaf of leavesOf(treeOf(list, levels))) {
          const below = new Set(list.filter((one) => covers(leaf, one)))
          expect(below.size).toBeGreaterThan(leaf.collapsed ? widestLevel : 0)
        }
      }),
    )
  })

  it('lists at most so many names at any level that may collapse', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        expect(widestOf(treeOf(list, levels).root, 0, levels)).toBeLessThanOrEqual(widestLevel)
      }),
    )
  })

  it('sorts its leaves', () => {
    fc.assert(
      fc.property(values, fixed, (list, levels) => {
        const patterns = leavesOf(treeOf(list, levels)).map(({ pattern }) => pattern)
        expect(patterns).toEqual([...new Set(patterns)].sort())
      }),
    )
  })
})

type Node = PrefixTree['root']

function widestOf({ children }: Node, level: number, levels: number): number {
  if (children === 'collapsed') return 0
  const below = [...children.values()].map((child) => widestOf(child, level + 1, levels))
  return Math.max(0, level >= levels ? children.size : 0, ...below)
}

describe('a level', () => {
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)
  const patterns = (list: readonly string[], levels = 0) =>
    leavesOf(treeOf(list, levels)).map(({ pattern }) => pattern.replace(anySegment, '*'))

  it('is listed name by name up to its bound, and collapses beyond', () => {
    expect(patterns(names(widestLevel, 'p/'))).toEqual(names(widestLevel, 'p/').sort())
    expect(patterns(names(widestLevel + 1, 'p/'))).toEqual(['p/*'])
  })

  it('takes what is below it when it collapses, and leaves what is beside', () => {
    const deep = names(widestLevel + 1, 'p/').map((one) => `${one}/x/y`)
    expect(patterns([...deep, 'q/1', 'r'])).toEqual(['p/*', 'q/1', 'r'])
  })

  it('never collapses if it is fixed', () => {
    const many = names(300, 'bucket-')
    expect(
      patterns(
        many.map((one) => `${one}/k`),
        1,
      ),
    ).toEqual(many.map((one) => `${one}/k`).sort())
    expect(patterns([...names(50, 'b/'), 'c/x'], 1)).toEqual(['b/*', 'c/x'])
    expect(patterns(names(50, 'b/c/'), 3)).toEqual(names(50, 'b/c/').sort())
  })

  it('has the whole bucket as its last resort', () => {
    expect(patterns(names(widestLevel + 1, ''))).toEqual(['*'])
  })

  it('keeps the name of the prefix itself when it collapses', () => {
    expect(patterns(['p', ...names(widestLevel + 1, 'p/')])).toEqual(['p', 'p/*'])
  })

  it('of one prefix and the name of the prefix itself are different things', () => {
    expect(patterns(['p', 'p/', 'p/1'])).toEqual(['p', 'p/', 'p/1'])
    expect(patterns(['p/', ...names(widestLevel, 'p/')])).toEqual(['p/*'])
  })
})
