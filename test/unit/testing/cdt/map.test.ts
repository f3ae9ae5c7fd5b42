import { describe, expect, it } from 'vitest'
import {
  MapOp,
  MapOrder,
  MapWriteFlag,
  PERSIST_INDEX,
  ReturnType,
} from '../../../../src/collections/cdt-codes.ts'
import { cdtModify, cdtRead, cdtStore } from '../../../../src/testing/cdt/index.ts'
import { bin, call, flagged, integer, pack, WILDCARD } from './pack.ts'
import type { Value } from './pack.ts'

const { index, rank, count, key, value, keyValue, exists, unorderedMap, orderedMap, inverted } = ReturnType
const { createOnly, updateOnly, noFail, partial } = MapWriteFlag
const { keyOrdered, keyValueOrdered } = MapOrder

function map(...entries: [Value, Value][]): Map<Value, Value> {
  return new Map(entries)
}

/** What an operation makes of a map: the new map, or the result code. */
function modified(before: Value | undefined, op: number, ...parameters: Value[]): unknown {
  const { code, bin: after } = cdtModify(
    before === undefined ? undefined : bin(before),
    call(op, ...parameters),
  )
  return code === 0 ? after?.data.toString('hex') : code
}

function hex(after: Value): string {
  return pack(after).toString('hex')
}

function answer(before: Value, op: number, ...parameters: Value[]): unknown {
  const outcome = cdtRead(bin(before), call(op, ...parameters))
  return outcome.code === 0 ? outcome.result : outcome.code
}

describe('writing to a map', () => {
  it.each<[string, Value | undefined, number, Value[], Value | number]>([
    ['put creates the map', undefined, MapOp.put, ['a', 1], map(['a', 1])],
    ['put creates an ordered map', undefined, MapOp.put, ['a', 1, keyOrdered], flagged(1, [['a', 1]])],
    ['put replaces', map(['a', 1]), MapOp.put, ['a', 2], map(['a', 2])],
    ['a new key goes where it belongs', map([1, 1], [3, 3]), MapOp.put, [2, 2], map([1, 1], [2, 2], [3, 3])],
    ['unless the map is out of order', map([3, 3], [1, 1]), MapOp.put, [2, 2], map([2, 2], [3, 3], [1, 1])],
    [
      'several entries bring order',
      map([3, 3], [1, 1]),
      MapOp.putItems,
      [map([2, 2])],
      map([1, 1], [2, 2], [3, 3]),
    ],
    ['no entries create the map', undefined, MapOp.putItems, [map()], map()],
    ['a key that is there', map([1, 1]), MapOp.put, [1, 2, 0, createOnly], 24],
    ['a key that is not there', map([1, 1]), MapOp.put, [2, 2, 0, updateOnly], 23],
    [
      'in part',
      map([1, 1]),
      MapOp.putItems,
      [map([1, 9], [2, 2]), 0, createOnly | noFail | partial],
      map([1, 1], [2, 2]),
    ],
    ['add refuses a key that is there', map([1, 1]), MapOp.add, [1, 2], 24],
    ['replace refuses a key that is not there', map([1, 1]), MapOp.replace, [2, 2], 23],
    ['a double is no key', undefined, MapOp.put, [1.5, 1], 4],
    ['nil is no key', undefined, MapOp.put, [null, 1], 4],
    [
      'set order',
      map([2, 2], [1, 1]),
      MapOp.setType,
      [keyOrdered],
      flagged(1, [
        [1, 1],
        [2, 2],
      ]),
    ],
    ['no such order', map([1, 1]), MapOp.setType, [8], 26],
    ['decrement', map([1, 5]), MapOp.decrement, [1, 2], map([1, 3])],
    ['increment creates the entry', undefined, MapOp.increment, ['n', 2], map(['n', 2])],
    ['increment of a string', map([1, 'x']), MapOp.increment, [1, 2], 4],
    ['clear keeps the order', flagged(3, [[1, 1]]), MapOp.clear, [], flagged(3, [])],
    ['remove by key', map([1, 1], [2, 2]), MapOp.removeByKey, [0, 1], map([2, 2])],
    ['remove all but some keys', map([1, 1], [2, 2]), MapOp.removeByKeyList, [inverted, [1]], map([1, 1])],
    ['a map operation on a list', [1], MapOp.put, [1, 1], 12],
  ])('%s', (_what, before, op, parameters, after) => {
    expect(modified(before, op, ...parameters)).toEqual(typeof after === 'number' ? after : hex(after))
  })

  it('answers the size', () => {
    expect(cdtModify(bin(map([1, 1])), call(MapOp.put, 2, 2)).result).toEqual(integer(2))
  })
})

