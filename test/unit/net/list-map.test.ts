import { expect, test } from 'vitest'
import { ListMap } from '../../../src/net/list-map.ts'
import { FEW_BYTES, growthOf } from '../../heap-growth.ts'

test('gives what was set, the oldest first', () => {
  const map = new ListMap<string, number>()
  map.set('a', 1)
  map.set('b', 2)
  map.set('c', 3)
  map.set('b', 4)
  expect(map.entries()).toEqual([
    ['a', 1],
    ['b', 4],
    ['c', 3],
  ])
  expect([map.keys(), map.values(), map.size]).toEqual([['a', 'b', 'c'], [1, 4, 3], 3])
  expect([map.get('b'), map.get('d')]).toEqual([4, undefined])
})

test('what is deleted is gone, and comes last when it is set again', () => {
  const map = new ListMap<string, number | undefined>()
  map.set('a', undefined)
  map.set('b', 2)
  expect([map.delete('a'), map.delete('a'), map.get('a'), map.size]).toEqual([true, false, undefined, 1])
  map.set('a', 1)
  expect(map.keys()).toEqual(['b', 'a'])
  map.clear()
  expect([map.size, map.entries()]).toEqual([0, []])
})

test('its lists are those of the moment', () => {
  const map = new ListMap<string, number>()
  map.set('a', 1)
  map.set('b', 2)
  const seen: string[] = []
  for (const key of map.keys()) {
    seen.push(key)
    map.delete('b')
  }
  expect(seen).toEqual(['a', 'b'])
})

test('what was in it does not outlive the young: in a Map half of it does', async () => {
  const map = new ListMap<object, object>()
  let last: object = {}
  const grown = await growthOf((payload) => {
    map.set(payload, payload)
    map.delete(last)
    last = payload
  })
  expect(grown).toBeLessThan(FEW_BYTES)
})
