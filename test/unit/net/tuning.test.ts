import { describe, expect, test } from 'vitest'
import { Tuning } from '../../../src/net/tuning.ts'

/** Answers per ms that a node gives over `connections`. */
type Node = (connections: number) => number

/** Lets a node answer for so many ms of its own clock, in chunks of one ms; gives the widths that were tried. */
function run(width: Tuning, node: Node, ms: number, { from = 0, load = 1_000 } = {}): Set<number> {
  const tried = new Set<number>()
  let owed = 0
  for (let now = from; now < from + ms; now++) {
    owed += node(width.width)
    const count = Math.floor(owed)
    owed -= count
    if (count > 0) width.answered(count, now, load)
    tried.add(width.width)
  }
  return tried
}

/** Answers one after another with a delay: each connection brings its share. */
const slowNode: Node = (connections) => connections * 2
/** Answers from memory: more connections bring nothing. */
const fastNode: Node = () => 100
/** Best at 8. */
const bestAtEight: Node = (connections) => (connections <= 8 ? connections * 4 : 256 / connections)

describe('the number of connections', () => {
  test('starts small, and within its bound', () => {
    expect([new Tuning(100, false).width, new Tuning(2, false).width, new Tuning(1, false).width]).toEqual([
      4, 2, 1,
    ])
  })

  test('goes up to the bound where each connection brings its share', () => {
    const width = new Tuning(64, false)
    run(width, slowNode, 5_000)
    expect(width.width).toBe(64)
  })

  test('reaches a bound that is no power of two, and does not pass it', () => {
    const width = new Tuning(100, false)
    const tried = run(width, slowNode, 5_000)
    expect(width.width).toBe(100)
    expect(Math.max(...tried)).toBe(100)
  })

  test('comes back where more connections bring nothing', () => {
    const width = new Tuning(64, false)
    const tried = run(width, fastNode, 300)
    expect(Math.max(...tried)).toBe(8)
    expect(width.width).toBe(4)
  })

  test('keeps to few where few are as good', () => {
    const width = new Tuning(64, false)
    run(width, fastNode, 20_000)
    expect(width.width).toBeLessThanOrEqual(4)
  })

  test('settles near the best, and tries ever more seldom', () => {
    const width = new Tuning(64, false)
    run(width, bestAtEight, 20_000)
    expect(width.width).toBe(8)
    let changes = 0
    let last = width.width
    for (let now = 20_000; now < 80_000; now++) {
      width.answered(bestAtEight(width.width), now, 1_000)
      if (width.width !== last) changes++
      last = width.width
    }
    expect(changes).toBeLessThan(30)
  })

  test('follows a node that becomes slow, and one that becomes fast again', () => {
    const width = new Tuning(64, false)
    run(width, fastNode, 10_000)
    run(width, slowNode, 60_000, { from: 10_000 })
    expect(width.width).toBe(64)
    run(width, fastNode, 240_000, { from: 70_000 })
    expect(width.width).toBeLessThan(16)
  })

  test('does not try while there is no more to do than connections', () => {
    const width = new Tuning(64, false)
    run(width, slowNode, 5_000, { load: 3 })
    expect(width.width).toBe(4)
  })

  test('comes back from a trial that is cut short by the end of the load', () => {
    const width = new Tuning(64, false)
    let now = 0
    while (width.width === 4 && now < 5_000) width.answered(8, now++, 1_000)
    expect(width.width).toBe(8)
    // Only now and then a command: the trial must not stay open for ever as the new measure of things.
    for (let i = 0; i < 3_000; i++) width.answered(1, now++, 1)
    run(width, fastNode, 2_000, { from: now })
    expect(width.width).toBeLessThanOrEqual(8)
  })

  test('with a bound of one has nothing to try', () => {
    const width = new Tuning(1, false)
    expect([...run(width, slowNode, 5_000)]).toEqual([1])
  })

  test.each([20, 150, 1_000])('pauses of %i ms between bursts are not counted as slowness', (pause) => {
    const width = new Tuning(64, false)
    let now = 0
    let most = 0
    for (let burst = 0; burst < 2_000; burst++) {
      width.resumed(now)
      // 7, 14 or 21 ms: a measurement takes several bursts, and ends anywhere in one.
      const length = 7 * (1 + (burst % 3))
      most = Math.max(most, ...run(width, fastNode, length, { from: now }))
      now += length
      width.answered(100, now, 100)
      // Not the same for what is measured and what it is measured against.
      if (burst % 5 === 0) now += pause
    }
    expect(most).toBeLessThanOrEqual(8)
  })

  test('a pause that is long ends a trial, with what held before it', () => {
    const width = new Tuning(64, true)
    let now = 0
    while (width.width === 4) width.answered(8, now++, 1_000)
    width.answered(8, now, 8)
    width.resumed(now + 5_000)
    expect(width.width).toBe(4)
  })
})

