import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  INFINITY,
  MsgpackExtension,
  OrderedList,
  OrderedMap,
  type Value,
  WILDCARD,
} from '../../../../src/values.ts'
import { ValueFailure } from '../../../../src/wire/value-failure.ts'
import { hex, pack, unpack } from './helpers.ts'

function failure(value: unknown): ValueFailure {
  try {
    pack(value as Value)
  } catch (error) {
    if (error instanceof ValueFailure) return error
    throw error
  }
  throw new Error('it was packed')
}

const INTEGERS: [number | bigint, string][] = [
  [0, '00'],
  [127, '7f'],
  [128, 'cc80'],
  [255, 'ccff'],
  [256, 'cd0100'],
  [65_535, 'cdffff'],
  [65_536, 'ce00010000'],
  [4_294_967_295, 'ceffffffff'],
  [4_294_967_296, 'cf0000000100000000'],
  [Number.MAX_SAFE_INTEGER, 'cf001fffffffffffff'],
  [-1, 'ff'],
  [-32, 'e0'],
  [-33, 'd0df'],
  [-128, 'd080'],
  [-129, 'd1ff7f'],
  [-32_768, 'd18000'],
  [-32_769, 'd2ffff7fff'],
  [-2_147_483_648, 'd280000000'],
  [-2_147_483_649, 'd3ffffffff7fffffff'],
  [Number.MIN_SAFE_INTEGER, 'd3ffe0000000000001'],
  [2n ** 53n, 'cf0020000000000000'],
  [2n ** 63n - 1n, 'cf7fffffffffffffff'],
  [-(2n ** 63n), 'd38000000000000000'],
]

const FORMS: [name: string, value: Value, bytes: string][] = [
  ['nil', null, 'c0'],
  ['true', true, 'c3'],
  ['false', false, 'c2'],
  ['a fraction', 1.5, 'cb3ff8000000000000'],
  ['-0', -0, 'cb8000000000000000'],
  ['NaN', NaN, 'cb7ff8000000000000'],
  ['Infinity', Infinity, 'cb7ff0000000000000'],
  ['a Double without a fraction', new Double(2), 'cb4000000000000000'],
  ['empty text', '', 'a103'],
  ['text', 'abc', 'a403616263'],
  ['empty bytes', Buffer.alloc(0), 'a104'],
  ['bytes', Uint8Array.of(1, 2), 'a3040102'],
  ['GeoJSON', new GeoJSON('{}'), 'a3177b7d'],
  ['HyperLogLog', new HyperLogLog(hex('ab')), 'a212ab'],
  ['a Java blob', new ForeignBlob(7, hex('ab')), 'a207ab'],
  ['wildcard', WILDCARD, 'd4ff00'],
  ['infinity', INFINITY, 'd4ff01'],
  ['fixext1', new MsgpackExtension(5, Buffer.alloc(1)), 'd40500'],
  ['fixext2', new MsgpackExtension(5, Buffer.alloc(2)), 'd5050000'],
  ['ext8 of 3', new MsgpackExtension(5, Buffer.alloc(3)), 'c70305000000'],
  ['an empty ext', new MsgpackExtension(5, Buffer.alloc(0)), 'c70005'],
  ['a list', [1, [2], []], '9301910290'],
  ['an object', { a: 1, b: {} }, '82a2036101a2036280'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }) as Value, '81a2036101'],
  ['a Map', new Map<Value, Value>([['a', 1], [2, 3], [Buffer.from('x'), 4]]), '83a20361010203a2047804'], // prettier-ignore
  ['an ordered list', new OrderedList([3, 1, 2]), '94c70001010203'],
  ['an ordered list with an index', new OrderedList([2, 1], { persistIndex: true }), '93c700110102'],
  ['an ordered list, empty', new OrderedList([]), '91c70001'],
  ['an ordered map', new OrderedMap({ b: 1, a: 2 }), '83c70001c0a2036102a2036201'],
  [
    'an ordered map by value',
    new OrderedMap({ b: 1, a: 2 }, { order: 'keyValue' }),
    '83c70003c0a2036102a2036201',
  ],
  ['an ordered map with an index', new OrderedMap({ a: 2 }, { persistIndex: true }), '82c70011c0a2036102'],
  ['an ordered map, empty', new OrderedMap([]), '81c70001c0'],
]

