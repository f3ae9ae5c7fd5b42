import { expect, test } from 'vitest'
import { BUCKETS, bucketOf, History, type Sample } from '../../../src/view/history.ts'

function sample(at: number): Sample {
  const latencies = new Array<number>(BUCKETS).fill(0)
  latencies[10] = 2
  return {
    at,
    operations: at % 7,
    errors: 0,
    bytesSent: 1,
    bytesReceived: 2,
    inFlight: at % 5,
    waiting: 0,
    latencies,
  }
}

test('two days of seconds take the memory of one', () => {
  const history = new History()
  const day = 24 * 60 * 60
  for (let second = 0; second < 2 * day; second++) history.add(sample(second))
  expect(history.seconds).toHaveLength(600)
  expect(history.minutes).toHaveLength(1440)
  expect(history.seconds.at(-1)?.at).toBe(2 * day - 1)
  expect(history.minutes.at(-1)?.at).toBe(2 * day - 1)
  expect(history.minutes[0]?.at).toBe(day + 59)
})

test('a minute has the mean of the rates, the most that was in flight, and all latencies', () => {
  const history = new History({ seconds: 10, minutes: 10, perMinute: 4 })
  for (const at of [1, 2, 3, 4]) history.add(sample(at))
  const [minute] = history.minutes
  expect(minute).toMatchObject({ at: 4, operations: 2.5, inFlight: 4, bytesSent: 1, bytesReceived: 2 })
  expect(minute?.latencies[10]).toBe(8)
})

test('latencies are counted by power of two of microseconds', () => {
  expect([0, 0.001, 0.0019, 0.002, 1, 1.023, 1.024, 8_388, 8_389, 1e9].map(bucketOf)).toEqual([
    0, 0, 0, 1, 9, 9, 10, 22, 23, 23,
  ])
})
