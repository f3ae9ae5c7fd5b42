import { describe, expect, test } from 'vitest'
import { Fifo } from '../../../src/net/fifo.ts'

describe('Fifo', () => {
  test('gives out in the order it took in, also when it wraps around and grows', () => {
    const fifo = new Fifo<number>()
    const expected: number[] = []
    let next = 0
    // Steps of different length in and out move the head through every place of the ring, before and after it grows.
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < (round * 7) % 13; i++) {
        fifo.push(next)
        expected.push(next++)
      }
      for (let i = 0; i < (round * 5) % 11; i++) expect(fifo.shift()).toBe(expected.shift())
      expect(fifo.size).toBe(expected.length)
      expect(fifo.peek()).toBe(expected[0])
    }
    expect(fifo.drain()).toEqual(expected)
    expect(fifo.size).toBe(0)
  })

  test('grows while its oldest entry lies behind its newest', () => {
    const fifo = new Fifo<number>()
    for (let i = 0; i < 10; i++) fifo.push(i)
    for (let i = 0; i < 10; i++) fifo.shift()
    for (let i = 0; i < 40; i++) fifo.push(i)
    expect(fifo.drain()).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })

  test('empty, it has nothing to give', () => {
    const fifo = new Fifo<number>()
    expect([fifo.shift(), fifo.peek(), fifo.size, fifo.drain()]).toEqual([undefined, undefined, 0, []])
  })

  test('holds nothing that it gave out', async () => {
    const fifo = new Fifo<object>()
    fifo.push({})
    const given = new WeakRef(fifo.shift()!)
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let i = 0; i < 20 && given.deref() !== undefined; i++) {
      await new Promise((resolve) => setTimeout(resolve))
      collect()
    }
    expect(given.deref()).toBeUndefined()
    expect(fifo.size).toBe(0)
  })
})