describe('packValue', () => {
  test.each(INTEGERS)('%s takes its shortest form', (value, bytes) => {
    expect(pack(value).toString('hex')).toBe(bytes)
    expect(pack(BigInt(value)).toString('hex')).toBe(bytes)
    expect(unpack(hex(bytes))).toBe(value)
  })

  test.each(FORMS)('%s', (_, value, bytes) => {
    expect(pack(value).toString('hex')).toBe(bytes)
  })

  test('text has the shortest header that fits, at every limit, for characters of every width', () => {
    for (const character of ['a', 'é', '€', '😀']) {
      for (const length of [
        0, 1, 7, 8, 9, 10, 11, 15, 16, 29, 30, 31, 32, 33, 63, 64, 84, 85, 127, 128, 253, 254, 255, 256,
        21_845, 32_767, 65_533, 65_534, 65_535, 65_536,
      ]) {
        // prettier-ignore
        const text = character.repeat(length)
        const packed = pack(['<', text, '>'])
        const size = Buffer.byteLength(text) + 1
        const header = size < 32 ? 1 : size < 256 ? 2 : size < 65_536 ? 3 : 5
        expect(packed.length, `${character} × ${length}`).toBe(1 + 3 + header + size + 3)
        expect(unpack(packed)).toStrictEqual(['<', text, '>'])
      }
    }
  })

  test('bytes, lists and maps have the shortest header that fits', () => {
    for (const length of [0, 14, 15, 16, 17, 30, 31, 254, 255, 65_534, 65_535, 65_536]) {
      const bytes = Buffer.alloc(length, 7)
      const list = new Array<number>(length).fill(1)
      const map = new Map(list.map((_, i) => [i, i]))
      const count = length < 16 ? 1 : length < 65_536 ? 3 : 5
      const size = length + 1 < 32 ? 1 : length + 1 < 256 ? 2 : length + 1 < 65_536 ? 3 : 5
      expect(pack(bytes).length).toBe(size + 1 + length)
      expect(pack(list).length).toBe(count + length)
      expect(isDeepStrictEqual(unpack(pack(bytes)), bytes)).toBe(true)
      expect(isDeepStrictEqual(unpack(pack(list)), list)).toBe(true)
      expect(isDeepStrictEqual(unpack(pack(map), { maps: 'map' }), map)).toBe(true)
    }
  })

  test.each([0, 1, 2, 3, 4, 5, 8, 16, 17, 255, 256, 65_535, 65_536])('an extension of %i bytes', (length) => {
    const extension = new MsgpackExtension(200, Buffer.alloc(length, 1))
    expect(unpack(pack([1, extension]))).toStrictEqual([1, extension])
  })
})

