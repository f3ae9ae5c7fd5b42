import { protocolError } from '../../errors/index.ts'
import { isBytes } from '../../kinds.ts'
import {
  type DecodeOptions,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  INFINITY,
  MsgpackExtension,
  type Value,
  WILDCARD,
} from '../../values.ts'
import { beyondSafe, readInteger } from '../integer.ts'
import { ParticleType } from '../proto.ts'
import { decodeName } from '../decode-name.ts'
import { decodeText } from '../text.ts'
import { INFINITY_DATA, MapFlag, MARKER_EXT, WILDCARD_DATA } from './pack.ts'

/** The server has no limit of its own (msgpack_in.c does not recurse, 8.1.2); much deeper, and the call stack would end first. */
const DEPTH_MAX = 1024

/** A place in a buffer that values are read from; nothing is read at or beyond `end`. */
export class Cursor {
  buffer: Buffer
  position: number
  end: number

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.buffer = buffer
    this.position = start
    this.end = end
  }

  /** Goes to another place, so that one object serves many values. */
  moveTo(buffer: Buffer, start: number, end: number): void {
    this.buffer = buffer
    this.position = start
    this.end = end
  }

  /** Steps over `count` bytes and returns where they start. */
  take(count: number): number {
    const start = this.position
    if (count > this.end - start) throw protocolError('A list or map ends in the middle of a value')
    this.position = start + count
    return start
  }

  u8(): number {
    return this.buffer[this.take(1)] as number
  }

  u16(): number {
    return this.buffer.readUInt16BE(this.take(2))
  }

  u32(): number {
    return this.buffer.readUInt32BE(this.take(4))
  }
}

/** What is read out of a list or map: anything but a marker in practice, and arrays, Maps and objects of its own. */
export type Decoded = Value

/** Reads one value. */
export function unpackValue(cursor: Cursor, options: DecodeOptions, depth = 0): Decoded {
  const header = cursor.u8()
  if (header < 0x80) return options.integers === 'bigint' ? BigInt(header) : header
  if (header < 0x90) return unpackMap(cursor, header & 0x0f, options, depth)
  if (header < 0xa0) return unpackList(cursor, header & 0x0f, options, depth)
  if (header < 0xc0) return unpackTyped(cursor, header & 0x1f)
  if (header >= 0xe0) return small(header - 0x100, options)
  return unpackWide(cursor, header, options, depth)
}

function unpackWide(cursor: Cursor, header: number, options: DecodeOptions, depth: number): Decoded {
  switch (header) {
    case 0xc0:
      return null
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
    case 0xd9:
      return unpackTyped(cursor, cursor.u8())
    case 0xc5:
    case 0xda:
      return unpackTyped(cursor, cursor.u16())
    case 0xc6:
    case 0xdb:
      return unpackTyped(cursor, cursor.u32())
    case 0xca:
      return cursor.buffer.readFloatBE(cursor.take(4))
    case 0xcb:
      return cursor.buffer.readDoubleBE(cursor.take(8))
    case 0xdc:
      return unpackList(cursor, cursor.u16(), options, depth)
    case 0xdd:
      return unpackList(cursor, cursor.u32(), options, depth)
    case 0xde:
      return unpackMap(cursor, cursor.u16(), options, depth)
    case 0xdf:
      return unpackMap(cursor, cursor.u32(), options, depth)
    default:
      if (header >= 0xcc && header <= 0xd3) return unpackInteger(cursor, header, options)
      if (isExtension(header)) return unpackExtension(cursor, header)
      throw protocolError(`A list or map holds the byte 0x${header.toString(16)}, which begins no value`)
  }
}

function small(value: number, options: DecodeOptions): number | bigint {
  return options.integers === 'bigint' ? BigInt(value) : value
}

