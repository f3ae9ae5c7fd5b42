import { describe, expect, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { lists } from '../../../src/operations/index.ts'
import { Double, INFINITY, type Value, WILDCARD } from '../../../src/values.ts'
import { OpCode } from '../../../src/wire/proto.ts'
import { nameOf, type Row, thrown, uncalled } from './bytes.ts'

// Held against the official client's own bytes, and against the server's source where that client lacks the operation.
const ROWS: readonly Row[] = [
  [() => lists.create('l'), '920000'],
  [() => lists.create('l', { order: 'ordered', persistIndex: true }), '920011'],
  [() => lists.create('l', { context: [ctx.listIndex(0)] }), '93ccff925000920000'],
  [() => lists.create('l', { pad: true, context: [ctx.listIndex(3)] }), '93ccff92cc9003920000'],
  [
    () => lists.create('l', { order: 'ordered', context: [ctx.listIndex(0), ctx.mapKey('a')] }),
    '93ccff941000cce2a20361920001',
  ],
  [
    () => lists.create('l', { order: 'ordered', context: [ctx.mapKey('a', { create: 'key' })] }),
    '93ccff92cca2a20361920001',
  ],
  [() => lists.setOrder('l', 'ordered'), '920001'],
  [() => lists.setOrder('l', 'unordered', { persistIndex: true }), '920010'],
  [() => lists.setOrder('l', 'ordered', { context: [ctx.listIndex(-1)] }), '93ccff9210ff920001'],
  [() => lists.append('l', 'x'), '9201a20378'],
  [() => lists.append('l', null), '9201c0'],
  [() => lists.append('l', 2n ** 63n - 1n), '9201cf7fffffffffffffff'],
  [() => lists.append('l', new Double(2)), '9201cb4000000000000000'],
  [() => lists.append('l', 'x', { order: 'ordered' }), '9401a203780100'],
  [() => lists.append('l', 'x', { persistIndex: true }), '9401a203781000'],
  [
    () =>
      lists.append('l', 'x', { order: 'ordered', unique: true, bounded: true, noFail: true, partial: true }),
    '9401a20378010f',
  ],
  [() => lists.append('l', 'x', { unique: false }), '9201a20378'],
  [
    () => lists.append('l', 'x', { context: [ctx.listIndex(1), ctx.mapKey('a')] }),
    '93ccff94100122a203619201a20378',
  ],
  [() => lists.appendItems('l', ['x', 1]), '920292a2037801'],
  [() => lists.appendItems('l', ['x'], { unique: true, noFail: true, partial: true }), '940291a20378000d'],
  [() => lists.insert('l', -1, 'x'), '9303ffa20378'],
  [() => lists.insert('l', 0, 'x', { bounded: true }), '940300a2037802'],
  [() => lists.insertItems('l', 1, ['x', 'y']), '93040192a20378a20379'],
  [() => lists.insertItems('l', 1, ['x'], { unique: true }), '94040191a2037801'],
  [() => lists.set('l', 0, 'y'), '930900a20379'],
  [() => lists.set('l', 0, 'y', { noFail: true, bounded: true }), '940900a2037906'],
  [() => lists.increment('l', 0), '930c0001'],
  [() => lists.increment('l', 0, 1.5), '930c00cb3ff8000000000000'],
  [() => lists.increment('l', -1, 5n, { order: 'ordered' }), '950cff050100'],
  [() => lists.sort('l'), '920d00'],
  [() => lists.sort('l', { descending: true }), '920d01'],
  [() => lists.sort('l', { descending: true, dropDuplicates: true }), '920d03'],
  [() => lists.trim('l', 1, 2), '930a0102'],
  [() => lists.clear('l'), '910b'],
  [() => lists.clear('l', { context: [ctx.listRank(-1)] }), '93ccff9211ff910b'],
  [() => lists.pop('l', -1), '9205ff'],
  [() => lists.popRange('l', 1), '920601'],
  [() => lists.popRange('l', 1, 2), '93060102'],
  [() => lists.remove('l', 0), '920700'],
  [() => lists.removeRange('l', 1), '920801'],
  [() => lists.removeRange('l', 1, 2), '93080102'],
  [() => lists.size('l'), '9110'],
  [() => lists.get('l', 300), '9211cd012c'],
  [() => lists.getRange('l', -3), '9212fd'],
  [() => lists.getRange('l', -3, 2), '9312fd02'],
  [() => lists.getByIndex('l', -1), '931307ff'],
  [() => lists.getByIndex('l', 0, { returnType: 'rank' }), '93130300'],
  [() => lists.getByIndexRange('l', 1), '93180701'],
  [() => lists.getByIndexRange('l', 1, 2, { returnType: 'count', inverted: true }), '9418ce000100050102'],
  [() => lists.getByRank('l', 0), '93150700'],
  [
    () =>
      lists.getByRankRange('l', -3, 3, { returnType: 'value', inverted: true, context: [ctx.listIndex(0)] }),
    '93ccff921000941ace00010007fd03',
  ],
  [() => lists.getByRankRange('l', -3), '931a07fd'],
  [() => lists.getByValue('l', [1, WILDCARD]), '9316079201d4ff00'],
  [() => lists.getByValueList('l', [1, 'x'], { returnType: 'reverseRank' }), '9317049201a20378'],
  [() => lists.getByValueRange('l', 1, 5, { returnType: 'exists' }), '94190d0105'],
  [() => lists.getByValueRange('l', undefined, 5), '941907c005'],
  [() => lists.getByValueRange('l', 1, undefined), '93190701'],
  [() => lists.getByValueRange('l', undefined, undefined), '931907c0'],
  [() => lists.getByValueRange('l', null, INFINITY), '941907c0d4ff01'],
  [() => lists.getByValueRelRankRange('l', 5, -1), '941b0705ff'],
  [() => lists.getByValueRelRankRange('l', 5, -1, 2, { returnType: 'index' }), '951b0105ff02'],
  [() => lists.removeByIndex('l', -1), '932000ff'],
  [() => lists.removeByIndex('l', 0, { returnType: 'rank' }), '93200300'],
  [() => lists.removeByIndexRange('l', 1), '93250001'],
  [() => lists.removeByIndexRange('l', 1, 2, { returnType: 'count', inverted: true }), '9425ce000100050102'],
  [() => lists.removeByRank('l', 0), '93220000'],
  [
    () =>
      lists.removeByRankRange('l', -3, 3, {
        returnType: 'value',
        inverted: true,
        context: [ctx.listIndex(0)],
      }),
    '93ccff9210009427ce00010007fd03',
  ],
  [() => lists.removeByRankRange('l', -3), '932700fd'],
  [() => lists.removeByValue('l', [1, WILDCARD]), '9323009201d4ff00'],
  [() => lists.removeByValueList('l', [1, 'x'], { returnType: 'reverseRank' }), '9324049201a20378'],
  [() => lists.removeByValueRange('l', 1, 5, { returnType: 'exists' }), '94260d0105'],
  [() => lists.removeByValueRange('l', undefined, 5), '942600c005'],
  [() => lists.removeByValueRange('l', 1, undefined), '93260001'],
  [() => lists.removeByValueRange('l', undefined, undefined), '932600c0'],
  [() => lists.removeByValueRange('l', null, INFINITY), '942600c0d4ff01'],
  [() => lists.removeByValueRelRankRange('l', 5, -1), '94280005ff'],
  [() => lists.removeByValueRelRankRange('l', 5, -1, 2, { returnType: 'index' }), '95280105ff02'],
]

describe('lists: what is sent', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().payload?.toString('hex')).toBe(hex)
    expect(build().bin).toBe('l')
  })

  it('every builder has a row', () => {
    expect(uncalled(lists, 'lists', ROWS)).toEqual([])
  })
})