describe('the order that the server asks for', () => {
  test('keys: integers, text, bytes', () => {
    const keys = [-(2n ** 63n), -300, -33, -32, -1, 0, 127, 128, 70_000, 2 ** 40, 2n ** 60n, '', 'a', 'aa', 'b', '\uffff', '😀', Buffer.alloc(0), Buffer.from('a')] // prettier-ignore
    const shuffled = keys
      .map((key, i) => [key, i] as const)
      .toSorted(([, i], [, j]) => ((i * 7) % 19) - ((j * 7) % 19))
    const map = unpack(pack(new OrderedMap(shuffled)), { maps: 'map' }) as Map<Value, Value>
    expect([...map.keys()]).toEqual(keys)
  })

  test('values: nil, booleans, integers, text, lists, maps, bytes, doubles, GeoJSON, extensions', () => {
    const values: Value[] = [
      null,
      false,
      true,
      -(2n ** 62n),
      -5,
      3,
      300,
      '',
      'a',
      'b',
      [],
      [1],
      [1, 2],
      [1, 2, 0],
      [2],
      {},
      { b: 0 },
      { a: 1, b: 2 },
      { a: 2, b: 1 }, // prettier-ignore
      Buffer.from('zz'),
      new ForeignBlob(7, Buffer.from('a')),
      new HyperLogLog(Buffer.from('a')),
      -Infinity,
      -1.5,
      -0,
      0.5,
      Infinity,
      NaN, // prettier-ignore
      new MsgpackExtension(9, hex('01')),
      new MsgpackExtension(5, hex('0102')),
      new MsgpackExtension(5, hex('02')), // prettier-ignore
    ]
    expect(unpack(pack(new OrderedList(values.toReversed())))).toStrictEqual(values)
    const geo = unpack(
      pack(new OrderedList([new MsgpackExtension(5, hex('01')), new GeoJSON('{}'), 1.5])),
    ) as Value[]
    expect(geo[1]).toBeInstanceOf(GeoJSON)
  })

  test('maps within an ordered list have their keys sorted', () => {
    const packed = pack(new OrderedList([[{ b: 1, a: { d: 1, c: 2 } }], [{ b: 1, a: { d: 0, c: 2 } }]]))
    expect(packed).toEqual(
      pack(new OrderedList([[{ a: { c: 2, d: 0 }, b: 1 }], [{ a: { c: 2, d: 1 }, b: 1 }]])),
    )
  })

  test('order flags are no part of a value', () => {
    const flagged = pack(new OrderedList([new OrderedMap({ a: 2 }), { a: 1 }, new OrderedList([9]), [8]]))
    expect(unpack(flagged)).toStrictEqual([[8], [9], { a: 1 }, { a: 2 }])
    expect(unpack(pack(new OrderedList([{ a: 1 }, new OrderedMap({}), {}])))).toStrictEqual([
      {},
      {},
      { a: 1 },
    ])
  })

  test('long elements, wide headers', () => {
    const texts = ['x'.repeat(300), 'w'.repeat(70_000), 'y'.repeat(40)]
    expect(unpack(pack(new OrderedList(texts)))).toStrictEqual(texts.toSorted())
    const lists = [new Array<number>(70_000).fill(2), new Array<number>(20).fill(1)]
    expect(isDeepStrictEqual(unpack(pack(new OrderedList(lists))), lists.toReversed())).toBe(true)
    const maps = [20, 17].map((n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])))
    expect(unpack(pack(new OrderedList(maps)))).toStrictEqual(maps.toReversed())
    const extensions = [300, 70_000, 3].map((n) => new MsgpackExtension(1, Buffer.alloc(n, n & 0xff)))
    expect(unpack(pack([0, new OrderedList([0, ...extensions])]))).toStrictEqual([
      0,
      [0, extensions[2], extensions[0], extensions[1]],
    ])
  })

  test('neighbours in the buffer stay as they are', () => {
    expect(unpack(pack(['a', new OrderedMap({ z: 1, y: 2 }), 'b']))).toStrictEqual(['a', { y: 2, z: 1 }, 'b'])
  })
})

