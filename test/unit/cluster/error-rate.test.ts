import { expect, test } from 'vitest'
import { ErrorRate } from '../../../src/cluster/error-rate.ts'

function rateOf(most: number): { rate: ErrorRate; changes: boolean[]; fail: (count: number) => void } {
  const changes: boolean[] = []
  const rate: ErrorRate = new ErrorRate(
    () => most,
    () => changes.push(rate.exceeded),
  )
  const fail = (count: number): void => {
    for (let i = 0; i < count; i++) rate.count(new Error(`failure ${i}`))
  }
  return { rate, changes, fail }
}

test('one error more than the limit is too many, until the window ends', () => {
  const { rate, changes, fail } = rateOf(10)
  fail(10)
  expect(rate.exceeded).toBe(false)
  fail(1)
  expect(rate.exceeded).toBe(true)
  fail(5)
  rate.renew()
  expect(rate.exceeded).toBe(false)
  expect(changes).toEqual([true, false])
})

test('errors of different windows do not add up', () => {
  const { rate, changes, fail } = rateOf(10)
  for (let window = 0; window < 5; window++) {
    fail(10)
    rate.renew()
  }
  expect(changes).toEqual([])
})

test('the limit halves after a window that went wrong, and doubles after each good one', () => {
  const { rate, fail } = rateOf(16)
  const limits: number[] = []
  const measure = (): void => {
    let count = 0
    for (; !rate.exceeded; count++) fail(1)
    limits.push(count - 1)
  }
  for (let i = 0; i < 6; i++) {
    measure()
    rate.renew()
  }
  expect(limits).toEqual([16, 8, 4, 2, 1, 1])
  rate.renew()
  rate.renew()
  measure()
  expect(limits.at(-1)).toBe(4)
  for (let i = 0; i < 9; i++) rate.renew()
  measure()
  expect(limits.at(-1)).toBe(16)
})

test('one error that many commands share counts once', () => {
  const { rate } = rateOf(3)
  const shared = new Error('The connection broke')
  for (let i = 0; i < 1_000; i++) rate.count(shared)
  expect(rate.exceeded).toBe(false)
})

test('0 is no limit', () => {
  const { rate, fail } = rateOf(0)
  fail(10_000)
  rate.renew()
  fail(10_000)
  expect(rate.exceeded).toBe(false)
})

test('a limit that comes while the client runs holds at once, in full', () => {
  let most = 0
  const rate = new ErrorRate(
    () => most,
    () => undefined,
  )
  rate.renew()
  most = 10
  for (let i = 0; i < 10; i++) rate.count(new Error(`failure ${i}`))
  expect(rate.exceeded).toBe(false)
  rate.count(new Error('one more'))
  expect(rate.exceeded).toBe(true)
})
