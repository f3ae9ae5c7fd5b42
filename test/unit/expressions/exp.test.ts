import { describe, expect, it } from 'vitest'
import { Expression } from '../../../src/expressions/index.ts'
import { exp } from '../../../src/expressions/index.ts'
import { Double, GeoJSON, HyperLogLog, OrderedList, OrderedMap } from '../../../src/values.ts'
import { nameOf, thrown } from '../operations/bytes.ts'

// Held against the official client's own bytes.
const ROWS: readonly (readonly [build: () => Expression, hex: string])[] = [
  [() => exp.val(true), 'c3'],
  [() => exp.val(false), 'c2'],
  [() => exp.val(null), 'c0'],
  [() => exp.val(5), '05'],
  [() => exp.val(-0), 'cb8000000000000000'],
  [() => exp.val(2n ** 40n), 'cf0000010000000000'],
  [() => exp.val(new Double(2)), 'cb4000000000000000'],
  [() => exp.val('ä'), 'a303c3a4'],
  [() => exp.val(Buffer.of(1)), 'a20401'],
  [() => exp.val([1, [2]]), '927e92019102'],
  [() => exp.val(new OrderedList([1])), '927e92c7000101'],
  [() => exp.val({ a: 1 }), '81a2036101'],
  [() => exp.val(new OrderedMap({ a: 1 })), '82c70001c0a2036101'],
  [
    () => exp.val(GeoJSON.point(1, 2)),
    'd925177b2274797065223a22506f696e74222c22636f6f7264696e61746573223a5b312c325d7d',
  ],
  [() => exp.val(new HyperLogLog(Buffer.of(7))), 'a21207'],
  [() => exp.loopKey('string'), '937a0300'],
  [() => exp.loopKey('int'), '937a0200'],
  [() => exp.loopKey('blob'), '937a0600'],
  [() => exp.loopValue('nil'), '937a0001'],
  [() => exp.loopValue('bool'), '937a0101'],
  [() => exp.loopValue('float'), '937a0701'],
  [() => exp.loopValue('list'), '937a0401'],
  [() => exp.loopValue('map'), '937a0501'],
  [() => exp.loopValue('geo'), '937a0801'],
  [() => exp.loopValue('hll'), '937a0901'],
  [() => exp.loopIndex(), '937a0202'],
  [() => exp.removeResult(), '9164'],
  [() => exp.eq(exp.loopKey('string'), 'b'), '9301937a0300a20362'],
  [() => exp.ne(exp.loopValue('list'), [1, 'a']), '9302937a0401927e9201a20361'],
  [() => exp.gt(exp.loopValue('int'), 4), '9303937a020104'],
  [() => exp.ge(exp.loopValue('float'), 2), '9304937a0701cb4000000000000000'],
  [() => exp.lt(exp.loopValue('float'), new Double(2.5)), '9305937a0701cb4004000000000000'],
  [() => exp.le(exp.loopIndex(), exp.loopValue('int')), '9306937a0202937a0201'],
  [() => exp.and(exp.loopValue('bool'), true), '9310937a0101c3'],
  [() => exp.or(exp.loopValue('bool'), exp.not(false), true), '9411937a01019212c2c3'],
  [() => exp.not(exp.eq(exp.loopValue('nil'), null)), '92129301937a0001c0'],
]

describe('expressions: what is compiled', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().bytes.toString('hex')).toBe(hex)
    expect(Expression.fromBase64(build().toBase64()).bytes).toEqual(build().bytes)
  })

  it('an expression knows its type', () => {
    expect(exp.loopValue('list').type).toBe('list')
    expect(exp.eq(exp.loopIndex(), 0).type).toBe('bool')
    expect(exp.val(5).type).toBe('int')
    expect(exp.val(new Double(5)).type).toBe('float')
    expect(exp.removeResult().type).toBe('remove')
    expect(Expression.fromBase64(exp.val(5).toBase64()).type).toBe('int')
  })

  it('bytes are compiled once', () => {
    const condition = exp.eq(exp.loopIndex(), 0)
    expect(condition.bytes).toBe(condition.bytes)
  })

  it('an expression of unknown type takes any literal', () => {
    const unknown = Expression.fromBytes<'int' | 'string'>(Buffer.from('912a', 'hex'))
    expect(unknown.type).toBeUndefined()
    expect(exp.eq(unknown, 5).bytes.toString('hex')).toBe('9301912a05')
    expect(exp.eq(unknown, 'x').bytes.toString('hex')).toBe('9301912aa20378')
  })
})

describe('expressions: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [
      () => exp.eq(exp.loopKey('string'), 5 as never),
      'INVALID_ARGUMENT',
      /exp\.eq: right must be of type string, not int/,
    ],
    [
      () => exp.gt(exp.loopValue('int'), 1.5),
      'INVALID_ARGUMENT',
      /exp\.gt: right must be of type int, not float/,
    ],
    [
      () => exp.lt(exp.loopValue('float'), exp.loopIndex() as never),
      'INVALID_ARGUMENT',
      /right must be of type float, not int/,
    ],
    [
      () => exp.eq(5 as never, 5),
      'INVALID_ARGUMENT',
      /exp\.eq: left must be an Expression, not a whole number/,
    ],
    [
      () => exp.and(exp.loopValue('bool')),
      'INVALID_ARGUMENT',
      /exp\.and: conditions must be 2 at least, not 1/,
    ],
    [
      () => exp.or(true, 1 as never),
      'INVALID_ARGUMENT',
      /exp\.or: conditions\[1\] must be of type bool, not int/,
    ],
    [() => exp.not('x' as never), 'INVALID_ARGUMENT', /exp\.not: condition must be of type bool, not string/],
    [() => exp.loopKey('text' as never), 'INVALID_ARGUMENT', /exp\.loopKey: type must be one of 'nil'/],
    [() => exp.val(undefined as never), 'INVALID_VALUE', /exp\.val: value: undefined/],
    [
      () => exp.eq(exp.loopValue('map'), new Date() as never),
      'INVALID_VALUE',
      /exp\.eq: right: an instance of Date/,
    ],
    [() => exp.eq(exp.loopValue('list'), [undefined as never]), 'INVALID_VALUE', /right\[0\]: undefined/],
    [() => Expression.fromBase64('%'), 'INVALID_ARGUMENT', /not base64/],
    [() => Expression.fromBase64(5 as never), 'INVALID_ARGUMENT', /not base64/],
    [() => Expression.fromBase64('kg=='), 'INVALID_ARGUMENT', /no compiled expression/],
    [() => Expression.fromBytes('x' as never), 'INVALID_ARGUMENT', /no compiled expression/],
  ]

  it.each(bad.map(([call, code, words]) => [nameOf(call), call, code, words] as const))(
    '%s',
    (_name, call, code, words) => {
      const error = thrown(call)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(words)
    },
  )
})