describe('what cannot be packed', () => {
  class Unknown {
    field = 1
  }
  const cases: [string, unknown, string][] = [
    ['undefined', undefined, 'undefined cannot be stored'],
    ['a function', () => 1, 'function cannot be stored'],
    ['a symbol', Symbol('x'), 'symbol cannot be stored'],
    ['a Date', new Date(), 'an instance of Date cannot be stored'],
    ['a RegExp', /x/, 'an instance of RegExp cannot be stored'],
    ['a Set', new Set(), 'an instance of Set cannot be stored'],
    ['an Error', new Error('x'), 'an instance of Error cannot be stored'],
    ['a promise', Promise.resolve(), 'an instance of Promise cannot be stored'],
    ['boxed text', Object('x'), 'an instance of String cannot be stored'],
    ['another typed array', new Uint16Array(2), 'an instance of Uint16Array cannot be stored'],
    ['an ArrayBuffer', new ArrayBuffer(2), 'an instance of ArrayBuffer cannot be stored'],
    ['a class of somebody', new Unknown(), 'an instance of Unknown cannot be stored'],
    ['a class with a static name', new (class { field = 1; static name = () => 'x' })(), 'an instance of an unknown class cannot be stored'], // prettier-ignore
    ['a number beyond 2^53', 2 ** 53, 'a whole number beyond ±(2^53 - 1)'],
    ['1e300', 1e300, 'a whole number beyond ±(2^53 - 1)'],
    ['a bigint beyond int64', 2n ** 63n, 'the bigint does not fit a signed 64-bit integer'],
    ['a bigint below int64', -(2n ** 63n) - 1n, 'the bigint does not fit a signed 64-bit integer'],
    ['half a surrogate pair', '\ud800', 'a string with half a surrogate pair, which UTF-8 cannot express'],
    ['the key NaN', new Map([[NaN, 1]]), 'NaN cannot be a map key'],
    ['a fraction as a key', new Map([[1.5, 1]]), 'a fraction cannot be a map key'],
    ['a key beyond 2^53', new Map([[2 ** 53, 1]]), 'a whole number beyond ±(2^53 - 1)'],
    ['null as a key', new Map([[null, 1]]), 'null cannot be a map key'],
    ['a boolean as a key', new Map([[true, 1]]), 'boolean cannot be a map key'],
    ['a list as a key', new Map([[[1], 1]]), 'an instance of Array cannot be a map key'],
    ['GeoJSON as a key', new Map([[new GeoJSON('{}'), 1]]), 'an instance of GeoJSON cannot be a map key'],
    ['an extension as a key', new Map([[new MsgpackExtension(1, hex('01')), 1]]), 'an instance of MsgpackExtension cannot be a map key'], // prettier-ignore
    ['1 and 1n as keys', new Map<Value, Value>([[1, 1], [1n, 2]]), 'the map has a key twice'], // prettier-ignore
    ['equal bytes as keys', new Map([[Buffer.from('a'), 1], [Buffer.from('a'), 2]]), 'the map has a key twice'], // prettier-ignore
    ['equal keys in an ordered map', new OrderedMap(new Map<Value, Value>([[5n, 1], ['a', 1], [5, 2]])), 'the map has a key twice'], // prettier-ignore
  ]
  test.each(cases)('%s', (_, value, reason) => {
    expect(failure(value).reason).toBe(reason)
    expect(failure(value).path).toBe('')
  })

  test('the path says where it is', () => {
    expect(failure([1, { a: [null, undefined] }]).path).toBe('[1]{0}[1]')
    expect(failure(new Map<Value, unknown>([[1, [undefined]]])).path).toBe('{0}[0]')
    expect(failure(new Map([['k', undefined]])).path).toBe('{0}')
    expect(failure(new OrderedMap({ a: new OrderedList([undefined as unknown as Value]) })).path).toBe(
      '{0}[0]',
    )
    expect(failure({ list: [new Map([[true, 1]])] }).path).toBe('{0}[0]')
    expect(failure([1, , 2]).path).toBe('[1]') // eslint-disable-line no-sparse-arrays -- a hole is what is tested
    expect(failure([[new MsgpackExtension(1, hex('01'))]])).toMatchObject({
      path: '[0][0]',
      reason: 'an extension cannot be the first element of a list',
    })
    expect(failure([1, undefined]).toError('Bin b')).toMatchObject({
      code: 'INVALID_VALUE',
      message: 'Bin b[1]: undefined cannot be stored: leave it out, or give null',
    })
  })

  test('a cycle, of any kind', () => {
    const list: unknown[] = []
    list.push(list, list)
    const object: Record<string, unknown> = {}
    object['self'] = object
    const map = new Map<string, unknown>()
    map.set('self', [map])
    const key = new Map<unknown, unknown>()
    key.set(key, 1)
    const ordered: unknown[] = []
    ordered.push(
      new OrderedList([ordered as Value, ordered as Value]),
      new OrderedMap({ a: ordered as Value }),
    )
    for (const cycle of [list, object, map, key, ordered]) {
      expect(failure(cycle)).toBeInstanceOf(ValueFailure)
      expect(failure(cycle).toError('Bin x')).toMatchObject({ code: 'INVALID_VALUE' })
    }
  })

  test('256 levels are packed, and read back', () => {
    let lists: Value = 1
    let maps: Value = 1
    for (let i = 0; i < 256; i++) {
      lists = [lists]
      maps = { a: maps }
    }
    expect(unpack(pack(lists))).toStrictEqual(lists)
    expect(unpack(pack(maps))).toStrictEqual(maps)
    expect(unpack(pack(new OrderedList([0, lists])))).toStrictEqual([0, lists])
  })
})
