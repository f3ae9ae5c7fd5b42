import { describe, expect, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { EXP_DEPTH_MAX, EXP_FILTER_DEPTH, EXP_SIZE_MAX } from '../../../src/expressions/codes.ts'
import { exp, Expression } from '../../../src/expressions/index.ts'
import { AerospikeError } from '../../../src/errors/index.ts'
import { Random } from '../../conformance/differential/random.ts'
import { nameOf, thrown } from '../operations/bytes.ts'

const hex = (bytes: string): Expression => Expression.fromBytes(Buffer.from(bytes, 'hex'))
const age = exp.bin('age', 'int')

describe('expressions: read from bytes', () => {
  it('what was read can be built on', () => {
    const read = Expression.fromBytes<'bool'>(exp.eq(age, 5).bytes)
    expect(exp.and(read, true).bytes).toEqual(exp.and(exp.eq(age, 5), true).bytes)
  })

  it('bytes are sent as they came', () => {
    // 5 as 64 bits, as no builder would write it.
    const long = '9301935102a3616765cf0000000000000005'
    expect(hex(long).bytes.toString('hex')).toBe(long)
    expect(exp.not(hex(long) as Expression<'bool'>).bytes).toEqual(exp.not(exp.eq(age, 5)).bytes)
  })

  it('text that is no UTF-8 is kept', () => {
    expect(hex('a303ff41').type).toBe('string')
    expect(exp.eq(exp.bin('s', 'string'), hex('a303ff41') as never).bytes.toString('hex')).toBe(
      '9301935103a173a303ff41',
    )
  })

  it.each([
    ['an operation of a newer server', '922d9351', '932d02a3616765', 'undefined'],
    ['a call of a newer module', '', '957f030394010203a1809351 03a173'.replace(' ', ''), 'undefined'],
    ['a call that no table has', '', '957f0200940b14070593510 4a16c'.replace(' ', ''), 'undefined'],
  ])('%s is kept as it is', (_name, _unused, bytes) => {
    const read = hex(bytes)
    expect(read.node.op).toBe('opaque')
    expect(exp.cond(true, read, read).bytes.toString('hex')).toBe(`947bc3${bytes}${bytes}`)
  })

  const bad: readonly (readonly [bytes: string, words: RegExp])[] = [
    ['', /no compiled expression/],
    ['90', /a list stands where an expression is wanted/],
    ['9301', /no compiled expression/],
    ['920105', /operands must be 2, not 1/],
    ['9301935102a161a20378', /eq: right must be of type int, not string/],
    ['9310c39301935102a161a20378', /and\[1\]\.eq: right must be of type int, not string/],
    ['9212920505', /not\[0\]\.lt: operands must be 2, not 1/],
    ['93010505c0', /bytes are left over/],
    ['935114a161', /bin: a type is missing/],
    ['93510205', /bin: a text is missing/],
    ['927ca178', /var: no let around it names "x"/],
    ['947da178059210c3', /let\.body\.and: conditions must be 2 at least, not 1/],
    ['947da17805947da1780606', /variable "x" stands twice/],
    ['947bc305a20378', /cond: default must be of type int, not string/],
    ['927bc3', /cond: a condition or a result is missing/],
    ['927e05', /quote: a list is missing/],
    ['957f020091109351 02a161'.replace(' ', ''), /call\(lists\.size\): it works on list or map, not int/],
    ['957f020093ff9110', /no compiled expression|context/],
    ['a0', /no type/],
    ['a16c', /of no type that expressions know/],
  ]

  it.each(bad)('%s is refused', (bytes, words) => {
    const error = thrown(() => hex(bytes))
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(error.message).toMatch(words)
  })

  it('of damaged bytes comes an expression or INVALID_ARGUMENT', () => {
    const r = new Random(7)
    const whole = exp.and(
      exp.let({ x: exp.lists.size(exp.bin('m', 'map'), { context: [ctx.mapKey('a')] }) }, ({ x }) =>
        exp.gt(x, 5),
      ),
      exp.regex(exp.bin('s', 'string'), '^a'),
      exp.eq(exp.maps.getByKey(exp.bin('m', 'map'), 'k', { type: 'list' }), [1, 'a']),
      exp.lists.getByValue(exp.selectByPath(exp.bin('l', 'list'), [ctx.allChildren()]), 1, {
        returnType: 'exists',
      }),
    ).bytes
    let read = 0
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from(whole)
      for (let change = r.int(1, 3); change > 0; change--) bytes[r.int(0, bytes.length - 1)] = r.int(0, 255)
      const cut = r.chance(0.3) ? bytes.subarray(0, r.int(0, bytes.length)) : bytes
      try {
        expect(Expression.fromBytes(cut).bytes).toEqual(cut)
        read++
      } catch (error) {
        if (!(error instanceof AerospikeError)) throw error
        expect(['INVALID_ARGUMENT', 'INVALID_BIN_NAME']).toContain(error.code)
      }
    }
    expect(read).toBeGreaterThan(1000)
  })
})