function unpackInteger(cursor: Cursor, header: number, options: DecodeOptions): number | bigint {
  const { buffer } = cursor
  switch (header) {
    case 0xcc:
      return small(cursor.u8(), options)
    case 0xcd:
      return small(cursor.u16(), options)
    case 0xce:
      return small(cursor.u32(), options)
    case 0xcf:
      return unpackUint64(cursor, options)
    case 0xd0:
      return small(buffer.readInt8(cursor.take(1)), options)
    case 0xd1:
      return small(buffer.readInt16BE(cursor.take(2)), options)
    case 0xd2:
      return small(buffer.readInt32BE(cursor.take(4)), options)
    default:
      return readInteger(buffer, cursor.take(8), options.integers)
  }
}

/** The server's integers have a sign; a uint64 beyond it is given as it stands, for whoever wrote it. */
function unpackUint64(cursor: Cursor, options: DecodeOptions): number | bigint {
  const at = cursor.take(8)
  const { buffer } = cursor
  if ((buffer[at] as number) < 0x80) return readInteger(buffer, at, options.integers)
  return beyondSafe(buffer.readBigUInt64BE(at), options.integers)
}

/** Text, bytes, GeoJSON: the first byte says which (a particle type). */
function unpackTyped(cursor: Cursor, size: number): Decoded {
  if (size === 0) return ''
  const { buffer } = cursor
  const start = cursor.take(size)
  const type = buffer[start] as number
  const end = start + size
  switch (type) {
    case ParticleType.string:
      return decodeText(buffer, start + 1, end)
    case ParticleType.blob:
      return Buffer.from(buffer.subarray(start + 1, end))
    case ParticleType.geojson:
      return new GeoJSON(decodeText(buffer, start + 1, end))
    case ParticleType.hll:
      return new HyperLogLog(buffer.subarray(start + 1, end))
    default:
      return new ForeignBlob(type, buffer.subarray(start + 1, end))
  }
}

function unpackList(cursor: Cursor, count: number, options: DecodeOptions, depth: number): Decoded[] {
  checkCount(cursor, count, depth)
  const length = count > 0 && takeFlags(cursor) >= 0 ? count - 1 : count
  if (length > EXACT_MAX) return unpackLong(cursor, length, options, depth)
  const list = new Array<Decoded>(length)
  for (let i = 0; i < length; i++) list[i] = unpackValue(cursor, options, depth + 1)
  return list
}

/** A list that grows has room for 17 items at first: for a short one that is most of what a record takes in memory. */
const EXACT_MAX = 1024

/** The count is only a claim, and memory is made for what is really there. */
function unpackLong(cursor: Cursor, length: number, options: DecodeOptions, depth: number): Decoded[] {
  const list: Decoded[] = []
  for (let i = 0; i < length; i++) list.push(unpackValue(cursor, options, depth + 1))
  return list
}

/**
 * Flags at the head of a list or map, stepped over; -1 when there are none. A wildcard or an infinity is an extension too,
 * told apart by its type byte.
 */
function takeFlags(cursor: Cursor): number {
  const { buffer, position } = cursor
  const header = buffer[position] as number
  if (position >= cursor.end || !isExtension(header)) return -1
  cursor.take(1)
  const size = extensionSize(cursor, header)
  const type = cursor.u8()
  cursor.take(size)
  if (type !== MARKER_EXT) return type
  cursor.position = position
  return -1
}

function unpackMap(cursor: Cursor, count: number, options: DecodeOptions, depth: number): Decoded {
  checkCount(cursor, count * 2, depth)
  let left = count
  const flags = left > 0 ? takeFlags(cursor) : -1
  if (flags >= 0) {
    unpackValue(cursor, options, depth + 1)
    left--
  }
  // The server marks a result whose pairs stand in an order of their own (by rank, by index) so; a map would lose it.
  if (flags >= 0 && (flags & MapFlag.preserveOrder) !== 0) return unpackPairs(cursor, left, options, depth)
  const ordered = flags >= 0 && (flags & MapFlag.keyOrdered) !== 0
  if (options.maps === 'map') return unpackIntoMap(cursor, left, options, depth, new Map())
  return unpackIntoObject(cursor, left, options, depth, ordered)
}

function unpackPairs(cursor: Cursor, count: number, options: DecodeOptions, depth: number): Decoded[] {
  const pairs: Decoded[] = []
  for (let i = 0; i < count; i++) {
    const key = unpackValue(cursor, options, depth + 1)
    pairs.push([key, unpackValue(cursor, options, depth + 1)])
  }
  return pairs
}

