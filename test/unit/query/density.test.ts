import { expect, it } from 'vitest'
import { Density } from '../../../src/query/density.ts'

it('asks for few partitions while nothing is known', () => {
  expect(new Density().window(1000)).toBe(32)
})

it('asks for about as many partitions as hold what is wanted', () => {
  const density = new Density()
  density.learn(320, 32)
  expect(density.value).toBe(10)
  expect(density.window(1000)).toBe(90)
  expect(density.window(20)).toBe(3)
  expect(density.window(1)).toBe(1)
})

it('asks for ever more where there is nothing', () => {
  const density = new Density()
  const windows: number[] = []
  for (let round = 0; round < 4; round++) {
    const window = density.window(100)
    windows.push(window)
    density.learn(0, window)
  }
  expect(windows.every((window, index) => index === 0 || window > 4 * (windows[index - 1] ?? 0))).toBe(true)
})
