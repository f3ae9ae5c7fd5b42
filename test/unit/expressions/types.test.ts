import { describe, expectTypeOf, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { exp, type Expression } from '../../../src/expressions/index.ts'
import { Double, GeoJSON } from '../../../src/values.ts'

// What must compile, and gives what; and what must not. The compiler judges: a line that is expected to be an error and does
// compile is one of `npm run types`. What is refused is never run.

const age = exp.bin('age', 'int')
const name = exp.bin('name', 'string')
const price = exp.bin('price', 'float')
const active = exp.bin('active', 'bool')
const photo = exp.bin('photo', 'blob')
const tags = exp.bin('tags', 'list')
const prices = exp.bin('prices', 'map')
const place = exp.bin('place', 'geo')
const seen = exp.bin('seen', 'hll')

describe('types of expressions', () => {
  it('what compiles gives what', () => {
    expectTypeOf(age).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.key('string')).toEqualTypeOf<Expression<'string'>>()
    expectTypeOf(exp.eq(age, 5)).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.eq(age, 5n)).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.lt(price, 5)).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.lt(price, new Double(5))).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.eq(tags, ['a', 1])).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.eq(prices, { a: 1 })).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.eq(photo, Buffer.of(1))).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.add(age, 1, exp.ttl())).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.add(price, 1)).toEqualTypeOf<Expression<'float'>>()
    expectTypeOf(exp.toFloat(age)).toEqualTypeOf<Expression<'float'>>()
    expectTypeOf(exp.geo(place, GeoJSON.point(1, 2))).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.and(active, true, exp.not(active))).toEqualTypeOf<Expression<'bool'>>()
    expectTypeOf(exp.val(5)).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.val(-2.5)).toEqualTypeOf<Expression<'float'>>()
    expectTypeOf(exp.val(Math.round(5.2))).toEqualTypeOf<Expression<'int' | 'float'>>()
    expectTypeOf(exp.cond(active, 1, 2)).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.val('x')).toEqualTypeOf<Expression<'string'>>()
    expectTypeOf(exp.removeResult()).toEqualTypeOf<Expression<'remove'>>()
  })

  it('conditions and variables keep the types of what they hold', () => {
    expectTypeOf(exp.cond(active, age, 5)).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.cond(active, 'a', active, name, 'c')).toEqualTypeOf<Expression<'string'>>()
    expectTypeOf(exp.cond(active, age, exp.unknown())).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.let({ a: age }, ({ a }) => exp.add(a, 1))).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.let({ a: name }, exp.var('a', 'string'))).toEqualTypeOf<Expression<'string'>>()
    exp.let({ a: name, b: true }, ({ a, b }) => exp.and(b, exp.eq(a, 'x')))
  })

  it('calls give what they are asked for', () => {
    expectTypeOf(exp.lists.size(tags)).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.lists.getByIndex(tags, 0, { type: 'string' })).toEqualTypeOf<Expression<'string'>>()
    expectTypeOf(exp.lists.getByIndex(tags, 0, { returnType: 'rank' })).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.lists.getByValue(tags, 'a', { returnType: 'exists' })).toEqualTypeOf<
      Expression<'bool'>
    >()
    expectTypeOf(exp.lists.getByValue(tags, 'a')).toEqualTypeOf<Expression<'list'>>()
    expectTypeOf(exp.maps.getByKey(prices, 'a', { type: 'float' })).toEqualTypeOf<Expression<'float'>>()
    expectTypeOf(exp.maps.getByRank(prices, -1, { type: 'int', returnType: 'key' })).toEqualTypeOf<
      Expression<'int'>
    >()
    expectTypeOf(exp.maps.getByKeyRange(prices, 'a', 'c', { returnType: 'orderedMap' })).toEqualTypeOf<
      Expression<'map'>
    >()
    expectTypeOf(exp.lists.append(tags, name)).toEqualTypeOf<Expression<'list'>>()
    expectTypeOf(exp.lists.append(prices, 1, { context: [ctx.mapKey('x')] })).toEqualTypeOf<
      Expression<'map'>
    >()
    expectTypeOf(exp.lists.size(prices, { context: [ctx.mapKey('x')] })).toEqualTypeOf<Expression<'int'>>()
    expectTypeOf(exp.bits.get(photo, 0, age)).toEqualTypeOf<Expression<'blob'>>()
    expectTypeOf(exp.hll.getSimilarity(seen, tags)).toEqualTypeOf<Expression<'float'>>()
    expectTypeOf(exp.selectByPath(prices, [ctx.allChildren()])).toEqualTypeOf<Expression<'list'>>()
    expectTypeOf(exp.selectByPath(prices, [ctx.allChildren()], { returnType: 'tree' })).toEqualTypeOf<
      Expression<'map'>
    >()
  })

  it('what must not compile does not', () => {
    const refused = (): void => {
      // @ts-expect-error -- text is no integer
      exp.eq(age, 'x')
      // @ts-expect-error -- a number is no text
      exp.eq(name, 5)
      // @ts-expect-error -- an integer is no float
      exp.eq(price, age)
      // @ts-expect-error -- a bigint is no float
      exp.gt(price, 5n)
      // @ts-expect-error -- GeoJSON has no order
      exp.eq(place, GeoJSON.point(1, 2))
      // @ts-expect-error -- HyperLogLogs have no order
      exp.eq(seen, seen)
      // @ts-expect-error -- a plain value does not stand first
      exp.eq(5, age)
      // @ts-expect-error -- a number is no condition
      exp.and(active, age)
      // @ts-expect-error -- a list is no condition
      exp.not([true])
      // @ts-expect-error -- two kinds of numbers
      exp.add(age, price)
      // @ts-expect-error -- text cannot be added
      exp.add(name, name)
      // @ts-expect-error -- nothing to add
      exp.add()
      // @ts-expect-error -- of integers, not floats
      exp.intAnd(price, 1)
      // @ts-expect-error -- of floats, not integers
      exp.floor(age)
      // @ts-expect-error -- not a type
      exp.bin('age', 'integer')
      // @ts-expect-error -- name and type the wrong way round
      exp.bin('int', 'age')
      // @ts-expect-error -- a key is no list
      exp.key('list')
      // @ts-expect-error -- results of two types
      exp.cond(active, age, name)
      // @ts-expect-error -- no result to fall back on
      exp.cond(active, age)
      // @ts-expect-error -- no such variable
      exp.let({ a: age }, ({ b }) => b)
      // @ts-expect-error -- the variable is an integer
      exp.let({ a: age }, ({ a }) => exp.eq(a, 'x'))
      // @ts-expect-error -- an element without a type
      exp.lists.getByIndex(tags, 0, {})
      // @ts-expect-error -- a list has no keys
      exp.lists.getByValue(tags, 1, { returnType: 'key' })
      // @ts-expect-error -- nothing would be given
      exp.maps.getByValue(prices, 1, { returnType: 'none' })
      // @ts-expect-error -- a map is no list
      exp.lists.size(prices)
      // @ts-expect-error -- a map is no list, without a context
      exp.lists.append(prices, 1)
      // @ts-expect-error -- an index is an integer
      exp.lists.getByIndex(tags, name, { type: 'int' })
      // @ts-expect-error -- bits of a blob
      exp.bits.count(name, 0, 8)
      // @ts-expect-error -- a pattern is plain text
      exp.regex(name, name)
      // @ts-expect-error -- no text
      exp.regex(age, 'x')
      // @ts-expect-error -- what takes an element out cannot be compared
      exp.eq(exp.removeResult(), exp.removeResult())
    }
    expectTypeOf(refused).toEqualTypeOf<() => void>()
  })
})
