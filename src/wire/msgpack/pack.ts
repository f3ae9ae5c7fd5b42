import { sortOf } from '../../errors/index.ts'
import { isBytes, isMap, isPlainObject, kindOf } from '../../kinds.ts'
import type {
  Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  Marker,
  MsgpackExtension,
  OrderedList,
  OrderedMap,
  Value,
} from '../../values.ts'
import { ParticleType } from '../proto.ts'
import { below, pairStep, ValueFailure } from '../value-failure.ts'
import type { Writer } from '../writer.ts'
import { haveDistinctKeys, sortElements, sortPairs } from './order.ts'
import { checkInt64, leadingExtension, nameOf, notAllowed, unsafeNumber } from './refuse.ts'

/**
 * Aerospike's dialect of msgpack: text and bytes are both written under str headers, with a first byte that says which
 * (the particle type); an ordered list or map starts with an ext that carries its flags.
 * Sources: aerospike-common as_msgpack.c, server as/src/base/cdt.c (8.1.2).
 */

/** Flags in the ext type byte at the head of a list or map (server particle_list.c, particle_map.c). */
export const ListFlag = { ordered: 0x01, persistIndex: 0x10 } as const
export const MapFlag = {
  keyOrdered: 0x01,
  keyValueOrdered: 0x03,
  preserveOrder: 0x08,
  persistIndex: 0x10,
} as const

/** Type byte of the ext that carries a wildcard or an infinity. */
export const MARKER_EXT = 0xff
export const WILDCARD_DATA = 0x00
export const INFINITY_DATA = 0x01

/** Deepest nesting that is packed: a cycle would never end. */
const DEPTH_MAX = 256

/** Writes any value inside a list or map. A value that cannot be packed throws a {@link ValueFailure}. */
export function packValue(writer: Writer, value: Value, depth = 0): void {
  switch (typeof value) {
    case 'number':
      if (Number.isInteger(value)) packNumber(writer, value)
      else packDouble(writer, value)
      return
    case 'string':
      packText(writer, value, ParticleType.string)
      return
    case 'boolean':
      writer.u8(value ? 0xc3 : 0xc2)
      return
    case 'bigint':
      packBigint(writer, value)
      return
    case 'object':
      if (value === null) writer.u8(0xc0)
      else packObject(writer, value, depth)
      return
    default:
      throw notAllowed(value)
  }
}

function packObject(writer: Writer, value: object, depth: number): void {
  if (depth > DEPTH_MAX) throw new ValueFailure(`nested deeper than ${DEPTH_MAX} levels, or a cycle`)
  if (Array.isArray(value)) packList(writer, value as readonly Value[], 0, depth)
  else if (isBytes(value)) packBytes(writer, value, ParticleType.blob)
  else if (isMap(value)) packMap(writer, value as ReadonlyMap<Value, Value>, 0, depth)
  else if (isPlainObject(value)) packPlainObject(writer, value as Record<string, Value>, depth)
  else packWrapper(writer, value, depth)
}

function packWrapper(writer: Writer, value: object, depth: number): void {
  switch (kindOf(value)) {
    case 'Double':
      packDouble(writer, (value as Double).value)
      return
    case 'GeoJSON':
      packText(writer, (value as GeoJSON).toString(), ParticleType.geojson)
      return
    case 'OrderedMap':
      packOrderedMap(writer, value as OrderedMap, depth)
      return
    case 'OrderedList':
      packOrderedList(writer, value as OrderedList, depth)
      return
    case 'HyperLogLog':
      packBytes(writer, (value as HyperLogLog).bytes, ParticleType.hll)
      return
    case 'ForeignBlob':
      packBytes(writer, (value as ForeignBlob).bytes, (value as ForeignBlob).particleType)
      return
    case 'MsgpackExtension':
      packExtension(writer, (value as MsgpackExtension).type, (value as MsgpackExtension).data)
      return
    case 'Marker':
      packMarker(writer, value as Marker)
      return
    default:
      throw notAllowed(value)
  }
}

function packMarker(writer: Writer, { name }: Marker): void {
  packExtension(writer, MARKER_EXT, Uint8Array.of(name === 'wildcard' ? WILDCARD_DATA : INFINITY_DATA))
}

