import { describe, expect, test } from 'vitest'
import { Width } from '../../../src/net/width.ts'

/** Answers per ms that a node gives over `connections`. */
type Node = (connections: number) => number

/** Lets a node answer for so many ms of its own clock, in chunks of one ms; gives the widths that were tried. */
function run(width: Width, node: Node, ms: number, { from = 0, load = 1_000 } = {}): Set<number> {
  const tried = new Set<number>()
  let owed = 0
  for (let now = from; now < from + ms; now++) {
    owed += node(width.current)
    const count = Math.floor(owed)
    owed -= count
    if (count > 0) width.answered(count, now, load)
    tried.add(width.current)
  }
  return tried
}

/** Answers one after another with a delay: each connection brings its share. */
const slowNode: Node = (connections) => connections * 2
/** Answers from memory: more connections bring nothing. */
const fastNode: Node = () => 100
/** Best at 8. */
const bestAtEight: Node = (connections) => (connections <= 8 ? connections * 4 : 256 / connections)

describe('Width', () => {
  test('starts small, and within its bound', () => {
    expect([new Width(100).current, new Width(2).current, new Width(1).current]).toEqual([4, 2, 1])
  })

  test('goes up to the bound where each connection brings its share', () => {
    const width = new Width(64)
    run(width, slowNode, 5_000)
    expect(width.current).toBe(64)
  })

  test('reaches a bound that is no power of two, and does not pass it', () => {
    const width = new Width(100)
    const tried = run(width, slowNode, 5_000)
    expect(width.current).toBe(100)
    expect(Math.max(...tried)).toBe(100)
  })

  test('comes back where more connections bring nothing', () => {
    const width = new Width(64)
    const tried = run(width, fastNode, 300)
    expect(Math.max(...tried)).toBe(8)
    expect(width.current).toBe(4)
  })

  test('keeps to few where few are as good', () => {
    const width = new Width(64)
    run(width, fastNode, 20_000)
    expect(width.current).toBeLessThanOrEqual(4)
  })

  test('settles near the best, and tries ever more seldom', () => {
    const width = new Width(64)
    run(width, bestAtEight, 20_000)
    expect(width.current).toBe(8)
    let changes = 0
    let last = width.current
    for (let now = 20_000; now < 80_000; now++) {
      width.answered(bestAtEight(width.current), now, 1_000)
      if (width.current !== last) changes++
      last = width.current
    }
    expect(changes).toBeLessThan(30)
  })

  test('follows a node that becomes slow, and one that becomes fast again', () => {
    const width = new Width(64)
    run(width, fastNode, 10_000)
    run(width, slowNode, 60_000, { from: 10_000 })
    expect(width.current).toBe(64)
    run(width, fastNode, 240_000, { from: 70_000 })
    expect(width.current).toBeLessThan(16)
  })

  test('does not try while there is no more to do than connections', () => {
    const width = new Width(64)
    run(width, slowNode, 5_000, { load: 3 })
    expect(width.current).toBe(4)
  })

  test('comes back from a trial that is cut short by the end of the load', () => {
    const width = new Width(64)
    let now = 0
    while (width.current === 4 && now < 5_000) width.answered(8, now++, 1_000)
    expect(width.current).toBe(8)
    // Only now and then a command: the trial must not stay open for ever as the new measure of things.
    for (let i = 0; i < 3_000; i++) width.answered(1, now++, 1)
    run(width, fastNode, 2_000, { from: now })
    expect(width.current).toBeLessThanOrEqual(8)
  })

  test('with a bound of one has nothing to try', () => {
    const width = new Width(1)
    expect([...run(width, slowNode, 5_000)]).toEqual([1])
  })

  test('a pause between bursts is not counted as slowness', () => {
    const width = new Width(64)
    let now = 0
    for (let burst = 0; burst < 40; burst++) {
      run(width, fastNode, 30, { from: now })
      now += 1_000
    }
    expect(width.current).toBeLessThanOrEqual(8)
  })
})