function unpackIntoMap(
  cursor: Cursor,
  count: number,
  options: DecodeOptions,
  depth: number,
  map: Map<Decoded, Decoded>,
): Map<Decoded, Decoded> {
  for (let i = 0; i < count; i++) {
    const key = unpackValue(cursor, options, depth + 1)
    map.set(key, unpackValue(cursor, options, depth + 1))
  }
  return map
}

/** A plain object as long as that loses nothing; in mode `auto` a Map from the first key on that it would. */
function unpackIntoObject(
  cursor: Cursor,
  count: number,
  options: DecodeOptions,
  depth: number,
  ordered: boolean,
): Decoded {
  const object: Record<string, Decoded> = {}
  for (let i = 0; i < count; i++) {
    const at = cursor.position
    const key = unpackKey(cursor, options, depth + 1)
    if (
      options.maps === 'auto' &&
      (typeof key !== 'string' || key === '__proto__' || (ordered && isIndexLike(key)))
    ) {
      const map = new Map<Decoded, Decoded>(Object.entries(object))
      map.set(key, unpackValue(cursor, options, depth + 1))
      return unpackIntoMap(cursor, count - i - 1, options, depth, map)
    }
    const name = typeof key === 'string' ? key : keyText(key, cursor.buffer.subarray(at, cursor.position))
    setProperty(object, name, unpackValue(cursor, options, depth + 1))
  }
  return object
}

/**
 * A key of an object. Of short text the same few come again and again; keys beyond fifteen characters are more likely to be
 * identifiers, each there once, for which keeping them costs more than it gains.
 */
function unpackKey(cursor: Cursor, options: DecodeOptions, depth: number): Decoded {
  const { buffer, position } = cursor
  const header = buffer[position] as number
  if (header > 0xa0 && header <= 0xb0 && buffer[position + 1] === ParticleType.string) {
    const start = cursor.take((header & 0x1f) + 1) + 2
    return decodeName(buffer, start, cursor.position)
  }
  return unpackValue(cursor, options, depth)
}

/** Assignment to `__proto__` would change the prototype instead of adding a property. */
export function setProperty(object: Record<string, Decoded>, key: string, value: Decoded): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else object[key] = value
}

/** Objects move keys that look like array indexes to the front, which would lose the order of an ordered map. */
function isIndexLike(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= 0x30 && first <= 0x39 && String(Number(key) >>> 0) === key
}

/** A key as a property's name: scalars as text, bytes in base64, and what else older servers let be a key by what it is packed as. */
function keyText(key: Decoded, packed: Buffer): string {
  if (isBytes(key)) return Buffer.from(key).toString('base64')
  return typeof key === 'object' && key !== null ? packed.toString('base64') : String(key)
}

function isExtension(header: number): boolean {
  return (header >= 0xc7 && header <= 0xc9) || (header >= 0xd4 && header <= 0xd8)
}

function extensionSize(cursor: Cursor, header: number): number {
  if (header >= 0xd4) return 1 << (header - 0xd4)
  return header === 0xc7 ? cursor.u8() : header === 0xc8 ? cursor.u16() : cursor.u32()
}

function unpackExtension(cursor: Cursor, header: number): Decoded {
  const size = extensionSize(cursor, header)
  const type = cursor.u8()
  const start = cursor.take(size)
  if (type === MARKER_EXT && size === 1) {
    const data = cursor.buffer[start]
    if (data === WILDCARD_DATA) return WILDCARD
    if (data === INFINITY_DATA) return INFINITY
  }
  return new MsgpackExtension(type, cursor.buffer.subarray(start, start + size))
}

/** Every element takes a byte at least: a count beyond what is left is a lie, and is refused before anything is made for it. */
function checkCount(cursor: Cursor, count: number, depth: number): void {
  if (count > cursor.end - cursor.position)
    throw protocolError('A list or map says it has more elements than bytes')
  if (depth > DEPTH_MAX) throw protocolError(`A list or map is nested deeper than ${DEPTH_MAX} levels`)
}