/** A list; `flags` other than 0 go ahead of its elements in an ext that the server counts as an element of its own. */
function packList(writer: Writer, items: readonly Value[], flags: number, depth: number): void {
  const { length } = items
  packListHeader(writer, flags === 0 ? length : length + 1)
  if (flags !== 0) packExtension(writer, flags, NO_BYTES)
  const start = writer.position
  let i = 0
  try {
    if (flags === 0 && kindOf(items[0]) === 'MsgpackExtension') throw leadingExtension()
    for (; i < length; i++) packValue(writer, items[i] as Value, depth + 1)
  } catch (error) {
    throw below(error, `[${i}]`)
  }
  if ((flags & ListFlag.ordered) !== 0) sortElements(writer, start, length)
}

function packOrderedList(writer: Writer, { items, persistIndex }: OrderedList, depth: number): void {
  packList(writer, items, ListFlag.ordered | (persistIndex ? ListFlag.persistIndex : 0), depth)
}

function packOrderedMap(writer: Writer, map: OrderedMap, depth: number): void {
  const order = map.order === 'key' ? MapFlag.keyOrdered : MapFlag.keyValueOrdered
  packMap(writer, map.entries, order | (map.persistIndex ? MapFlag.persistIndex : 0), depth)
}

/** A map; `flags` other than 0 go ahead of its pairs in an ext with a nil for its value. */
function packMap(writer: Writer, map: ReadonlyMap<Value, Value>, flags: number, depth: number): void {
  packMapHeader(writer, flags === 0 ? map.size : map.size + 1)
  if (flags !== 0) {
    packExtension(writer, flags, NO_BYTES)
    writer.u8(0xc0)
  }
  const start = writer.position
  let comparable = true
  let pair = 0
  for (const [key, value] of map) {
    if (typeof key !== 'string' && typeof key !== 'number') comparable = false
    packMapKey(writer, key)
    try {
      packValue(writer, value, depth + 1)
    } catch (error) {
      throw below(error, pairStep(pair))
    }
    pair++
  }
  // A Map tells 1 from 1n, and two buffers with the same bytes apart; the server does not.
  const distinct =
    (flags & MapFlag.keyOrdered) !== 0
      ? sortPairs(writer, start, map.size)
      : comparable || haveDistinctKeys(writer, start, map.size)
  if (!distinct) throw new ValueFailure('the map has a key twice')
}

function packPlainObject(writer: Writer, object: Record<string, Value>, depth: number): void {
  const keys = Object.keys(object)
  packMapHeader(writer, keys.length)
  let pair = 0
  try {
    for (; pair < keys.length; pair++) {
      const key = keys[pair] as string
      packText(writer, key, ParticleType.string)
      packValue(writer, object[key] as Value, depth + 1)
    }
  } catch (error) {
    throw below(error, pairStep(pair))
  }
}

/** Map keys are text, integers or bytes: the server refuses all others (map_is_key in particle_map.c, 8.1.2). */
function packMapKey(writer: Writer, key: Value): void {
  if (typeof key === 'string') packText(writer, key, ParticleType.string)
  else if (typeof key === 'number' && Number.isInteger(key)) packNumber(writer, key)
  else if (typeof key === 'bigint') packBigint(writer, key)
  else if (isBytes(key)) packBytes(writer, key, ParticleType.blob)
  else {
    const what = typeof key === 'number' ? sortOf(key) : nameOf(key)
    throw new ValueFailure(`${what} cannot be a map key`, 'keys are text, integers or bytes')
  }
}

export function packListHeader(writer: Writer, count: number): void {
  packHeader(writer, count, 0x90, 0xdc)
}

function packMapHeader(writer: Writer, count: number): void {
  packHeader(writer, count, 0x80, 0xde)
}

function packHeader(writer: Writer, count: number, fix: number, wide: number): void {
  if (count < 16) writer.u8(fix | count)
  else if (count < 0x10000) {
    writer.u8(wide)
    writer.u16(count)
  } else {
    writer.u8(wide + 1)
    writer.u32(count)
  }
}

