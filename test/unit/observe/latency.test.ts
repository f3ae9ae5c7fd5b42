import { describe, expect, test } from 'vitest'
import { columnOf, Latencies, LATENCY_BOUNDS } from '../../../src/observe/latency.ts'

const USUAL = { latencyColumns: 7, latencyShift: 1 }

describe('columns', () => {
  // The columns of 7 and 1: <=1ms >1ms >2ms >4ms >8ms >16ms >32ms; of 5 and 3: <=1ms >1ms >8ms >64ms >512ms.
  test.each([
    [0, 0],
    [1, 0],
    [1.001, 1],
    [2, 1],
    [2.1, 2],
    [4, 2],
    [8, 3],
    [8.01, 4],
    [16, 4],
    [32, 5],
    [33, 6],
    [1e9, 6],
  ])('%d ms is in column %d', (ms, column) => {
    expect(columnOf(ms, USUAL)).toBe(column)
  })

  test.each([
    [1, 0],
    [8, 1],
    [9, 2],
    [64, 2],
    [65, 3],
    [513, 4],
  ])('%d ms is in column %d of five with shift 3', (ms, column) => {
    expect(columnOf(ms, { latencyColumns: 5, latencyShift: 3 })).toBe(column)
  })
})

describe('latencies', () => {
  test('a time is in the first bucket whose bound it does not exceed', () => {
    for (const [index, bound] of LATENCY_BOUNDS.entries()) {
      const latencies = new Latencies(USUAL)
      latencies.record(bound * 1_000)
      latencies.record(bound * 1_000 + 0.002)
      const { buckets, count } = latencies.snapshot()
      expect(count).toBe(2)
      expect([buckets[index], buckets[index + 1]], `${bound} s`).toEqual([1, 1])
    }
  })

  test('count, sum, most and percentiles are those of the times', () => {
    const latencies = new Latencies(USUAL)
    for (let i = 1; i <= 1_000; i++) latencies.record(i / 10)
    const { count, sum, max, p50, p99, p999, columns } = latencies.snapshot()
    expect(count).toBe(1_000)
    expect(sum).toBeCloseTo(50_050)
    expect(max).toBe(100)
    expect(p50 / 50).toBeCloseTo(1, 1)
    expect(p99 / 99).toBeCloseTo(1, 1)
    expect(p999).toBeGreaterThan(p99)
    expect(p999).toBeLessThanOrEqual(max)
    expect(columns).toEqual([10, 10, 20, 40, 80, 160, 680])
  })

  test('times beyond every bound, and those of a clock that went back, are counted', () => {
    const latencies = new Latencies(USUAL)
    latencies.record(1e12)
    latencies.record(-5)
    const { buckets, count, max } = latencies.snapshot()
    expect([buckets[0], buckets.at(-1), count, max]).toEqual([1, 1, 2, 1e12])
  })

  test('nothing was recorded', () => {
    expect(new Latencies(USUAL).snapshot()).toMatchObject({ count: 0, sum: 0, max: 0, p50: 0, p999: 0 })
  })

  test('a snapshot does not change', () => {
    const latencies = new Latencies(USUAL)
    const before = latencies.snapshot()
    latencies.record(1)
    expect(before.count).toBe(0)
    expect(() => {
      ;(before.columns as number[])[0] = 1
    }).toThrow(TypeError)
  })
})
