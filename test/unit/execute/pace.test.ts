import { expect, test } from 'vitest'
import { inSlices, nextTurn } from '../../../src/execute/pace.ts'

/** Uses up the time that all have in this turn. */
async function useUpSlice(): Promise<void> {
  await nextTurn()
  const from = performance.now()
  await inSlices(1, () => {
    while (performance.now() - from < 3);
  })
}

/** Whether so many steps were made before the next turn. */
async function inOneTurn(steps: number, stride?: number): Promise<boolean> {
  await useUpSlice()
  let isNext = false
  setImmediate(() => {
    isNext = true
  })
  let made = 0
  await inSlices(steps, () => made++, Infinity, stride)
  expect(made).toBe(steps)
  return !isNext
}

test('time is looked at after some steps, and not after the last one', async () => {
  expect(await inOneTurn(31)).toBe(true)
  expect(await inOneTurn(32)).toBe(true)
  expect(await inOneTurn(33)).toBe(false)
})

test('of cheap steps more are made between two looks', async () => {
  expect(await inOneTurn(2_048, 2_048)).toBe(true)
  expect(await inOneTurn(2_049, 2_048)).toBe(false)
})

test('behind the deadline no more are made than those few', async () => {
  let made = 0
  expect(await inSlices(1_000, () => made++, 0)).toBe(false)
  expect(made).toBe(32)
  expect(await inSlices(32, () => made++, 0)).toBe(true)
})
