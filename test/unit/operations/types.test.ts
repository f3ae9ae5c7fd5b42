import { describe, expectTypeOf, it } from 'vitest'
import { ctx, type MapResult, type MapReturnType } from '../../../src/collections/index.ts'
import type { Expression } from '../../../src/expressions/index.ts'
import { exp } from '../../../src/expressions/index.ts'
import {
  bits,
  hll,
  lists,
  maps,
  type Operation,
  type OperationResults,
  ops,
} from '../../../src/operations/index.ts'
import type { HyperLogLog, Value } from '../../../src/values.ts'

type ResultOf<Op> = Op extends Operation<infer Result> ? Result : never
function resultOf<Op extends Operation>(_op: Op): ResultOf<Op> {
  return undefined as ResultOf<Op>
}

describe('the return type decides the type of the result', () => {
  it('of one element', () => {
    expectTypeOf(resultOf(lists.getByIndex('l', 0))).toEqualTypeOf<Value>()
    expectTypeOf(resultOf(lists.getByIndex('l', 0, { returnType: 'rank' }))).toEqualTypeOf<number | null>()
    expectTypeOf(resultOf(lists.getByRank('l', 0, { returnType: 'exists' }))).toEqualTypeOf<boolean | null>()
    expectTypeOf(resultOf(lists.removeByIndex('l', 0))).toEqualTypeOf<null>()
    expectTypeOf(resultOf(maps.getByKey('m', 'a', { returnType: 'keyValue' }))).toEqualTypeOf<
      [key: Value, value: Value][] | null
    >()
    expectTypeOf(resultOf(maps.removeByKey('m', 'a', { returnType: 'key' }))).toEqualTypeOf<Value>()
    expectTypeOf(
      resultOf(maps.getByIndex('m', 0, { returnType: 'orderedMap' })),
    ).toEqualTypeOf<MapResult | null>()
  })

  it('of several elements', () => {
    expectTypeOf(resultOf(lists.getByRankRange('l', -3, 3))).toEqualTypeOf<Value[] | null>()
    expectTypeOf(
      resultOf(lists.getByRankRange('l', -3, 3, { returnType: 'index', inverted: true })),
    ).toEqualTypeOf<number[] | null>()
    expectTypeOf(resultOf(lists.getByValue('l', 1, { returnType: 'count' }))).toEqualTypeOf<number | null>()
    expectTypeOf(resultOf(lists.removeByValueList('l', [1], { returnType: 'none' }))).toEqualTypeOf<null>()
    expectTypeOf(
      resultOf(maps.getByKeyList('m', ['a'], { returnType: 'unorderedMap' })),
    ).toEqualTypeOf<MapResult | null>()
    expectTypeOf(resultOf(maps.getByValueRange('m', 1, 2, { returnType: 'exists' }))).toEqualTypeOf<
      boolean | null
    >()
  })

  it('of one that is known at run time only', () => {
    const returnType = 'count' as 'count' | 'index'
    expectTypeOf(resultOf(lists.getByValue('l', 1, { returnType }))).toEqualTypeOf<number | number[] | null>()
  })

  it('of the other operations', () => {
    expectTypeOf(resultOf(lists.append('l', 1))).toEqualTypeOf<number>()
    expectTypeOf(resultOf(lists.get<string>('l', 1))).toEqualTypeOf<string | null>()
    expectTypeOf(resultOf(lists.popRange<string>('l', 1))).toEqualTypeOf<string[] | null>()
    expectTypeOf(resultOf(bits.get('b', 0, 8))).toEqualTypeOf<Buffer | null>()
    expectTypeOf(resultOf(hll.getUnion('h', []))).toEqualTypeOf<HyperLogLog | null>()
    expectTypeOf(resultOf(hll.describe('h'))).toEqualTypeOf<[indexBits: number, minhashBits: number] | null>()
    expectTypeOf(resultOf(ops.selectByPath('m', [ctx.allChildren()]))).toEqualTypeOf<Value[] | null>()
    expectTypeOf(resultOf(ops.readExpression<number>('r', exp.val(1)))).toEqualTypeOf<number | null>()
  })

  it('of a list of operations, in their order', () => {
    const list = [
      lists.append('l', 1),
      lists.size('l'),
      maps.getByKey('m', 'a', { returnType: 'exists' }),
    ] as const
    expectTypeOf<OperationResults<typeof list>>().toEqualTypeOf<[number, number | null, boolean | null]>()
  })
})

describe('what must not compile', () => {
  it('options of another family, return types that do not fit', () => {
    const calls = [
      // @ts-expect-error a flag of maps
      () => lists.append('l', 1, { createOnly: true }),
      // @ts-expect-error a flag of lists
      () => maps.put('m', 'a', 1, { unique: true }),
      // @ts-expect-error lists have no keys
      () => lists.getByIndex('l', 0, { returnType: 'key' }),
      // @ts-expect-error one element cannot be inverted
      () => maps.getByKey('m', 'a', { inverted: true }),
      // @ts-expect-error no such order
      () => maps.put('m', 'a', 1, { order: 'ordered' }),
      // @ts-expect-error an index is a number
      () => lists.get('l', '0'),
      // @ts-expect-error bits know no context
      () => bits.set('b', 0, 1, Buffer.of(1), { context: [] }),
      // @ts-expect-error a sketch is wrapped
      () => hll.getUnion('h', ['AAQA']),
      // @ts-expect-error a context is made of steps
      () => lists.size('l', { context: ['a'] }),
      // @ts-expect-error both sides are of one type
      () => exp.eq(exp.loopKey('string'), 5),
      // @ts-expect-error a condition is true or false
      () => exp.and(exp.loopIndex(), true),
    ]
    expectTypeOf(calls).toBeArray()
  })

  it('types of expressions', () => {
    expectTypeOf(exp.gt(exp.loopValue('int'), 4)).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.val('x')).toEqualTypeOf<Expression<'string'>>()
    expectTypeOf(exp.val(true)).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.val(Buffer.of(1))).toEqualTypeOf<Expression<'blob'>>()
    expectTypeOf(exp.loopValue('map')).toExtend<Expression>()
    expectTypeOf<MapReturnType>().toExtend<string>()
  })
})