describe('whether commands travel together', () => {
  /** Lets a node answer for so many ms; gives the share of them in which commands travelled together. */
  function share(tuning: Tuning, rate: (together: boolean, now: number) => number, ms: number): number {
    let owed = 0
    let together = 0
    for (let now = 0; now < ms; now++) {
      owed += rate(tuning.together, now)
      const count = Math.floor(owed)
      owed -= count
      tuning.answered(count, now, 1_000)
      if (tuning.together) together++
    }
    return together / ms
  }

  test('they do at first, and never where they must not', () => {
    expect([new Tuning(4, true).together, new Tuning(4, false).together]).toEqual([true, false])
    expect(share(new Tuning(4, false), () => 100, 20_000)).toBe(0)
  })

  test('they go on where that is faster, but for moments', () => {
    expect(share(new Tuning(4, true), (together) => (together ? 400 : 100), 60_000)).toBeGreaterThan(0.97)
  })

  test('they go apart where that is faster, and stay so', () => {
    const tuning = new Tuning(4, true)
    share(tuning, (together) => (together ? 100 : 400), 20_000)
    expect(tuning.together).toBe(false)
  })

  test('they go on where neither is faster: together costs less', () => {
    const tuning = new Tuning(4, true)
    share(tuning, () => 200, 20_000)
    expect(tuning.together).toBe(true)
  })

  test('a load that rises for both while one is tried does not decide', () => {
    const rising = (together: boolean, now: number): number => (together ? 4 : 1) * (10 + now / 20)
    expect(share(new Tuning(4, true), rising, 60_000)).toBeGreaterThan(0.97)
  })

  test('a busy machine, on which every moment is slow or fast by chance, does not send them apart', () => {
    const tuning = new Tuning(4, true)
    // A new factor between 0.4 and 1.6 every 60 ms, the same in each run.
    let seed = 42
    let factor = 1
    const noisy = (together: boolean, now: number): number => {
      if (now % 60 === 0) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
        factor = 0.4 + (1.2 * seed) / 0x7fffffff
      }
      return factor * (together ? 250 : 100)
    }
    expect(share(tuning, noisy, 120_000)).toBeGreaterThan(0.9)
  })

  test('bursts with pauses do not send them apart', () => {
    const tuning = new Tuning(4, true)
    let now = 0
    let apart = 0
    for (let burst = 0; burst < 4_000; burst++) {
      tuning.resumed(now)
      for (let left = 30; left > 0; left--) tuning.answered(tuning.together ? 400 : 100, now++, 1_000)
      tuning.answered(100, now, 100)
      if (!tuning.together) apart++
      if (burst % 7 === 0) now += 150
    }
    expect(apart).toBeLessThan(120)
  })

  /** Waves of a hundred: answered at once where they travel together, else a few at a time down to the last one. */
  function waves(tuning: Tuning, ms: number): { apart: number; longest: number } {
    let now = 0
    let apart = 0
    let since = 0
    let longest = 0
    while (now < ms) {
      tuning.resumed(now)
      const { together } = tuning
      const step = together ? 50 : 5
      for (let left = 100; left > 0; left -= step) {
        // Best over eight connections.
        now += (step * (together ? 0.04 : 0.16)) / tuning.width
        tuning.answered(step, now, left)
      }
      if (together) since = now
      else apart++
      longest = Math.max(longest, now - since)
    }
    return { apart, longest }
  }

  test('waves of commands, each of which ends with few in flight, try apart for moments and go on together', () => {
    const { apart, longest } = waves(new Tuning(8, true), 60_000)
    expect(apart).toBeGreaterThan(0)
    expect(longest).toBeLessThan(150)
  })

  test('bursts that are too short for a trial do not begin one each', () => {
    const tuning = new Tuning(1, true)
    let apart = 0
    for (let burst = 0; burst < 100; burst++) {
      tuning.resumed(burst * 1_000)
      for (let ms = 0; ms < 80; ms++) {
        tuning.answered(100, burst * 1_000 + ms, 1_000)
        if (!tuning.together) apart++
      }
      tuning.answered(100, burst * 1_000 + 80, 100)
    }
    expect(apart).toBeGreaterThan(0)
    expect(apart).toBeLessThan(100 * 80 * 0.05)
  })

  test('a trial from which the load goes away ends, with what held before it', () => {
    const tuning = new Tuning(1, true)
    let now = 0
    while (tuning.together && now < 10_000) tuning.answered(100, now++, 1_000)
    expect(tuning.together).toBe(false)
    for (let i = 0; i < 200; i++) tuning.answered(1, now++, 1)
    expect(tuning.together).toBe(true)
    // Not at once again: there is nothing to learn.
    expect(share(tuning, () => 1, 400)).toBe(1)
  })

  test('they come together again when that has become faster', () => {
    const tuning = new Tuning(4, true)
    share(tuning, (together, now) => (now < 20_000 === together ? 100 : 400), 80_000)
    expect(tuning.together).toBe(true)
  })
})
