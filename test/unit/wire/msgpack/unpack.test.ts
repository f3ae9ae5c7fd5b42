import { describe, expect, test } from 'vitest'
import { ProtocolError, ValueError } from '../../../../src/errors/index.ts'
import {
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  INFINITY,
  MsgpackExtension,
  WILDCARD,
} from '../../../../src/values.ts'
import { hex, pack, unpack } from './helpers.ts'

/** A str or bin header of every size over the same typed content. */
function sized(width: 1 | 2 | 4, header: number, content: Buffer): Buffer {
  const size = Buffer.alloc(width)
  size.writeUIntBE(content.length, 0, width)
  return Buffer.concat([Buffer.from([header]), size, content])
}

const text = Buffer.from('\x03héllo')
const blob = Buffer.from('\x04bytes', 'latin1')
const long = Buffer.concat([Buffer.from([3]), Buffer.alloc(70_000, 'x')])

/** Every form of the dialect, and what it stands for. */
const FORMS: [name: string, bytes: Buffer, value: unknown][] = [
  ['nil', hex('c0'), null],
  ['false', hex('c2'), false],
  ['true', hex('c3'), true],
  ['fixint 0', hex('00'), 0],
  ['fixint 127', hex('7f'), 127],
  ['negative fixint -32', hex('e0'), -32],
  ['negative fixint -1', hex('ff'), -1],
  ['uint8', hex('ccff'), 255],
  ['uint16', hex('cdffff'), 65_535],
  ['uint32', hex('ceffffffff'), 4_294_967_295],
  ['uint64, safe', hex('cf001fffffffffffff'), Number.MAX_SAFE_INTEGER],
  ['uint64, wide', hex('cf0020000000000000'), 2n ** 53n],
  ['uint64, beyond int64', hex('cfffffffffffffffff'), 2n ** 64n - 1n],
  ['int8', hex('d080'), -128],
  ['int8, positive', hex('d07f'), 127],
  ['int16', hex('d18000'), -32_768],
  ['int32', hex('d280000000'), -2_147_483_648],
  ['int64, safe', hex('d3ffe0000000000001'), Number.MIN_SAFE_INTEGER],
  ['int64, wide', hex('d38000000000000000'), -(2n ** 63n)],
  ['float32', hex('ca3fc00000'), 1.5],
  ['float32, infinite', hex('caff800000'), -Infinity],
  ['float64', hex('cb3ff8000000000000'), 1.5],
  ['float64, NaN', hex('cb7ff8000000000000'), NaN],
  ['float64, -0', hex('cb8000000000000000'), -0],
  ['fixstr', Buffer.concat([hex('a7'), text]), 'héllo'],
  ['str8', sized(1, 0xd9, text), 'héllo'],
  ['str16', sized(2, 0xda, text), 'héllo'],
  ['str32', sized(4, 0xdb, text), 'héllo'],
  ['bin8 text', sized(1, 0xc4, text), 'héllo'],
  ['bin16 text', sized(2, 0xc5, text), 'héllo'],
  ['bin32 text', sized(4, 0xc6, text), 'héllo'],
  ['fixstr bytes', Buffer.concat([hex('a6'), blob]), Buffer.from('bytes')],
  ['str8 bytes', sized(1, 0xd9, blob), Buffer.from('bytes')],
  ['bin8 bytes', sized(1, 0xc4, blob), Buffer.from('bytes')],
  ['bin16 bytes', sized(2, 0xc5, blob), Buffer.from('bytes')],
  ['bin32 bytes', sized(4, 0xc6, blob), Buffer.from('bytes')],
  ['text without even a type', hex('a0'), ''],
  ['str8 without a type', hex('d900'), ''],
  ['empty text', hex('a103'), ''],
  ['empty bytes', hex('a104'), Buffer.alloc(0)],
  ['text with NUL', hex('a403610062'), 'a\0b'],
  ['HyperLogLog', hex('a312abcd'), new HyperLogLog(hex('abcd'))],
  ['Java blob', hex('a3070102'), new ForeignBlob(7, hex('0102'))],
  ['C# blob', hex('a3080102'), new ForeignBlob(8, hex('0102'))],
  ['Python blob', hex('a3090102'), new ForeignBlob(9, hex('0102'))],
  ['Ruby blob', hex('a30a0102'), new ForeignBlob(10, hex('0102'))],
  ['PHP blob', hex('a30b0102'), new ForeignBlob(11, hex('0102'))],
  ['Erlang blob', hex('a30c0102'), new ForeignBlob(12, hex('0102'))],
  ['blob of a type unknown', hex('a3fe0102'), new ForeignBlob(254, hex('0102'))],
  ['fixlist, empty', hex('90'), []],
  ['fixlist', hex('93010203'), [1, 2, 3]],
  ['list16', hex('dc0002 01 02'), [1, 2]],
  ['list32', hex('dd00000002 01 02'), [1, 2]],
  ['nested lists', hex('91 91 92 90 91 01'), [[[[], [1]]]]],
  ['fixmap, empty', hex('80'), {}],
  ['fixmap', hex('82 a20361 01 a20362 02'), { a: 1, b: 2 }],
  ['map16', hex('de0001 a20361 01'), { a: 1 }],
  ['map32', hex('df00000001 a20361 01'), { a: 1 }],
  ['nested maps', hex('81 a20361 81 a20362 80'), { a: { b: {} } }],
  ['ordered list', hex('93 c70001 01 02'), [1, 2]],
  ['ordered list, empty', hex('91 c70001'), []],
  ['ordered list with an index', hex('93 c70211abcd 01 02'), [1, 2]],
  ['ordered list, fixext', hex('93 d40100 01 02'), [1, 2]],
  ['ordered map', hex('83 c70001 c0 a20361 01 a20362 02'), { a: 1, b: 2 }],
  ['ordered map, empty', hex('81 c70001 c0'), {}],
  ['ordered map, by value too', hex('82 c70003 c0 a20361 01'), { a: 1 }],
  ['ordered map with an index', hex('82 c80002 11 abcd c0 a20361 01'), { a: 1 }],
  ['pairs in an order of their own', hex('83 c70008 c0 a20362 01 a20361 02'), [['b', 1], ['a', 2]]], // prettier-ignore
  ['pairs, none', hex('81 c70008 c0'), []],
  ['integer keys', hex('82 01 a20361 02 a20362'), new Map([[1, 'a'], [2, 'b']])], // prettier-ignore
  ['bytes as keys', hex('81 a20401 01'), new Map([[hex('01'), 1]])],
  ['a nil key', hex('81 c0 01'), new Map([[null, 1]])],
  ['text, then integer keys', hex('82 a20361 01 02 03'), new Map<unknown, unknown>([['a', 1], [2, 3]])], // prettier-ignore
  ['wildcard', hex('92 01 d4ff00'), [1, WILDCARD]],
  ['wildcard first', hex('92 d4ff00 01'), [WILDCARD, 1]],
  ['infinity', hex('91 d4ff01'), [INFINITY]],
  ['infinity as ext8', hex('91 c701ff01'), [INFINITY]],
  ['marker unknown', hex('91 d4ff02'), [new MsgpackExtension(255, hex('02'))]],
  ['fixext1', hex('92 01 d405aa'), [1, new MsgpackExtension(5, hex('aa'))]],
  ['fixext2', hex('92 01 d505aabb'), [1, new MsgpackExtension(5, hex('aabb'))]],
  ['fixext4', hex('92 01 d60501020304'), [1, new MsgpackExtension(5, hex('01020304'))]],
  ['fixext8', hex('92 01 d7050102030405060708'), [1, new MsgpackExtension(5, hex('0102030405060708'))]],
  ['fixext16', Buffer.concat([hex('9201d805'), Buffer.alloc(16, 1)]), [1, new MsgpackExtension(5, Buffer.alloc(16, 1))]], // prettier-ignore
  ['ext8', hex('92 01 c70305aabbcc'), [1, new MsgpackExtension(5, hex('aabbcc'))]],
  ['ext8, empty', hex('92 01 c70005'), [1, new MsgpackExtension(5, Buffer.alloc(0))]],
  ['ext16', hex('92 01 c8000305aabbcc'), [1, new MsgpackExtension(5, hex('aabbcc'))]],
  ['ext32', hex('92 01 c90000000305aabbcc'), [1, new MsgpackExtension(5, hex('aabbcc'))]],
]