/** An integer held by a number, in its shortest form. */
export function packNumber(writer: Writer, value: number): void {
  if (value >= 0) {
    if (Object.is(value, -0)) packDouble(writer, value)
    else if (value < 0x80) writer.u8(value)
    else if (value < 0x100) {
      writer.u8(0xcc)
      writer.u8(value)
    } else if (value < 0x10000) {
      writer.u8(0xcd)
      writer.u16(value)
    } else if (value < 0x1_0000_0000) {
      writer.u8(0xce)
      writer.u32(value)
    } else packWideNumber(writer, value, 0xcf)
  } else if (value >= -0x20) writer.u8(value & 0xff)
  else if (value >= -0x80) {
    writer.u8(0xd0)
    writer.u8(value & 0xff)
  } else if (value >= -0x8000) {
    writer.u8(0xd1)
    writer.u16(value & 0xffff)
  } else if (value >= -0x8000_0000) {
    writer.u8(0xd2)
    writer.u32(value >>> 0)
  } else packWideNumber(writer, value, 0xd3)
}

function packWideNumber(writer: Writer, value: number, header: number): void {
  // A whole number beyond 2^53 is a double with a large exponent more likely than an exact integer; say so, don't guess.
  if (!Number.isSafeInteger(value)) throw unsafeNumber()
  writer.u8(header)
  writer.i64(value)
}

function packBigint(writer: Writer, value: bigint): void {
  checkInt64(value)
  if (value >= -0x8000_0000n && value < 0x1_0000_0000n) packNumber(writer, Number(value))
  else {
    writer.u8(value >= 0n ? 0xcf : 0xd3)
    writer.bigint64(value)
  }
}

export function packDouble(writer: Writer, value: number): void {
  writer.u8(0xcb)
  writer.f64(value)
}

/** Text or GeoJSON: a str header over one type byte and the UTF-8. */
function packText(writer: Writer, value: string, particleType: number): void {
  const { length } = value
  writer.reserveText(value, 6)
  // Most text is ASCII, and then the header's size is known; other text may turn out to need a longer one.
  const headerSize = strHeaderSize(length + 1)
  const start = writer.position
  writer.position = start + headerSize
  writer.buffer[writer.position++] = particleType
  const size = writer.utf8(value) + 1
  writeStrHeader(writer, start, headerSize, size)
}

/** Text without a type byte, as expressions have names and patterns. */
export function packRawText(writer: Writer, value: string): void {
  writer.reserveText(value, 5)
  const start = writer.position
  const headerSize = strHeaderSize(value.length)
  writer.position = start + headerSize
  writeStrHeader(writer, start, headerSize, writer.utf8(value))
}

/** Fills in a str header where room for `reserved` bytes was left, moving the text up when a longer one is needed. */
function writeStrHeader(writer: Writer, start: number, reserved: number, size: number): void {
  const needed = strHeaderSize(size)
  if (needed !== reserved) {
    writer.buffer.copyWithin(start + needed, start + reserved, writer.position)
    writer.position += needed - reserved
  }
  const { buffer, view } = writer
  if (needed === 1) buffer[start] = 0xa0 | size
  else if (needed === 2) {
    buffer[start] = 0xd9
    buffer[start + 1] = size
  } else if (needed === 3) {
    buffer[start] = 0xda
    view.setUint16(start + 1, size)
  } else {
    buffer[start] = 0xdb
    view.setUint32(start + 1, size)
  }
}

function strHeaderSize(size: number): number {
  return size < 32 ? 1 : size < 0x100 ? 2 : size < 0x10000 ? 3 : 5
}

/** Bytes: a str header over one type byte and the bytes. */
function packBytes(writer: Writer, value: Uint8Array, particleType: number): void {
  const size = value.length + 1
  const headerSize = strHeaderSize(size)
  writer.reserve(size + headerSize)
  const start = writer.position
  writer.position += headerSize
  writeStrHeader(writer, start, headerSize, size)
  writer.u8(particleType)
  writer.bytes(value)
}

const NO_BYTES = new Uint8Array(0)

/** An extension: fixext for 1, 2, 4, 8 and 16 bytes, else ext with a length. */
function packExtension(writer: Writer, type: number, data: Uint8Array): void {
  const { length } = data
  const fixed =
    length === 1
      ? 0xd4
      : length === 2
        ? 0xd5
        : length === 4
          ? 0xd6
          : length === 8
            ? 0xd7
            : length === 16
              ? 0xd8
              : 0
  if (fixed !== 0) writer.u8(fixed)
  else if (length < 0x100) {
    writer.u8(0xc7)
    writer.u8(length)
  } else if (length < 0x10000) {
    writer.u8(0xc8)
    writer.u16(length)
  } else {
    writer.u8(0xc9)
    writer.u32(length)
  }
  writer.u8(type)
  writer.bytes(data)
}