describe('expressions: limits', () => {
  const nested = (depth: number): Expression<'bool'> => {
    let made: Expression<'bool'> = exp.val(true)
    for (let level = 1; level < depth; level++) made = exp.not(made)
    return made
  }

  it('nests as deep as is allowed, and no deeper', () => {
    const deepest = nested(EXP_DEPTH_MAX)
    expect(deepest.bytes).toHaveLength((EXP_DEPTH_MAX - 1) * 2 + 1)
    expect(Expression.fromBytes(deepest.bytes).type).toBe('bool')
    expect(thrown(() => exp.not(deepest))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/exp\.not: the expression is nested deeper than 500/) as string,
    })
  })

  it('takes filters of paths within one another as deep as it builds them', () => {
    let filter: Expression<'bool'> = exp.eq(exp.loopValue('int'), 1)
    const deeper = (): Expression<'bool'> =>
      exp.lists.getByValue(exp.selectByPath(exp.val([1]), [ctx.allChildren(filter)]), 1, {
        returnType: 'exists',
      })
    let filters = 0
    for (; filter.depth <= EXP_DEPTH_MAX - EXP_FILTER_DEPTH - 2; filters++) filter = deeper()
    expect(filters).toBe(49)
    expect(Expression.fromBytes(filter.bytes).depth).toBe(filter.depth)
    const { message } = thrown(deeper)
    expect(message).toMatch(/exp\.selectByPath: the expression is nested deeper than 500/)

    // What is given as bytes counts as well.
    const bytes = filter.bytes
    const raw = (): unknown => exp.selectByPath(exp.val([1]), [ctx.allChildren(bytes)])
    expect(thrown(raw).code).toBe('INVALID_ARGUMENT')
  })

  it('refuses as bytes what it does not build as a path', () => {
    const good = exp.selectByPath(exp.bin('l', 'list'), [ctx.allChildren(exp.lt(exp.loopIndex(), 2))])
    const hex = good.bytes.toString('hex')
    const read = (from: string, to: string): unknown =>
      Expression.fromBytes(Buffer.from(hex.replace(from, to), 'hex'))
    expect(hex).toContain('93ccfe92049305937a020202')
    // A filter of type int; a plain value; a part of another type; none at all.
    expect(thrown(() => read('9305937a020202', '922705')).message).toMatch(
      /context\[0\]: its filter must be of type bool, not int/,
    )
    expect(thrown(() => read('049305937a020202', '04c2')).message).toMatch(
      /context\[0\]: its filter is a plain value/,
    )
    expect(thrown(() => read('9305937a020202', '9305937a0302' + '02')).message).toMatch(
      /context\[0\]: lt: right must be of type string, not int/,
    )
    expect(thrown(() => read('92049305937a020202', '90')).message).toMatch(/context is empty/)
  })

  it.each([64, 65])('a path of %i steps', (steps) => {
    const context = Array.from({ length: steps }, () => ctx.listIndex(0))
    const build = (): unknown => exp.selectByPath(exp.bin('l', 'list'), context)
    const bytes = Buffer.concat([
      Buffer.from([0x95, 127, 4, 0, 0x93, 0xcc, 0xfe, 0xdc, 0, steps * 2]),
      ...context.flatMap(() => [Buffer.of(0x10, 0)]),
      Buffer.from([1, 0x93, 81, 4, 0xa1, 0x6c]),
    ])
    const read = (): unknown => Expression.fromBytes(bytes)
    for (const make of [build, read]) {
      if (steps === 64) expect(make()).toMatchObject({ type: 'list' })
      else expect(thrown(make).message).toMatch(/context has 65 steps, and servers take 64/)
    }
  })

  it.each([
    ['operations', Buffer.alloc(2_000_000, Buffer.of(0x92, 0x12))],
    ['lists', Buffer.alloc(1_000_000, 0x91)],
    ['conditions', Buffer.alloc(2_000_000, Buffer.of(0x94, 0x7b, 0xc3))],
    [
      'a literal list',
      Buffer.concat([Buffer.of(0x92, 0x7e), Buffer.alloc(1_000_000, 0x91), Buffer.of(0x90)]),
    ],
  ])('bytes of deeply nested %s do not overflow the stack', (name, bytes) => {
    if (name === 'a literal list') expect(Expression.fromBytes(bytes).type).toBe('list')
    else expect(thrown(() => Expression.fromBytes(bytes)).code).toBe('INVALID_ARGUMENT')
  })

  it('is as large as a server takes, and no larger', () => {
    // Each condition takes 12 bytes there, `and` itself 8.
    const most = Math.floor((EXP_SIZE_MAX - 1 - 8) / 12)
    const conditions = new Array<boolean>(most).fill(true)
    expect(exp.and(...conditions).size).toBeLessThan(EXP_SIZE_MAX)
    expect(thrown(() => exp.and(...conditions, true)).message).toMatch(/larger than a server takes/)
  })

  const bad: readonly (readonly [call: () => unknown, words: RegExp])[] = [
    [() => exp.var('x', 'int').bytes, /exp\.var: no exp\.let around it names "x"/],
    [() => exp.let({}, exp.val(1)), /exp\.let: variables must be one at least/],
    [() => exp.let({ '1x': 1 }, exp.val(1)), /exp\.let: name must be letters/],
    [
      () => exp.let({ x: 'a' }, exp.add(exp.var('x', 'int'), 1)),
      /exp\.let: variable "x" is of type string, not int/,
    ],
    [() => exp.let({ x: 1 }, exp.let({ x: 2 }, exp.val(1))), /variable "x" stands twice/],
    [
      () => exp.cond(true, age, exp.bin('s', 'string') as never),
      /exp\.cond: default must be of type int, not string/,
    ],
    [() => exp.cond(5 as never, age, 5), /exp\.cond: condition\[0\] must be of type bool, not int/],
    [
      () => exp.lists.append(exp.bin('m', 'map') as never, 1),
      /exp\.lists\.append: list must be of type list, not map/,
    ],
    [
      () => exp.lists.getByIndex(exp.bin('l', 'list'), 'x' as never, { type: 'int' }),
      /index must be an integer, not text/,
    ],
    [
      () => exp.lists.getByIndex(exp.bin('l', 'list'), exp.val('x') as never, { type: 'int' }),
      /index must be of type int, not string/,
    ],
    [
      () => exp.lists.getByIndex(exp.bin('l', 'list'), 0, {} as { type: 'int' }),
      /exp\.lists\.getByIndex: type must say what the element is/,
    ],
    [
      () => exp.lists.getByValue(exp.bin('l', 'list'), 0, { returnType: 'none' as 'count' }),
      /returnType must be one of/,
    ],
    [() => exp.bin('a-name-too-long-x', 'int'), /16|15 bytes/],
    [() => exp.bin('a', 'remove' as never), /exp\.bin: type must be a type of values/],
    [() => exp.key('list' as never), /exp\.key: type must be one of 'int', 'string', 'blob'/],
    [() => exp.regex(exp.bin('s', 'string'), 'a\0'), /pattern must have no NUL/],
    [() => exp.digestModulo(0), /modulus must be an integer of 32 bits other than 0/],
    [() => exp.digestModulo(1.5), /modulus must be/],
    [() => exp.add(exp.val('x') as never, 1), /exp\.add: it takes integers or floats, not string/],
    [() => exp.eq(exp.bin('g', 'geo') as never, 1), /exp\.eq: geo has no order/],
    [
      () => exp.selectByPath(age as never, [ctx.allChildren()]),
      /exp\.selectByPath: on must be of type list or map/,
    ],
    [() => exp.selectByPath(exp.bin('l', 'list'), []), /context is empty/],
  ]
  it.each(bad.map(([call, words]) => [nameOf(call), call, words] as const))('%s', (_name, call, words) => {
    expect(thrown(call).message).toMatch(words)
  })
})
