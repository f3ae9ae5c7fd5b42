import { describe, expect, it } from 'vitest'
import { ListOp, ListOrder, ListWriteFlag, ReturnType } from '../../../../src/collections/cdt-codes.ts'
import { cdtModify, cdtRead } from '../../../../src/testing/cdt/index.ts'
import { bin, call, double, INFINITY, integer, ordered, pack, WILDCARD } from './pack.ts'
import type { Value } from './pack.ts'

const { index, reverseIndex, rank, reverseRank, count, value, exists, none, inverted } = ReturnType
const { addUnique, insertBounded, noFail, partial } = ListWriteFlag

/** What an operation makes of a list: the new list, or the result code. */
function modified(list: Value | undefined, op: number, ...parameters: Value[]): unknown {
  const { code, bin: after } = cdtModify(list === undefined ? undefined : bin(list), call(op, ...parameters))
  return code === 0 ? after?.data.toString('hex') : code
}

function hex(list: Value): string {
  return pack(list).toString('hex')
}

/** What an operation answers. */
function answer(list: Value, op: number, ...parameters: Value[]): unknown {
  const outcome = cdtRead(bin(list), call(op, ...parameters))
  return outcome.code === 0 ? outcome.result : outcome.code
}

describe('writing to a list', () => {
  it.each<[string, Value | undefined, number, Value[], Value | number]>([
    ['append creates the list', undefined, ListOp.append, [1], [1]],
    ['append creates an ordered list', undefined, ListOp.append, [1, ListOrder.ordered], ordered([1])],
    ['append keeps an ordered list ordered', ordered([1, 3]), ListOp.append, [2], ordered([1, 2, 3])],
    ['append of nothing creates the list', undefined, ListOp.appendItems, [[]], []],
    [
      'items go into an ordered list one by one',
      ordered([1, 4]),
      ListOp.appendItems,
      [[5, 0, 2]],
      ordered([0, 1, 2, 4, 5]),
    ],
    ['insert counts from the end', [1, 2], ListOp.insert, [-1, 9], [1, 9, 2]],
    ['insert beyond the end pads with nil', [1], ListOp.insert, [3, 9], [1, null, null, 9]],
    ['insert before the start is refused', [1], ListOp.insert, [-2, 9], 26],
    ['insert into an ordered list is refused', ordered([1]), ListOp.insert, [0, 9], 26],
    ['a bounded insert pads nothing', [1], ListOp.insert, [2, 9, insertBounded], 26],
    ['a value that is there is not added', [1], ListOp.append, [1, 0, addUnique], 24],
    ['values that repeat each other are not added', [1], ListOp.appendItems, [[2, 2], 0, addUnique], 26],
    [
      'of several values the new ones are added',
      [1],
      ListOp.appendItems,
      [[1, 2], 0, addUnique | noFail | partial],
      [1, 2],
    ],
    ['set replaces', [1, 2, 3], ListOp.set, [1, 'x'], [1, 'x', 3]],
    ['set beyond the end pads', [1], ListOp.set, [2, 'x'], [1, null, 'x']],
    ['trim keeps a range', [1, 2, 3, 4], ListOp.trim, [1, 2], [2, 3]],
    ['clear keeps the order', ordered([1]), ListOp.clear, [], ordered([])],
    ['sort falls', [2, 3, 1], ListOp.sort, [1], [3, 2, 1]],
    ['sort drops duplicates', [2, 1, 2], ListOp.sort, [2], [1, 2]],
    ['falling order and dropping do not go together', [2, 1, 2], ListOp.sort, [3], 4],
    ['sort wants a bin', undefined, ListOp.sort, [], 12],
    [
      'order by type',
      [double(1), 'a', null, [1], true, 1],
      ListOp.setType,
      [1],
      ordered([null, true, 1, 'a', [1], double(1)]),
    ],
    ['flags that do not exist are refused', [1], ListOp.setType, [2], 26],
    ['an operation that does not exist', [1], 14, [], 4],
    ['a parameter too many', [1], ListOp.append, [1, 0, 0, 0], 4],
    ['a wildcard cannot be stored', [1], ListOp.append, [WILDCARD], 4],
    ['a list operation on a map', new Map([[1, 1]]), ListOp.append, [1], 12],
    ['removing by a range', [5, 6, 7, 8], ListOp.removeByIndexRange, [none, 1, 2], [5, 8]],
    ['removing all but a range', [5, 6, 7, 8], ListOp.removeByIndexRange, [none | inverted, 1, 2], [6, 7]],
    ['removing all leaves an empty list', [1], ListOp.removeByIndex, [none, 0], []],
  ])('%s', (_what, before, op, parameters, after) => {
    expect(modified(before, op, ...parameters)).toEqual(typeof after === 'number' ? after : hex(after))
  })

  it('leaves the list alone rather than fail', () => {
    const outcome = cdtModify(bin([1]), call(ListOp.append, 1, 0, addUnique | noFail))
    expect(outcome).toEqual({ code: 0, result: integer(1) })
  })

  it('answers nothing when there is nothing to remove from', () => {
    expect(cdtModify(undefined, call(ListOp.removeByIndex, value, 0))).toEqual({ code: 0 })
  })

  it.each<[string, Value[], Value[], Value]>([
    ['an integer', [5], [0, 3], [8]],
    ['without delta', [5], [0], [6]],
    ['a double, by an integer', [double(1.5)], [0, 2], [double(3.5)]],
    ['an integer, by a double', [5], [0, 2.7], [7]],
    ['beyond the end', [5], [2, 3], [5, null, 3]],
    ['around the largest integer', [2n ** 63n - 1n], [0, 1], [-(2n ** 63n)]],
  ])('increments %s', (_what, before, parameters, after) => {
    expect(modified(before, ListOp.increment, ...parameters)).toBe(hex(after))
  })
})

