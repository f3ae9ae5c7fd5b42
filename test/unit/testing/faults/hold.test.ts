import { expect, it } from 'vitest'
import { hold } from '../../../../src/testing/faults/hold.ts'

it('waits at least as long as it is told to, fractions of a millisecond included', async () => {
  await Promise.all(
    [0, 0.2, 0.7, 3.3, 6, 0.1].map(async (ms) => {
      const start = performance.now()
      await hold(ms)
      expect(performance.now() - start).toBeGreaterThanOrEqual(ms)
    }),
  )
})

it('lets the shorter of two waits end first, though it began later', async () => {
  const order: string[] = []
  const long = hold(20).then(() => order.push('long'))
  await hold(1).then(() => order.push('short'))
  await long
  expect(order).toEqual(['short', 'long'])
})
