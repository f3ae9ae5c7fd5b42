import { describe, expect, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { maps } from '../../../src/operations/index.ts'
import { OrderedMap } from '../../../src/values.ts'
import { OpCode } from '../../../src/wire/proto.ts'
import { nameOf, type Row, thrown, uncalled } from './bytes.ts'

// Held against the official client's own bytes, and against the server's source where that client lacks the operation.
const ROWS: readonly Row[] = [
  [() => maps.create('m'), '924000'],
  [() => maps.create('m', { order: 'keyValue', persistIndex: true }), '924013'],
  [() => maps.create('m', { order: 'key', context: [ctx.mapKey('a')] }), '93ccff92cca2a20361924001'],
  [() => maps.create('m', { order: 'unordered', context: [ctx.mapKey('a')] }), '93ccff9262a20361924000'],
  [
    () => maps.create('m', { order: 'keyValue', context: [ctx.mapKey('a'), ctx.mapKey('b')] }),
    '93ccff9422a20361cce2a20362924003',
  ],
  [() => maps.setOrder('m', 'key'), '924001'],
  [() => maps.setOrder('m', 'key', { persistIndex: true }), '924011'],
  [() => maps.setOrder('m', 'unordered', { context: [ctx.mapIndex(0)] }), '93ccff922000924000'],
  [() => maps.put('m', 'a', 1), '9443a203610100'],
  [() => maps.put('m', 5, null, { order: 'key' }), '944305c001'],
  [() => maps.put('m', 'a', 1, { order: 'key', persistIndex: true }), '9443a203610111'],
  [() => maps.put('m', 'a', 1, { createOnly: true, noFail: true }), '9543a20361010005'],
  [() => maps.put('m', 'a', 1, { order: 'keyValue', updateOnly: true, partial: true }), '9543a2036101030a'],
  [
    () => maps.put('m', 'a', 1, { context: [ctx.mapKey('x', { create: 'key' })] }),
    '93ccff92cca2a203789443a203610100',
  ],
  [() => maps.putItems('m', { a: 1, b: 2 }), '934482a2036101a203620200'],
  [
    () =>
      maps.putItems('m', new Map([[1, 'x']]), {
        order: 'key',
        createOnly: true,
        noFail: true,
        partial: true,
      }),
    '94448101a20378010d',
  ],
  [() => maps.putItems('m', new OrderedMap({ a: 1 })), '934482c70001c0a203610100'],
  [() => maps.increment('m', 'a'), '9449a203610100'],
  [() => maps.increment('m', 'a', 1.5, { order: 'key' }), '9449a20361cb3ff800000000000001'],
  [() => maps.decrement('m', 'a'), '944aa203610100'],
  [() => maps.decrement('m', 7, 2n, { order: 'keyValue', persistIndex: true }), '944a070213'],
  [() => maps.clear('m'), '914b'],
  [() => maps.size('m', { context: [ctx.mapRank(-1)] }), '93ccff9221ff9160'],
  [() => maps.getByKey('m', 'a'), '936107a20361'],
  [() => maps.getByKey('m', 'a', { returnType: 'keyValue' }), '936108a20361'],
  [() => maps.getByKeyList('m', ['a', 5], { returnType: 'unorderedMap' }), '936b1092a2036105'],
  [() => maps.getByKeyRange('m', 'a', 'c', { returnType: 'key' }), '946706a20361a20363'],
  [() => maps.getByKeyRange('m', undefined, 'c'), '946707c0a20363'],
  [() => maps.getByKeyRange('m', 'a', undefined, { inverted: true }), '9367ce00010007a20361'],
  [() => maps.getByKeyRelIndexRange('m', 'a', -1), '946d07a20361ff'],
  [() => maps.getByKeyRelIndexRange('m', 'a', -1, 2, { returnType: 'orderedMap' }), '956d11a20361ff02'],
  [() => maps.getByIndex('m', 0, { returnType: 'reverseIndex' }), '93620200'],
  [() => maps.getByIndexRange('m', 1), '93680701'],
  [() => maps.getByIndexRange('m', 1, 2, { returnType: 'none' }), '9468000102'],
  [() => maps.getByRank('m', -1, { returnType: 'exists' }), '93640dff'],
  [() => maps.getByRankRange('m', 1), '936a0701'],
  [() => maps.getByRankRange('m', 1, 2, { returnType: 'rank', inverted: true }), '946ace000100030102'],
  [() => maps.getByValue('m', 1, { returnType: 'key' }), '93660601'],
  [() => maps.getByValueList('m', [1, 2], { returnType: 'count' }), '936c05920102'],
  [() => maps.getByValueRange('m', 1, 3), '9469070103'],
  [() => maps.getByValueRange('m', undefined, undefined, { returnType: 'reverseRank' }), '936904c0'],
  [() => maps.getByValueRelRankRange('m', 1, 0), '946e070100'],
  [
    () =>
      maps.getByValueRelRankRange('m', 1, 0, 1, { returnType: 'index', context: [ctx.mapValue({ a: 1 })] }),
    '93ccff922381a2036101956e01010001',
  ],
  [() => maps.removeByKey('m', 'a'), '934c00a20361'],
  [() => maps.removeByKey('m', 'a', { returnType: 'keyValue' }), '934c08a20361'],
  [() => maps.removeByKeyList('m', ['a', 5], { returnType: 'unorderedMap' }), '93511092a2036105'],
  [() => maps.removeByKeyRange('m', 'a', 'c', { returnType: 'key' }), '945406a20361a20363'],
  [() => maps.removeByKeyRange('m', undefined, 'c'), '945400c0a20363'],
  [() => maps.removeByKeyRange('m', 'a', undefined, { inverted: true }), '9354ce00010000a20361'],
  [() => maps.removeByKeyRelIndexRange('m', 'a', -1), '945800a20361ff'],
  [() => maps.removeByKeyRelIndexRange('m', 'a', -1, 2, { returnType: 'orderedMap' }), '955811a20361ff02'],
  [() => maps.removeByIndex('m', 0, { returnType: 'reverseIndex' }), '934d0200'],
  [() => maps.removeByIndexRange('m', 1), '93550001'],
  [() => maps.removeByIndexRange('m', 1, 2, { returnType: 'none' }), '9455000102'],
  [() => maps.removeByRank('m', -1, { returnType: 'exists' }), '934f0dff'],
  [() => maps.removeByRankRange('m', 1), '93570001'],
  [() => maps.removeByRankRange('m', 1, 2, { returnType: 'rank', inverted: true }), '9457ce000100030102'],
  [() => maps.removeByValue('m', 1, { returnType: 'key' }), '93520601'],
  [() => maps.removeByValueList('m', [1, 2], { returnType: 'count' }), '935305920102'],
  [() => maps.removeByValueRange('m', 1, 3), '9456000103'],
  [() => maps.removeByValueRange('m', undefined, undefined, { returnType: 'reverseRank' }), '935604c0'],
  [() => maps.removeByValueRelRankRange('m', 1, 0), '9459000100'],
  [
    () =>
      maps.removeByValueRelRankRange('m', 1, 0, 1, {
        returnType: 'index',
        context: [ctx.mapValue({ a: 1 })],
      }),
    '93ccff922381a2036101955901010001',
  ],
]

describe('maps: what is sent', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().payload?.toString('hex')).toBe(hex)
    expect(build().bin).toBe('m')
  })

  it('every builder has a row', () => {
    expect(uncalled(maps, 'maps', ROWS)).toEqual([])
  })
})

