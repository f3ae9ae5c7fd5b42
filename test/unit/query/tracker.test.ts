import { describe, expect, it } from 'vitest'
import type { Node } from '../../../src/cluster/node.ts'
import { type Assignment, PartitionState, PartitionTracker, spreadLimit } from '../../../src/query/tracker.ts'
import { digestOf, node } from './plans.ts'

const a = node('A')
const b = node('B')
/** Even partitions are at A first and at B second, odd ones the other way round. */
const choose = (partitionId: number, attempt: number): Node => ((partitionId + attempt) % 2 === 0 ? a : b)

function sizes(assignments: readonly Assignment[]): Record<string, [number, number]> {
  return Object.fromEntries(
    assignments.map(({ node: { id }, full, partial }) => [id, [full.length, partial.length]]),
  )
}

describe('PartitionTracker', () => {
  it('gives every partition to one node, from the start', () => {
    const tracker = new PartitionTracker()
    const { assignments, unowned } = tracker.assign(choose)
    expect(sizes(assignments)).toEqual({ A: [2048, 0], B: [2048, 0] })
    expect(unowned).toEqual([])
    expect(new Set(assignments.flatMap(({ full }) => full)).size).toBe(4096)
  })

  it('goes on behind the last record, with its index value', () => {
    const tracker = new PartitionTracker(10, 2)
    tracker.advance(10, digestOf(10, 1), 5n)
    tracker.advance(10, digestOf(10, 2), -6n)
    const { assignments } = tracker.assign(choose)
    expect(sizes(assignments)).toEqual({ A: [0, 1], B: [1, 0] })
    expect(Buffer.from(tracker.digest(10))).toEqual(digestOf(10, 2))
    expect(tracker.indexValue(10)).toBe(-6n)
    expect(tracker.state(10)).toBe(PartitionState.begun)
    expect(tracker.begun).toBe(1)
  })

  it('asks the next copy after a failure, and begins anew once records came', () => {
    const tracker = new PartitionTracker(0, 1)
    tracker.assign(choose)
    tracker.fail(0)
    expect(sizes(tracker.assign(choose).assignments)).toEqual({ B: [1, 0] })
    tracker.advance(0, digestOf(0, 1), 0n)
    expect(sizes(tracker.assign(choose).assignments)).toEqual({ A: [0, 1] })
  })

  it('tells the chooser which node was asked last', () => {
    const tracker = new PartitionTracker(0, 1)
    const previous: (Node | undefined)[] = []
    const remember = (_partitionId: number, _attempt: number, last: Node | undefined): Node => {
      previous.push(last)
      return b
    }
    tracker.assign(remember)
    tracker.assign(remember)
    expect(previous).toEqual([undefined, b])
  })

  it('leaves out what is done, and is done when nothing is left', () => {
    const tracker = new PartitionTracker(4, 3)
    tracker.finish(5)
    tracker.finish(5)
    expect(tracker.assign(choose).assignments.flatMap(({ full }) => full)).toEqual([4, 6])
    tracker.finish(4)
    tracker.finish(6)
    expect(tracker.done).toBe(true)
    expect(tracker.assign(choose).assignments).toEqual([])
  })

  it('reports partitions that nobody holds', () => {
    const tracker = new PartitionTracker(0, 4)
    const { assignments, unowned } = tracker.assign((id) => (id === 2 ? undefined : a))
    expect(unowned).toEqual([2])
    expect(sizes(assignments)).toEqual({ A: [3, 0] })
  })

  it('takes only the first partitions that are not done', () => {
    const tracker = new PartitionTracker()
    tracker.finish(0)
    const { assignments } = tracker.assign(() => a, 3)
    expect(assignments[0]?.full).toEqual([1, 2, 3])
  })

  it('knows which partitions are its own', () => {
    const tracker = new PartitionTracker(5, 2)
    expect([4, 5, 6, 7].map((id) => tracker.has(id))).toEqual([false, true, true, false])
  })
})

describe('spreadLimit', () => {
  const assignment = (size: number): Assignment => ({
    node: a,
    full: new Array<number>(size).fill(0),
    partial: [],
    limit: 0,
  })

  it.each([
    [[10, 10], 7, [4, 3]],
    [[30, 10], 100, [75, 25]],
    [[1, 1, 1], 2, [1, 1, 1]],
    [[1000, 1], 5, [5, 1]],
    [[5], 9, [9]],
  ])('%j partitions share %d as %j', (partitions, wanted, limits) => {
    const assignments = partitions.map(assignment)
    spreadLimit(assignments, wanted)
    expect(assignments.map(({ limit }) => limit)).toEqual(limits)
  })
})
