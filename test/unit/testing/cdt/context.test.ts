import { describe, expect, it } from 'vitest'
import {
  ContextCreate,
  ContextType,
  ListOp,
  MapOp,
  ReturnType,
} from '../../../../src/collections/cdt-codes.ts'
import { cdtModify, cdtRead } from '../../../../src/testing/cdt/index.ts'
import { at, bin, flagged, integer, ordered, pack, WILDCARD } from './pack.ts'
import type { Value } from './pack.ts'

const { listIndex, listRank, listValue, mapIndex, mapRank, mapKey, mapValue, expression } = ContextType
const { listUnordered, listUnorderedPadded, listOrdered, mapKeyOrdered, persistIndex } = ContextCreate

function map(...entries: [Value, Value][]): Map<Value, Value> {
  return new Map(entries)
}

function appended(before: Value | undefined, steps: Value[], added: Value = 9): unknown {
  const bytes = at(steps, ListOp.append, added)
  const { code, bin: after } = cdtModify(before === undefined ? undefined : bin(before), bytes)
  return code === 0 ? after?.data.toString('hex') : code
}

describe('steps into what is there', () => {
  const nested = [[1], [3, 4], map(['k', [5]])]

  it.each<[string, Value, Value[], Value | number]>([
    ['list index', nested, [listIndex, 1], [[1], [3, 4, 9], map(['k', [5]])]],
    ['list index from the end', [[1]], [listIndex, -1], [[1, 9]]],
    ['list rank', [[2], [1]], [listRank, 0], [[2], [1, 9]]],
    ['list value', [[2], [1]], [listValue, [1]], [[2], [1, 9]]],
    ['map index', map(['b', [2]], ['a', [1]]), [mapIndex, 0], map(['b', [2]], ['a', [1, 9]])],
    ['map rank', map(['b', [1]], ['a', [2]]), [mapRank, 0], map(['b', [1, 9]], ['a', [2]])],
    ['map key', map(['b', [1]]), [mapKey, 'b'], map(['b', [1, 9]])],
    ['map value', map(['b', [1]]), [mapValue, [WILDCARD]], 4],
    ['two steps', nested, [listIndex, 2, mapKey, 'k'], [[1], [3, 4], map(['k', [5, 9]])]],
    ['an ordered list around it reorders', ordered([[1], [2]]), [listIndex, 0], ordered([[1, 9], [2]])],
    ['out of bounds', nested, [listIndex, 3], 26],
    ['no such key', map(['b', [1]]), [mapKey, 'x'], 26],
    ['a map step on a list', nested, [mapKey, 'k'], 26],
    ['a scalar on the way', [1], [listIndex, 0, listIndex, 0], 26],
    ['a scalar at the end', [1], [listIndex, 0], 12],
    ['an expression step', nested, [expression, null], 26],
    ['half a step', nested, [listIndex], 4],
    ['no step', nested, [], 4],
  ])('%s', (_what, before, steps, after) => {
    expect(appended(before, steps)).toEqual(typeof after === 'number' ? after : pack(after).toString('hex'))
  })

  it('moves an element of an ordered list to where its new value belongs', () => {
    const bytes = at([listIndex, 0], ListOp.set, 0, 7)
    expect(cdtModify(bin(ordered([[1], [2]])), bytes).bin?.data).toEqual(pack(ordered([[2], [7]])))
  })

  it('reads', () => {
    expect(cdtRead(bin(nested), at([listIndex, 1], ListOp.getByIndex, ReturnType.value, 0)).result).toEqual(
      integer(3),
    )
    expect(cdtRead(bin(nested), at([listIndex, 0], MapOp.size)).code).toBe(12)
    expect(cdtRead(bin(nested), at([listIndex | listUnordered, 3], ListOp.size)).code).toBe(26)
    expect(cdtRead({ type: 3, data: Buffer.from('x') }, at([listIndex, 0], ListOp.size)).code).toBe(4)
  })
})

describe('steps that create', () => {
  it.each<[string, Value | undefined, Value[], Value | number]>([
    ['a list in a missing bin', undefined, [listIndex | listUnordered, 0], [[9]]],
    ['an ordered list', undefined, [listIndex | listOrdered, 0], ordered([[9]])],
    ['padding', undefined, [listIndex | listUnorderedPadded, 2], [null, null, [9]]],
    ['padding behind what is there', [1], [listIndex | listUnorderedPadded, 2], [1, null, [9]]],
    ['no padding', [1], [listIndex | listUnordered, 2], 26],
    ['a map', undefined, [mapKey | mapKeyOrdered, 'a'], flagged(1, [['a', [9]]])],
    [
      'a map that stores its index',
      undefined,
      [mapKey | mapKeyOrdered | persistIndex, 'a'],
      flagged(1, [['a', [9]]]),
    ],
    ['an entry', map(['b', 1]), [mapKey | mapKeyOrdered, 'a'], map(['a', [9]], ['b', 1])],
    [
      'what follows without being asked',
      undefined,
      [mapKey | mapKeyOrdered, 'a', mapKey, 'b'],
      flagged(1, [['a', map(['b', [9]])]]),
    ],
    ['nothing in a missing bin unless asked', undefined, [listIndex, 0], 26],
    [
      'no stored index inside',
      undefined,
      [mapKey | mapKeyOrdered, 'a', mapKey | mapKeyOrdered | persistIndex, 'b'],
      26,
    ],
  ])('%s', (_what, before, steps, after) => {
    expect(appended(before, steps)).toEqual(typeof after === 'number' ? after : pack(after).toString('hex'))
  })

  it('create nothing for an operation that writes nothing', () => {
    const bytes = at([mapKey | mapKeyOrdered, 'a'], ListOp.removeByIndex, ReturnType.value, 0)
    expect(cdtModify(undefined, bytes)).toEqual({ code: 0 })
  })
})
