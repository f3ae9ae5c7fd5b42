import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { AbortRegistry } from '../../../src/execute/abort.ts'

describe('AbortRegistry', () => {
  test('has one listener for a signal, however many share it, and none when all are done', () => {
    const { signal } = new AbortController()
    const registry = new AbortRegistry()
    const owners = Array.from({ length: 100_000 }, () => ({}))
    for (const owner of owners) registry.add(signal, owner, () => undefined)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    for (const owner of owners) registry.remove(signal, owner)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('tells all that are left, once', () => {
    const controller = new AbortController()
    const registry = new AbortRegistry()
    const told: string[] = []
    const owners = ['a', 'b', 'c'].map((name) => ({ name }))
    for (const owner of owners) registry.add(controller.signal, owner, () => told.push(owner.name))
    registry.remove(controller.signal, owners[1]!)
    controller.abort()
    expect(told).toEqual(['a', 'c'])
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  test('keeps signals apart', () => {
    const [one, two] = [new AbortController(), new AbortController()]
    const registry = new AbortRegistry()
    const told: string[] = []
    registry.add(one.signal, {}, () => told.push('one'))
    registry.add(two.signal, {}, () => told.push('two'))
    two.abort()
    expect(told).toEqual(['two'])
  })

  test('a removal while it tells is fine, and so is one that was never added', () => {
    const controller = new AbortController()
    const registry = new AbortRegistry()
    const owners = [{}, {}]
    let told = 0
    for (const owner of owners) {
      registry.add(controller.signal, owner, () => {
        told++
        for (const other of owners) registry.remove(controller.signal, other)
      })
    }
    registry.remove(new AbortController().signal, owners[0]!)
    controller.abort()
    expect(told).toBe(2)
  })
})
