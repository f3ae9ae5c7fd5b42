import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../src/errors/index.ts'
import {
  DECODE_DEFAULTS,
  type DecodeOptions,
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
} from '../../../src/values.ts'
import { readParticle, writeParticle } from '../../../src/wire/particle.ts'
import { ParticleType } from '../../../src/wire/proto.ts'
import { ValueFailure } from '../../../src/wire/value-failure.ts'
import { Writer } from '../../../src/wire/writer.ts'
import { hex } from './msgpack/helpers.ts'

function write(value: Value): { type: number; bytes: Buffer } {
  const writer = new Writer(1)
  const type = writeParticle(writer, value)
  return { type, bytes: writer.toBuffer() }
}

function read(type: number, bytes: Buffer, options: Partial<DecodeOptions> = {}): unknown {
  const guarded = Buffer.concat([Buffer.from([0xc1]), bytes, Buffer.alloc(9, 0xc1)])
  return readParticle(type, guarded, 1, 1 + bytes.length, { ...DECODE_DEFAULTS, ...options })
}

const { integer, double, string, blob, boolean, hll, map, list, geojson } = ParticleType

const ROUND_TRIPS: [name: string, value: Value, type: number, back?: unknown][] = [
  ['0', 0, integer],
  ['-1', -1, integer],
  ['2^53 - 1', Number.MAX_SAFE_INTEGER, integer],
  ['-(2^53 - 1)', Number.MIN_SAFE_INTEGER, integer],
  ['a small bigint', 5n, integer, 5],
  ['2^53', 2n ** 53n, integer],
  ['-2^53', -(2n ** 53n), integer],
  ['2^63 - 1', 2n ** 63n - 1n, integer],
  ['-2^63', -(2n ** 63n), integer],
  ['1.5', 1.5, double],
  ['-0', -0, double],
  ['NaN', NaN, double],
  ['Infinity', Infinity, double],
  ['-Infinity', -Infinity, double],
  ['the smallest double', 5e-324, double],
  ['Double(2)', new Double(2), double, 2],
  ['Double(2^60)', new Double(2 ** 60), double, 2 ** 60],
  ['true', true, boolean],
  ['false', false, boolean],
  ['empty text', '', string],
  ['text with NUL', 'a\0b', string],
  ['text of four bytes a character', '😀', string],
  ['a Buffer', Buffer.from([0, 1, 255]), blob],
  ['a Uint8Array', Uint8Array.of(1, 2), blob, Buffer.from([1, 2])],
  ['empty bytes', Buffer.alloc(0), blob],
  ['HyperLogLog', new HyperLogLog(hex('00ff')), hll],
  ['a Java blob', new ForeignBlob(7, hex('00ff')), 7],
  ['a C# blob', new ForeignBlob(8, hex('00ff')), 8],
  ['a blob of a type unknown', new ForeignBlob(99, hex('00ff')), 99],
  ['an empty list', [], list],
  ['a list', [1, 'a', null, [true], { b: 2 }], list],
  ['an ordered list', new OrderedList([2, 1]), list, [1, 2]],
  ['an empty object', {}, map],
  ['an object', { a: 1, b: [null] }, map],
  ['a Map of integers', new Map([[1, 'a']]), map],
  ['an empty Map', new Map(), map, {}],
  ['an ordered map', new OrderedMap({ b: 1, a: 2 }), map, { a: 2, b: 1 }],
]