describe('unpackValue', () => {
  test.each(FORMS)('%s', (_, bytes, value) => {
    expect(unpack(bytes)).toStrictEqual(value)
  })

  test('GeoJSON', () => {
    const point = unpack(Buffer.concat([hex('a5'), Buffer.from('\x17"x"!')]))
    expect(point).toBeInstanceOf(GeoJSON)
    expect((point as GeoJSON).toString()).toBe('"x"!')
  })

  test('text longer than a 16-bit length', () => {
    expect(unpack(sized(4, 0xdb, long))).toBe('x'.repeat(70_000))
  })

  test.each(FORMS)('%s, cut off anywhere, is a ProtocolError', (_, bytes) => {
    for (let end = 0; end < bytes.length; end++) {
      expect(() => unpack(bytes.subarray(0, end)), `cut at ${end}`).toThrow(ProtocolError)
    }
  })

  test('every header byte alone gives a value or a ProtocolError', () => {
    for (let header = 0; header < 256; header++) {
      try {
        unpack(Buffer.from([header]))
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }
    expect(() => unpack(hex('c1'))).toThrow(ProtocolError)
  })

  test('a count or size beyond the bytes there are is refused before anything is made for it', () => {
    for (const lie of [
      'ddffffffff',
      'dfffffffff',
      'dcffff',
      'deffff',
      'dbffffffff',
      'c6ffffffff',
      '91c9ffffffff05',
    ]) {
      expect(() => unpack(hex(`${lie} 010203`)), lie).toThrow(ProtocolError)
    }
    expect(() => unpack(hex('82 01 02 03'))).toThrow(ProtocolError)
  })

  test('nesting of 1024 levels is read, deeper is refused, and the stack never overflows', () => {
    const lists = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x91), hex('01')])
    const maps = (depth: number) => Buffer.concat([...new Array<Buffer>(depth).fill(hex('8101')), hex('01')])
    const keys = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.alloc(depth + 1, 1)])
    for (const build of [lists, maps, keys]) {
      expect(() => unpack(build(1024))).not.toThrow()
      for (const depth of [1026, 100_000]) expect(() => unpack(build(depth))).toThrow(ProtocolError)
    }
  })

  test('bytes are copies', () => {
    const source = hex('93 a204aa a212aa a207aa')
    const copies = unpack(source) as [Buffer, HyperLogLog, ForeignBlob]
    const extension = unpack(hex('92 01 d505aabb')) as [number, MsgpackExtension]
    const buffers = [copies[0], copies[1].bytes, copies[2].bytes, extension[1].data]
    source.fill(0)
    expect(buffers.map((b) => b.toString('hex'))).toEqual(['aa', 'aa', 'aa', 'aabb'])
  })
})

