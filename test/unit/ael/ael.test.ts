import { describe, expect, expectTypeOf, it } from 'vitest'
import { ael } from '../../../src/ael.ts'
import { exp, type BuiltExpression } from '../../../src/expressions/index.ts'
import { Double, GeoJSON, OrderedMap } from '../../../src/values.ts'

const age = exp.bin('age', 'int')
const name = exp.bin('name', 'string')

describe('a template', () => {
  it('takes its values as they are', () => {
    const evil = "' or true or 'x' == '"
    const made = ael`$.age >= ${18} and $.name == ${evil}`
    expect(made.bytes).toEqual(exp.and(exp.ge(age, 18), exp.eq(name, evil)).bytes)
    expectTypeOf(made).toEqualTypeOf<BuiltExpression<'bool'>>()
  })

  it('takes values of every kind', () => {
    expect(ael`$.x == ${1.5}`.bytes).toEqual(exp.eq(exp.bin('x', 'float'), 1.5).bytes)
    expect(ael`$.x == ${new Double(2)}`.bytes).toEqual(exp.eq(exp.bin('x', 'float'), 2).bytes)
    expect(ael`$.x:FLOAT < ${2}`.bytes).toEqual(exp.lt(exp.bin('x', 'float'), 2).bytes)
    expect(ael`$.x == ${2n ** 60n}`.bytes).toEqual(exp.eq(exp.bin('x', 'int'), 2n ** 60n).bytes)
    expect(ael`$.x == ${true}`.bytes).toEqual(exp.eq(exp.bin('x', 'bool'), true).bytes)
    expect(ael`$.x == ${Buffer.of(1)}`.bytes).toEqual(exp.eq(exp.bin('x', 'blob'), Buffer.of(1)).bytes)
    expect(ael`$.x == ${[1, 'a']}`.bytes).toEqual(exp.eq(exp.bin('x', 'list'), [1, 'a']).bytes)
    expect(ael`$.x == ${new OrderedMap({ a: 1 })}`.bytes).toEqual(
      exp.eq(exp.bin('x', 'map'), new OrderedMap({ a: 1 })).bytes,
    )
    expect(ael`geoCompare($.x, ${GeoJSON.point(1, 2)})`.bytes).toEqual(
      exp.geo(exp.bin('x', 'geo'), GeoJSON.point(1, 2)).bytes,
    )
    const maps = [new OrderedMap([[1, 'a']]), new OrderedMap([[2, 'b']])]
    expect(ael`$.x:MAP in ${maps}`.bytes).toEqual(
      exp.lists.getByValue(exp.val(maps), exp.bin('x', 'map'), { returnType: 'exists' }).bytes,
    )
  })

  it('takes values where a path, a list or a regular expression has them', () => {
    const key = 'a key'
    expect(ael`$.m.{@${key}} == 1`.bytes).toEqual(
      exp.eq(exp.maps.getByKey(exp.bin('m', 'map'), key, { type: 'int' }), 1).bytes,
    )
    expect(ael`$.m.{@${['a', 'b']}}.count() == 2`.bytes).toEqual(
      exp.eq(exp.maps.getByKeyList(exp.bin('m', 'map'), ['a', 'b'], { returnType: 'count' }), 2).bytes,
    )
    expect(ael`$.l == [1, ${2}]`.bytes).toEqual(exp.eq(exp.bin('l', 'list'), [1, 2]).bytes)
    expect(ael`$.name =~ ${/^a/i}`.bytes).toEqual(exp.regex(name, '^a', { ignoreCase: true }).bytes)
    expect(ael`$.name =~ ${'^a'}`.bytes).toEqual(exp.regex(name, '^a').bytes)
    expect(() => ael`$.name =~ ${/\d/}`).toThrow('8.2')
  })

  it('takes expressions', () => {
    expect(ael`${exp.ge(age, 18)} and $.name == ${exp.bin('other', 'string')}`.bytes).toEqual(
      exp.and(exp.ge(age, 18), exp.eq(name, exp.bin('other', 'string'))).bytes,
    )
    expect(() => ael`${age} == ${'x'}`).toThrow('?1 must be of type INT, not STRING')
  })

  it('writes variables and backslashes as AEL does', () => {
    expect(ael`let (x = $.age:INT) then (\${x} > 18)`.bytes).toEqual(
      exp.let({ x: age }, ({ x }) => exp.gt(x, 18)).bytes,
    )
    expect(ael`$.name =~ /a\.b/ or $.name == 'a\\b\`'`.bytes).toEqual(
      exp.or(exp.regex(name, 'a\\.b'), exp.eq(name, 'a\\b`')).bytes,
    )
  })

  it('is read once, and filled in each time', () => {
    const older = (years: number): BuiltExpression<'bool'> => ael`$.age > ${years}`
    expect([older(1).bytes, older(2).bytes]).toEqual([exp.gt(age, 1).bytes, exp.gt(age, 2).bytes])
  })

  it('says when a placeholder stands within quotes', () => {
    expect(() => ael`$.name == '${'Ann'}'`).toThrow(
      'a placeholder within quotes is text: write it without them',
    )
  })
})