describe('maps: kind of operation', () => {
  it('reads and writes as the server has it', () => {
    expect(maps.getByKey('m', 'a')).toMatchObject({ code: OpCode.cdtRead, isWrite: false })
    expect(maps.removeByKey('m', 'a')).toMatchObject({ code: OpCode.cdtModify, isWrite: true })
    expect(maps.put('m', 'a', 1)).toMatchObject({ code: OpCode.cdtModify, isWrite: true })
    expect(maps.size('m')).toMatchObject({ code: OpCode.cdtRead, isWrite: false })
  })
})

describe('maps: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [() => maps.put('a name of 16 byt', 1, 1), 'INVALID_BIN_NAME', /longer than 15/],
    [() => maps.put('m', NaN, 1), 'INVALID_ARGUMENT', /maps\.put: key .*, and NaN does not/],
    [() => maps.getByKey('m', NaN), 'INVALID_ARGUMENT', /maps\.getByKey: key/],
    [() => maps.put('m', undefined as never, 1), 'INVALID_VALUE', /maps\.put: key: undefined/],
    [
      () => maps.put('m', 'a', { b: undefined as never }),
      'INVALID_VALUE',
      /maps\.put: value\{0\}: undefined/,
    ],
    [
      () => maps.putItems('m', [1] as never),
      'INVALID_ARGUMENT',
      /maps\.putItems: items must be a Map or an object, not an array/,
    ],
    [() => maps.putItems('m', null as never), 'INVALID_ARGUMENT', /items/],
    [
      () => maps.putItems('m', new Set([1]) as never),
      'INVALID_VALUE',
      /maps\.putItems: items: an instance of Set/,
    ],
    [() => maps.putItems('m', { a: () => 1 } as never), 'INVALID_VALUE', /items\{0\}: function/],
    [() => maps.increment('m', 'a', Infinity - Infinity), 'INVALID_ARGUMENT', /amount/],
    [() => maps.getByKeyList('m', 'a' as never), 'INVALID_ARGUMENT', /keys must be an array/],
    [() => maps.getByIndex('m', 0.5), 'INVALID_ARGUMENT', /index must be an integer/],
    [() => maps.getByKeyRelIndexRange('m', 'a', 0, 1.5), 'INVALID_ARGUMENT', /count must be an integer/],
    [
      () => maps.setOrder('m', 'ordered' as never),
      'INVALID_ARGUMENT',
      /order must be one of 'unordered', 'key', 'keyValue'/,
    ],
    [
      () => maps.put('m', 'a', 1, { unique: true } as never),
      'INVALID_OPTION',
      /maps\.put has no option "unique"/,
    ],
    [() => maps.increment('m', 'a', 1, { createOnly: true } as never), 'INVALID_OPTION', /createOnly/],
    [
      () => maps.put('m', 'a', 1, { order: 'ordered' as never }),
      'INVALID_OPTION',
      /option order must be one of 'unordered', 'key', 'keyValue'/,
    ],
    [
      () => maps.getByKey('m', 'a', { returnType: 'values' as never }),
      'INVALID_OPTION',
      /'orderedMap', not "values"/,
    ],
    [() => maps.getByKey('m', 'a', { inverted: true } as never), 'INVALID_OPTION', /inverted/],
    [
      () => maps.put('m', 'a', 1, { persistIndex: true, context: [ctx.mapKey('x')] }),
      'INVALID_OPTION',
      /persistIndex/,
    ],
    [() => maps.clear('m', { order: 'key' } as never), 'INVALID_OPTION', /it has context/],
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