describe('lists: kind of operation', () => {
  it('reads and writes as the server has it', () => {
    expect(lists.getByIndex('l', 0)).toMatchObject({ code: OpCode.cdtRead, isWrite: false })
    expect(lists.removeByIndex('l', 0)).toMatchObject({ code: OpCode.cdtModify, isWrite: true })
    expect(lists.append('l', 0)).toMatchObject({ code: OpCode.cdtModify, isWrite: true })
    expect(lists.size('l')).toMatchObject({ code: OpCode.cdtRead, isWrite: false })
  })

  it('an operation is data that later calls leave alone', () => {
    const first = lists.append('l', 'x')
    const bytes = Buffer.from(first.payload!)
    for (let i = 0; i < 100; i++) lists.append('l', `other ${i}`)
    expect(first.payload).toEqual(bytes)
  })
})

describe('lists: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [() => lists.get('', 0), 'INVALID_BIN_NAME', /empty/],
    [() => lists.get('l', 1.5), 'INVALID_ARGUMENT', /lists\.get: index must be an integer, not a fraction/],
    [() => lists.get('l', NaN), 'INVALID_ARGUMENT', /index must be an integer, not NaN/],
    [() => lists.get('l', '1' as never), 'INVALID_ARGUMENT', /index must be an integer, not text/],
    [() => lists.get('l', undefined as never), 'INVALID_ARGUMENT', /index must be an integer, not undefined/],
    [() => lists.get('l', 2 ** 53), 'INVALID_ARGUMENT', /index must be a bigint/],
    [() => lists.get('l', 2n ** 63n), 'INVALID_ARGUMENT', /index must fit 64 bits/],
    [() => lists.getByRank('l', 0.1), 'INVALID_ARGUMENT', /lists\.getByRank: rank/],
    [() => lists.getRange('l', 0, -1), 'INVALID_ARGUMENT', /count must not be negative$/],
    [
      () => lists.getByRankRange('l', 0, null as never),
      'INVALID_ARGUMENT',
      /count must be an integer, not null/,
    ],
    [
      () => lists.increment('l', 0, NaN),
      'INVALID_ARGUMENT',
      /lists\.increment: amount must be a number, not NaN/,
    ],
    [() => lists.increment('l', 0, new Double(NaN)), 'INVALID_ARGUMENT', /amount/],
    [() => lists.increment('l', 0, '1' as never), 'INVALID_ARGUMENT', /amount must be a number, not text/],
    [() => lists.appendItems('l', 'xy' as never), 'INVALID_ARGUMENT', /values must be an array, not text/],
    [() => lists.append('l', undefined as never), 'INVALID_VALUE', /lists\.append: value: undefined/],
    [
      () => lists.append('l', [1, { a: Symbol('s') as never }]),
      'INVALID_VALUE',
      /lists\.append: value\[1\]\{0\}: symbol/,
    ],
    [() => lists.append('l', 2n ** 63n), 'INVALID_VALUE', /value: the bigint does not fit/],
    [() => lists.getByValueRange('l', NaN, 1), 'INVALID_ARGUMENT', /begin .*, and NaN does not/],
    [
      () => lists.setOrder('l', 'key' as never),
      'INVALID_ARGUMENT',
      /order must be one of 'unordered', 'ordered', not "key"/,
    ],
    [
      () => lists.append('l', 1, { uniq: true } as never),
      'INVALID_OPTION',
      /lists\.append has no option "uniq": it has order, persistIndex, unique/,
    ],
    [() => lists.append('l', 1, { createOnly: true } as never), 'INVALID_OPTION', /createOnly/],
    [
      () => lists.insert('l', 0, 1, { order: 'ordered' } as never),
      'INVALID_OPTION',
      /lists\.insert has no option "order"/,
    ],
    [() => lists.getByIndex('l', 0, { inverted: true } as never), 'INVALID_OPTION', /inverted/],
    [() => lists.getByIndex('l', 0, { toString: true } as never), 'INVALID_OPTION', /toString/],
    [
      () => lists.append('l', 1, { unique: 1 } as never),
      'INVALID_OPTION',
      /option unique must be true or false, not a whole number/,
    ],
    [
      () => lists.append('l', 1, { order: 'sorted' } as never),
      'INVALID_OPTION',
      /option order must be one of 'unordered', 'ordered'/,
    ],
    [
      () => lists.getByIndex('l', 0, { returnType: 'key' as never }),
      'INVALID_OPTION',
      /option returnType must be one of 'none'/,
    ],
    [
      () => lists.getByIndex('l', 0, { returnType: 7 as never }),
      'INVALID_OPTION',
      /returnType .* not a whole number/,
    ],
    [() => lists.append('l', 1, null as never), 'INVALID_OPTION', /options must be an object, not null/],
    [() => lists.append('l', 1, [] as never), 'INVALID_OPTION', /options must be an object, not an array/],
    [
      () => lists.append('l', 1, { persistIndex: true, context: [ctx.listIndex(0)] }),
      'INVALID_OPTION',
      /persistIndex/,
    ],
    [
      () => lists.create('l', { persistIndex: true, context: [ctx.listIndex(0)] }),
      'INVALID_OPTION',
      /persistIndex/,
    ],
    [
      () => lists.setOrder('l', 'ordered', { persistIndex: true, context: [ctx.listIndex(0)] }),
      'INVALID_OPTION',
      /persistIndex/,
    ],
  ]

  it.each(bad.map(([call, code, words]) => [nameOf(call), call, code, words] as const))(
    '%s',
    (_name, call, code, words) => {
      const error = thrown(call)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(words)
    },
  )

  it('a cycle ends in an error', () => {
    const cycle: Value[] = []
    cycle.push(cycle)
    expect(thrown(() => lists.append('l', cycle)).message).toMatch(/cycle/)
  })

  it('a failed call leaves nothing behind for the next one', () => {
    expect(() => lists.append('l', ['x', undefined as never])).toThrow()
    expect(lists.append('l', 'x').payload?.toString('hex')).toBe('9201a20378')
  })

  it('an option that is undefined counts as not given; a negative zero as zero', () => {
    expect(lists.append('l', 'x', { order: undefined, unique: undefined } as never)).toEqual(
      lists.append('l', 'x'),
    )
    expect(lists.get('l', -0)).toEqual(lists.get('l', 0))
  })

  it('a value may take more room than the writer keeps', () => {
    const large = Buffer.alloc(200_000, 7)
    expect(lists.append('l', large).payload).toHaveLength(large.length + 1 + 5 + 2)
    expect(lists.append('l', 'x').payload?.toString('hex')).toBe('9201a20378')
  })
})