describe('values', () => {
  const wanted = exp.and(exp.ge(age, 18), exp.eq(name, 'Ann')).bytes

  it.each<[string, Parameters<typeof ael.parse>[1]]>([
    ['$.age >= ?0 and $.name == ?1', [18, 'Ann']],
    ['$.age >= $1 and $.name == $2', [18, 'Ann']],
    ['$.age >= ?min and $.name == ?name', { min: 18, name: 'Ann' }],
    ['$.age >= ?1 and $.name == ?0', ['Ann', 18]],
    ['$.age >= ?0 and $.name == ?name', { 0: 18, name: 'Ann' }],
  ])('%s', (text, values) => {
    expect(ael.parse(text, values).bytes).toEqual(wanted)
  })

  it.each<[string, unknown, string]>([
    ['$.age >= ?0', [], 'there is no value for ?0; none is given'],
    ['$.age >= ?1', [18], 'there is no value for ?1; one is given; the first is ?0'],
    ['$.age >= $0', [18], 'write $1 or ?0'],
    ['$.age >= ?min', [18], '?min needs a value by name; give values as an object: { min: … }'],
    ['$.age >= ?min', { max: 18 }, 'there is no value for ?min'],
    ['$.age >= ?toString', {}, 'there is no value for ?toString'],
    ['$.age >= ?min', { min: undefined }, 'there is no value for ?min'],
    ['$.age >= ?0', [18, 19, 20], 'no placeholder takes the value of each of ?1, ?2'],
    ['$.age >= ?min', { min: 18, max: 20 }, 'no placeholder takes the value of ?max'],
    ['$.age:INT >= ?0', ['18'], '?0 must be of type INT, not STRING'],
    ['$.name in ?0', ['Ann'], '?0 must be of type LIST, not STRING'],
    ['$.age >= ?0', [/x/], '?0 is a regular expression; it belongs behind =~'],
    ['$.name =~ ?0', [5], '?0 must be text or a RegExp'],
    ['$.l == [?0]', [exp.val(1)], '?0 must be a value here'],
    ['$.age >= ?0', [Symbol('x')], 'cannot be stored'],
    ['$.age >= 1', null, 'values must be an array or an object, not null'],
    ['$.age >= 1', 18, 'values must be an array or an object, not number'],
  ])('%s with %o', (text, values, message) => {
    expect(() => ael.parse(text, values as never)).toThrow(message)
    expect(() => ael.parse(text, values as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_EXPRESSION' }) as Error,
    )
  })

  it('are in no error', () => {
    expect(() => ael`$.age:INT == ${'secret'}`).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') as string }) as Error,
    )
  })
})

it('takes text alone', () => {
  for (const text of [undefined, null, 5, {}]) {
    expect(() => ael.parse(text as never)).toThrow('ael: text must be text')
  }
})

it.each(['constructor', '__proto__', 'toString'])('knows no option %s', (option) => {
  expect(() => ael.parse(`$.l.listAppend(1, ${option}: true) == []`)).toThrow(
    `listAppend has no option ${option}`,
  )
})

it('gives the type that its tag says', () => {
  expect(ael.int`$.a + $.b`.bytes).toEqual(exp.add(exp.bin('a', 'int'), exp.bin('b', 'int')).bytes)
  expect(ael.float`$.a + $.b`.bytes).toEqual(exp.add(exp.bin('a', 'float'), exp.bin('b', 'float')).bytes)
  expect(ael.string`$.a`.bytes).toEqual(exp.bin('a', 'string').bytes)
  expect(ael`$.a`.bytes).toEqual(exp.bin('a', 'bool').bytes)
  expect(ael.any`$.a:GEO`.type).toBe('geo')
  expectTypeOf(ael.list`$.a`).toEqualTypeOf<BuiltExpression<'list'>>()
  expect(() => ael`$.a + 1`).toThrow('this must be of type BOOL, not INT')
  expect(() => ael.int`$.a == 1`).toThrow('this must be of type INT, not BOOL')
})