describe('reading a map', () => {
  const fruit = map(['c', 1], ['a', 3], ['b', 2])

  it.each<[string, number, Value[], unknown]>([
    ['value of a key', MapOp.getByKey, [value, 'a'], integer(3)],
    ['index of a key', MapOp.getByKey, [index, 'a'], integer(0)],
    ['rank of a key', MapOp.getByKey, [rank, 'a'], integer(2)],
    ['a key that is not there', MapOp.getByKey, [index, 'x'], integer(-1)],
    ['its value', MapOp.getByKey, [value, 'x'], undefined],
    ['whether it is there', MapOp.getByKey, [exists, 'x'], { type: 17, data: Buffer.of(0) }],
    [
      'pairs in the order chosen',
      MapOp.getByIndexRange,
      [keyValue, 0, 2],
      bin(
        flagged(8, [
          ['a', 3],
          ['b', 2],
        ]),
      ),
    ],
    ['pairs unordered', MapOp.getByRankRange, [unorderedMap, 0, 2], bin(map(['c', 1], ['b', 2]))],
    [
      'pairs in key order',
      MapOp.getByRankRange,
      [orderedMap, 0, 2],
      bin(
        flagged(1, [
          ['b', 2],
          ['c', 1],
        ]),
      ),
    ],
    ['keys between', MapOp.getByKeyInterval, [key, 'a', 'c'], bin(['a', 'b'])],
    ['keys of values', MapOp.getByValueInterval, [key, 2], bin(['a', 'b'])],
    ['keys of a list', MapOp.getByKeyList, [value, ['c', 'x', 'a']], bin([1, 3])],
    ['all but values of a list', MapOp.getByValueList, [key | inverted, [1]], bin(['a', 'b'])],
    ['near a key', MapOp.getByKeyRelIndexRange, [key, 'b', -1, 2], bin(['a', 'b'])],
    ['near a value', MapOp.getByValueRelRankRange, [key, 2, 0], bin(['b', 'a'])],
    ['a wildcard', MapOp.getAllByValue, [count, WILDCARD], integer(3)],
    ['an index out of bounds', MapOp.getByIndex, [value, 3], 26],
    ['ranks of a key list', MapOp.getByKeyList, [rank, ['a']], 26],
    ['size', MapOp.size, [], integer(3)],
  ])('%s', (_what, op, parameters, answered) => {
    expect(answer(fruit, op, ...parameters)).toEqual(answered)
  })

  it('answers in value order where an index by value is stored', () => {
    const entries = [keyValueOrdered, keyValueOrdered | PERSIST_INDEX].map((flags) => {
      const made = cdtModify(undefined, call(MapOp.putItems, fruit, flags)).bin
      return cdtRead(made ?? undefined, call(MapOp.getByValueInterval, key, 1)).result
    })
    expect(entries).toEqual([bin(['a', 'b', 'c']), bin(['c', 'b', 'a'])])
  })
})

describe('storing a whole bin', () => {
  it.each<[string, Value, Value]>([
    ['sorts maps', map([2, 2], [1, 1]), map([1, 1], [2, 2])],
    ['sorts maps inside', [map([2, 2], [1, 1])], [map([1, 1], [2, 2])]],
    ['drops a stored index', flagged(0x11, [[1, 1]]), flagged(1, [[1, 1]])],
    ['drops flags it does not know', flagged(8, [[1, 1]]), map([1, 1])],
  ])('%s', (_what, sent, kept) => {
    expect(cdtStore(bin(sent))?.data).toEqual(pack(kept))
  })

  it.each<[string, Value]>([
    [
      'a key that comes twice',
      flagged(0, [
        [1, 1],
        [1, 2],
      ]),
    ],
    [
      'an ordered map out of order',
      flagged(1, [
        [2, 2],
        [1, 1],
      ]),
    ],
    ['a key of the wrong type', map([true, 1])],
    ['a wildcard', [WILDCARD]],
  ])('refuses %s', (_what, sent) => {
    expect(cdtStore(bin(sent))).toBeUndefined()
  })

  it('refuses bytes behind the value', () => {
    expect(cdtStore({ type: 20, data: Buffer.of(0x90, 0x00) })).toBeUndefined()
  })
})
