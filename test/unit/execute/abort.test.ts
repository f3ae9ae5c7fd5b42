import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type AbortEntry, AbortRegistry } from '../../../src/execute/abort.ts'
import { FEW_BYTES, growthOf } from '../../heap-growth.ts'

describe('AbortRegistry', () => {
  test('has one listener for a signal, however many share it, and none when all are done', () => {
    const { signal } = new AbortController()
    const registry = new AbortRegistry()
    const entries = Array.from({ length: 100_000 }, () => registry.add(signal, () => undefined))
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    for (const entry of entries) registry.remove(entry)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('tells all that are left, once', () => {
    const controller = new AbortController()
    const registry = new AbortRegistry()
    const told: string[] = []
    const entries = ['a', 'b', 'c'].map((name) => registry.add(controller.signal, () => told.push(name)))
    registry.remove(entries[1]!)
    controller.abort()
    expect(told).toEqual(['a', 'c'])
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  test('keeps signals apart', () => {
    const [one, two] = [new AbortController(), new AbortController()]
    const registry = new AbortRegistry()
    const told: string[] = []
    registry.add(one.signal, () => told.push('one'))
    registry.add(two.signal, () => told.push('two'))
    two.abort()
    expect(told).toEqual(['two'])
  })

  test.each([
    ['first', [0, 1, 2], ['b', 'c', 'd']],
    ['last', [2, 1, 0], ['a', 'b', 'd']],
    ['middle', [1, 0, 2], ['a', 'c', 'd']],
  ])('those that are left are told when the %s is taken out, and another comes', (_, [out], expected) => {
    const controller = new AbortController()
    const registry = new AbortRegistry()
    const told: string[] = []
    const add = (name: string) => registry.add(controller.signal, () => told.push(name))
    const entries = ['a', 'b', 'c'].map(add)
    registry.remove(entries[out!]!)
    add('d')
    controller.abort()
    expect(told).toEqual(expected)
  })

  test('a removal while it tells is fine, and so is a second one', () => {
    const controller = new AbortController()
    const registry = new AbortRegistry()
    let told = 0
    const entries: AbortEntry[] = [1, 2].map(() =>
      registry.add(controller.signal, () => {
        told++
        for (const entry of entries) registry.remove(entry)
      }),
    )
    controller.abort()
    expect(told).toBe(2)
    const again = new AbortController()
    const [one, two] = [1, 2].map(() => registry.add(again.signal, () => undefined))
    registry.remove(one!)
    registry.remove(one!)
    expect(getEventListeners(again.signal, 'abort')).toHaveLength(1)
    registry.remove(two!)
    expect(getEventListeners(again.signal, 'abort')).toHaveLength(0)
  })

  test('what is done does not outlive the young while others share its signal', async () => {
    const { signal } = new AbortController()
    const registry = new AbortRegistry()
    let last = registry.add(signal, () => undefined)
    const grown = await growthOf((payload) => {
      const next = registry.add(signal, () => payload)
      registry.remove(last)
      last = next
    })
    expect(grown).toBeLessThan(FEW_BYTES)
  })
})