describe('reading a list', () => {
  const list = [3, 1, 2, 1]

  it.each<[string, number, Value]>([
    ['index', index, [1, 3]],
    ['reverse index', reverseIndex, [2, 0]],
    ['rank', rank, [0, 1]],
    ['reverse rank', reverseRank, [2, 3]],
    ['values', value, [1, 1]],
  ])('by value: %s', (_what, type, answered) => {
    expect(answer(list, ListOp.getAllByValue, type, 1)).toEqual(bin(answered))
  })

  it.each<[string, number, Value[], unknown]>([
    ['count', ListOp.getAllByValue, [count, 1], integer(2)],
    ['how many others', ListOp.getAllByValue, [count | inverted, 1], integer(2)],
    ['exists', ListOp.getAllByValue, [exists, 9], { type: 17, data: Buffer.of(0) }],
    ['a wildcard', ListOp.getAllByValue, [count, WILDCARD], integer(4)],
    ['an interval', ListOp.getByValueInterval, [value, 1, 3], bin([1, 2, 1])],
    ['an interval without end', ListOp.getByValueInterval, [value, 2], bin([3, 2])],
    ['up to infinity', ListOp.getByValueInterval, [value, 2, INFINITY], bin([3, 2])],
    ['nil comes first', ListOp.getByValueInterval, [value, null, 2], bin([1, 1])],
    ['ranks from the end', ListOp.getByRankRange, [value, -2, 2], bin([2, 3])],
    ['values of a list', ListOp.getByValueList, [value, [1, 3]], bin([3, 1, 1])],
    ['ranks of a list', ListOp.getByValueList, [rank, [3, 1]], bin([3, 0, 1])],
    ['near a value', ListOp.getByValueRelRankRange, [value, 2, 0], bin([2, 3])],
    ['a negative count is a large one', ListOp.getByIndexRange, [value, 2, -1], bin([2, 1])],
    ['a range out of bounds', ListOp.getByIndexRange, [value, 9, 1], bin([])],
    ['an index out of bounds', ListOp.getByIndex, [value, 4], 26],
    ['a value that is not there', ListOp.getByValue, [index, 9], integer(-1)],
    ['an answer of keys', ListOp.getByIndex, [ReturnType.key, 0], 26],
    ['an inverted single answer', ListOp.getByIndex, [value | inverted, 0], 26],
    ['size', ListOp.size, [], integer(4)],
  ])('%s', (_what, op, parameters, answered) => {
    expect(answer(list, op, ...parameters)).toEqual(answered)
  })

  it('turns an element into a value of its own', () => {
    const geo = Buffer.concat([Buffer.of(23), Buffer.from('{}')])
    const elements: Value[] = [7, 1.5, 'text', Buffer.of(1), true, [1], new Map([[1, 2]])]
    const types = elements.map((_, i) => cdtRead(bin(elements), call(ListOp.get, i)).result?.type)
    expect(types).toEqual([1, 2, 3, 4, 17, 20, 19])
    const packed = { type: 20, data: Buffer.concat([Buffer.of(0x91, 0xa0 | geo.length), geo]) }
    expect(cdtRead(packed, call(ListOp.get, 0)).result).toEqual({
      type: 23,
      data: Buffer.concat([Buffer.alloc(3), Buffer.from('{}')]),
    })
    expect(cdtRead(bin([null]), call(ListOp.get, 0))).toEqual({ code: 0 })
  })

  it('answers nothing for a missing bin', () => {
    expect(cdtRead(undefined, Buffer.of(1, 2, 3))).toEqual({ code: 0 })
  })
})
