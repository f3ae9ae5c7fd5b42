import { expect, it } from 'vitest'
import { SEEN_SIZE, SeenRecords } from '../../../src/query/seen.ts'
import { PartitionTracker } from '../../../src/query/tracker.ts'

/** A digest of partition 1 whose bytes behind the partition's number count up from one. */
const digest = (from: number): Buffer =>
  Buffer.from(Array.from({ length: 20 }, (_, i) => (i < 2 ? 1 - i : from + i)))

it('knows a record again by 8 bytes of its digest, in its own partition', () => {
  const seen = new SeenRecords()
  expect(seen.add(1, digest(0))).toBe(true)
  expect(seen.add(1, digest(0))).toBe(false)
  expect(seen.add(1, digest(1))).toBe(true)
  expect(seen.add(2, digest(0))).toBe(true)
  expect([...seen.marks(1)].map((mark) => Buffer.from(mark, 'latin1'))).toEqual([
    digest(0).subarray(2, 2 + SEEN_SIZE),
    digest(1).subarray(2, 2 + SEEN_SIZE),
  ])
})

it('notes a record by its mark, and refuses one that is noted', () => {
  const seen = new SeenRecords()
  seen.restore(1, digest(0).subarray(2, 10))
  expect(seen.add(1, digest(0))).toBe(false)
  expect(() => {
    seen.restore(1, digest(0).subarray(2, 10))
  }).toThrow('noted twice')
})

it('keeps nothing of a partition that is done', () => {
  const tracker = new PartitionTracker(0, 2, true)
  tracker.seen?.add(0, digest(0))
  tracker.seen?.add(1, digest(0))
  tracker.finish(1)
  expect([tracker.seen?.marks(0).size, tracker.seen?.marks(1).size]).toEqual([1, 0])
  expect(new PartitionTracker(0, 2).seen).toBeUndefined()
})

it('a tracker begins partitions anew, and knows what came of them', () => {
  const tracker = new PartitionTracker(0, 3)
  tracker.remember()
  for (const id of [0, 1]) {
    tracker.advance(id, digest(0), 5n)
    tracker.seen?.add(id, digest(0))
  }
  tracker.finish(1)
  tracker.fail(2)
  tracker.restart()
  expect([tracker.begun, tracker.done, tracker.seen?.add(0, digest(0))]).toEqual([0, false, false])
  const passed: number[] = []
  const { unowned } = tracker.assign((id, copiesPassed) => {
    passed.push(id, copiesPassed)
    return undefined
  })
  expect([unowned, passed]).toEqual([
    [0, 2],
    [0, 0, 2, 0],
  ])
})