describe('particles', () => {
  test.each(ROUND_TRIPS)('%s comes back', (_, value, type, back = value) => {
    const written = write(value)
    expect(written.type).toBe(type)
    expect(read(written.type, written.bytes)).toStrictEqual(back)
  })

  for (const length of [0, 1, 11, 12, 13, 30, 31, 32, 33, 126, 127, 128, 254, 255, 256, 65_535, 65_536]) {
    test(`text of ${length} characters comes back, as a bin, in a list and as a key`, () => {
      for (const character of ['a', '\0', 'é', '€', '😀']) {
        const text = character.repeat(length)
        for (const value of [text, [text, text], { [text]: text }]) {
          const { type, bytes } = write(value)
          expect(read(type, bytes)).toStrictEqual(value)
        }
      }
    })
  }

  test('null is a particle without bytes', () => {
    expect(write(null)).toEqual({ type: ParticleType.null, bytes: Buffer.alloc(0) })
    expect(read(ParticleType.null, Buffer.alloc(0))).toBeNull()
  })

  test('GeoJSON is written without cells, and read with any number of them', () => {
    const written = write(GeoJSON.point(8.5, 47.4))
    expect(written.type).toBe(geojson)
    expect(written.bytes.toString('latin1')).toBe('\0\0\0{"type":"Point","coordinates":[8.5,47.4]}')
    // As the server answers (8.1.2): one cell for a point.
    const answer = Buffer.concat([hex('000001 47900bad68ecb243'), Buffer.from('{"type":"Point"}')])
    expect(String(read(geojson, answer))).toBe('{"type":"Point"}')
    expect(String(read(geojson, hex('000000')))).toBe('')
    for (const bad of ['', '00', '0000', '000001', '00000147900bad68ecb2', '00ffff01']) {
      expect(() => read(geojson, hex(bad)), bad).toThrow(ProtocolError)
    }
  })

  test('integers come back as the mode says', () => {
    const { bytes } = write(7)
    expect(read(integer, bytes, { integers: 'bigint' })).toBe(7n)
    expect(read(integer, write(2n ** 60n).bytes)).toBe(2n ** 60n)
    expect(() => read(integer, write(2n ** 60n).bytes, { integers: 'number' })).toThrow(
      expect.objectContaining({ code: 'INTEGER_UNSAFE' }),
    )
    expect(read(list, write([1, { a: 2 }]).bytes, { integers: 'bigint' })).toStrictEqual([1n, { a: 2n }])
  })

  test('integers of fewer bytes keep their sign', () => {
    expect(read(integer, hex('ff'))).toBe(-1)
    expect(read(integer, hex('0100'))).toBe(256)
    expect(read(integer, hex('80000000'))).toBe(-(2 ** 31))
    expect(read(integer, hex('ff'), { integers: 'bigint' })).toBe(-1n)
  })

  test.each([
    [integer, 0],
    [integer, 7],
    [integer, 9],
    [double, 0],
    [double, 4],
    [double, 7],
    [double, 9],
    [boolean, 0],
    [boolean, 2],
  ])('particle type %i of %i bytes is refused', (type, size) => {
    expect(() => read(type, Buffer.alloc(size))).toThrow(ProtocolError)
  })

  test('a list or map without bytes is null, one cut off is refused', () => {
    for (const value of [[1, 'two', [3]], new Map([[1, 'two']])]) {
      const { type, bytes } = write(value)
      expect(read(type, Buffer.alloc(0))).toBeNull()
      for (let end = 1; end < bytes.length; end++) {
        expect(() => read(type, bytes.subarray(0, end))).toThrow(ProtocolError)
      }
    }
  })

  test('bytes that come back are copies', () => {
    for (const type of [blob, hll, 7, 99]) {
      const source = hex('aabb')
      const value = readParticle(type, source, 0, 2, DECODE_DEFAULTS)
      source.fill(0)
      const bytes = Buffer.isBuffer(value) ? value : (value as HyperLogLog | ForeignBlob).bytes
      expect(bytes.toString('hex')).toBe('aabb')
    }
  })

  test('wrappers own their bytes', () => {
    const source = hex('aabb')
    const wrappers = [
      new HyperLogLog(source).bytes,
      new ForeignBlob(7, source).bytes,
      new MsgpackExtension(1, source).data,
    ]
    source.fill(0)
    for (const bytes of wrappers) expect(bytes.toString('hex')).toBe('aabb')
  })

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a Date', new Date()],
    ['2^53', 2 ** 53],
    ['-2^53', -(2 ** 53)],
    ['a bigint too wide', 2n ** 63n],
    ['half a surrogate pair', '\udfff'],
    ['a wildcard', WILDCARD],
    ['infinity', INFINITY],
    ['an extension', new MsgpackExtension(1, Buffer.alloc(1))],
    ['undefined in a list', [undefined]],
  ])('%s is refused', (_, value) => {
    expect(() => write(value as Value)).toThrow(ValueFailure)
  })

  test('objects of another realm are plain objects too', async () => {
    const { runInNewContext } = await import('node:vm')
    const { type, bytes } = write(runInNewContext('({ a: [1, { b: 2 }] })') as Value)
    expect(read(type, bytes)).toStrictEqual({ a: [1, { b: 2 }] })
  })
})

describe('wrapper classes', () => {
  const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
  test.each([
    ['Double of text', () => new Double('2' as unknown as number)],
    ['GeoJSON of nothing', () => new GeoJSON(undefined as unknown as string)],
    ['GeoJSON of null', () => new GeoJSON(null as unknown as string)],
    ['GeoJSON of a bigint inside', () => new GeoJSON({ a: 1n })],
    ['HyperLogLog of text', () => new HyperLogLog('x' as unknown as Uint8Array)],
    ['ForeignBlob of type 256', () => new ForeignBlob(256, Buffer.alloc(1))],
    ['ForeignBlob of nothing', () => new ForeignBlob(7, undefined as unknown as Uint8Array)],
    ['MsgpackExtension of type -1', () => new MsgpackExtension(-1, Buffer.alloc(1))],
  ])('%s is refused', (_, make) => {
    expect(make).toThrow(invalid)
  })

  test('OrderedMap refuses another order', () => {
    expect(() => new OrderedMap({}, { order: 'value' as 'key' })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })

  test('they can be written as JSON', () => {
    expect(JSON.stringify([new Double(2), GeoJSON.circle(1, 2, 3), new HyperLogLog(hex('ff'))])).toBe(
      '[2,{"type":"AeroCircle","coordinates":[[1,2],3]},"/w=="]',
    )
    expect(Number(new Double(1.5)) * 2).toBe(3)
  })
})