describe('integers', () => {
  const forms = ['05', 'fb', 'cc80', 'cd8000', 'ce80000000', 'cf0000000100000000', 'd0fb', 'd1fb00', 'd2fb000000', 'd3fffffffffffffffb'] // prettier-ignore
  test.each(forms)('%s is a bigint where bigints are asked for', (form) => {
    const number = unpack(hex(form)) as number
    expect(unpack(hex(form), { integers: 'bigint' })).toBe(BigInt(number))
    expect(unpack(hex(form), { integers: 'number' })).toBe(number)
  })

  test.each(['cf0020000000000000', 'cfffffffffffffffff', 'd3ffe0000000000000'])(
    '%s is too wide for a number',
    (form) => {
      expect(() => unpack(hex(form), { integers: 'number' })).toThrow(ValueError)
      expect(typeof unpack(hex(form))).toBe('bigint')
      expect(typeof unpack(hex(form), { integers: 'bigint' })).toBe('bigint')
    },
  )
})

describe('maps', () => {
  const text = pack({ a: 1, b: [{ c: 2 }] })
  const integers = pack(new Map([[1, 'a'], [-7, 'b']])) // prettier-ignore

  test('auto gives an object when that loses nothing', () => {
    expect(unpack(text)).toStrictEqual({ a: 1, b: [{ c: 2 }] })
    expect(unpack(integers)).toStrictEqual(new Map([[1, 'a'], [-7, 'b']])) // prettier-ignore
  })

  test('map gives a Map at every depth', () => {
    expect(unpack(text, { maps: 'map' })).toStrictEqual(
      new Map<unknown, unknown>([['a', 1], ['b', [new Map([['c', 2]])]]]), // prettier-ignore
    )
    expect(unpack(hex('80'), { maps: 'map' })).toStrictEqual(new Map())
  })

  test('object gives an object, keys become text', () => {
    const keys = hex('87 01 01 a20461 02 c0 03 c3 04 9101 05 81a20361a103 06 cf0020000000000000 07')
    expect(unpack(keys, { maps: 'object' })).toStrictEqual({
      '1': 1,
      'YQ==': 2,
      null: 3,
      true: 4,
      'kQE=': 5,
      gaIDYaED: 6,
      '9007199254740992': 7,
    })
  })

  test('a key that is a map with a property toString does not trip the conversion to text', () => {
    const bytes = hex('81 81 a903746f537472696e67 01 02')
    expect(Object.values(unpack(bytes, { maps: 'object' }) as object)).toEqual([2])
  })

  test('__proto__ is a key like every other', () => {
    const bytes = pack(new Map([['a', 1], ['__proto__', 2], ['b', 3]])) // prettier-ignore
    expect(unpack(bytes)).toStrictEqual(new Map([['a', 1], ['__proto__', 2], ['b', 3]])) // prettier-ignore
    const object = unpack(bytes, { maps: 'object' }) as Record<string, number>
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
    expect(Object.entries(object)).toEqual([['a', 1], ['__proto__', 2], ['b', 3]]) // prettier-ignore
    expect(({} as Record<string, unknown>)['b']).toBeUndefined()
  })

  test('keys that look like indexes keep their place in an ordered map', () => {
    const ordered = hex('84 c70001 c0 a303313 0 01 a20332 02 a20361 03'.replaceAll(' ', ''))
    const map = unpack(ordered) as Map<string, number>
    expect(map).toBeInstanceOf(Map)
    expect([...map]).toEqual([['10', 1], ['2', 2], ['a', 3]]) // prettier-ignore
    const unordered = hex('82 a20332 02 a20361 03')
    expect(unpack(unordered)).toStrictEqual({ '2': 2, a: 3 })
    for (const key of ['-1', '01', '1.5', '1e3', '9999999999', ' 1']) {
      const bytes = Buffer.concat([hex('82c70001c0'), pack(key), hex('01')])
      expect(unpack(bytes), key).toStrictEqual({ [key]: 1 })
    }
  })

  test('a pair of flags may carry any value', () => {
    expect(unpack(hex('82 c70001 93010203 a20361 01'))).toStrictEqual({ a: 1 })
  })
})
