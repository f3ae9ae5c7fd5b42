import { describe, expect, test } from 'vitest'
import { canLeaveOut, pairResults } from '../../../src/commands/results.ts'
import * as lists from '../../../src/operations/lists.ts'
import * as ops from '../../../src/operations/ops.ts'
import type { Value } from '../../../src/values.ts'

/** Answers as they come from a node: bin and value. */
function answers(...pairs: readonly (readonly [string, Value])[]) {
  return { names: pairs.map(([name]) => name), values: pairs.map(([, value]) => value) }
}

describe('answers in the order of the operations', () => {
  test('touch has none, wherever it stands', () => {
    const operations = [ops.touch(), ops.read('a'), ops.touch(), ops.read('b'), ops.touch()]
    const { results, bins } = pairResults(operations, answers(['a', 'A'], ['b', 'B']))
    expect(results).toEqual([null, 'A', null, 'B', null])
    expect(bins).toEqual({ a: 'A', b: 'B' })
  })

  test('touch alone', () => {
    expect(pairResults([ops.touch()], answers())).toEqual({ results: [null], bins: {} })
  })

  test('a read of all bins gives them to itself alone', () => {
    const operations = [ops.write('b', 1), ops.readAll(), ops.touch()]
    expect(pairResults(operations, answers(['a', 1], ['b', 1])).results).toEqual([null, { a: 1, b: 1 }, null])
  })

  test.each([
    ['too few', answers(['a', 1])],
    ['too many', answers(['a', 1], ['b', 2], ['c', 3])],
  ])('%s are refused: they could be anybody’s', (_name, given) => {
    const operations = [ops.read('a'), ops.touch(), ops.read('b')]
    expect(() => pairResults(operations, given)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }))
  })
})

describe('answers of a server that may leave some out', () => {
  const operations = [ops.read('a'), ops.write('b', 1), lists.append('l', 1), ops.read('b'), ops.touch()]

  test.each([
    ['all that it has', answers(['a', 1], ['l', 2], ['b', 3]), [1, null, 2, 3, null]],
    ['not the first', answers(['l', 2], ['b', 3]), [null, null, 2, 3, null]],
    ['only the last', answers(['b', 3]), [null, null, null, 3, null]],
    ['none', answers(), [null, null, null, null, null]],
  ])('%s', (_name, given, expected) => {
    expect(pairResults(operations, given, true).results).toEqual(expected)
  })

  test.each([
    ['in another order', answers(['b', 3], ['a', 1])],
    ['of a bin that nobody reads', answers(['z', 1])],
  ])('%s are refused', (_name, given) => {
    expect(() => pairResults(operations, given, true)).toThrow(expect.objectContaining({ code: 'PROTOCOL' }))
  })

  test('are asked for only where each can be told from the others', () => {
    expect(canLeaveOut(operations)).toBe(true)
    expect(canLeaveOut([ops.write('a', 1), ops.add('a', 1), ops.read('a')])).toBe(true)
    expect(canLeaveOut([ops.read('a'), ops.write('a', 1), ops.read('a')])).toBe(false)
    expect(canLeaveOut([lists.append('l', 1), lists.size('l')])).toBe(false)
  })
})
