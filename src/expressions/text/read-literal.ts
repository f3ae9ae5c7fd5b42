import { DECODE_DEFAULTS, Double, OrderedList, OrderedMap, type Value } from '../../values.ts'
import { ListFlag, MapFlag, MARKER_EXT } from '../../wire/msgpack/pack.ts'
import { type Cursor, unpackValue } from '../../wire/msgpack/unpack.ts'
import { Unprintable } from './unprintable.ts'

const DEPTH_MAX = 256

/** Reads a packed value with all that its text must show: orders of lists and maps, and which numbers are floats. */
export function readLiteral(cursor: Cursor, depth = 0): Value {
  if (depth > DEPTH_MAX) throw new Unprintable()
  const header = cursor.buffer[cursor.position] as number
  const entries = countOf(cursor, header, 0x80, 0xde)
  if (entries !== undefined) return readMap(cursor, entries, depth)
  const items = countOf(cursor, header, 0x90, 0xdc)
  if (items !== undefined) return readList(cursor, items, depth)
  const value = unpackValue(cursor, DECODE_DEFAULTS)
  return header === 0xcb && Number.isInteger(value) ? new Double(value as number) : value
}

/** How many elements a list or map of two kinds of headers has, read past its header; `undefined` for what is none. */
function countOf(cursor: Cursor, header: number, short: number, wide: number): number | undefined {
  if (header >= short && header < short + 16) return cursor.u8() - short
  if (header !== wide && header !== wide + 1) return undefined
  cursor.take(1)
  return header === wide ? cursor.u16() : cursor.u32()
}

function readMap(cursor: Cursor, count: number, depth: number): Value {
  const flags = count === 0 ? 0 : takeFlags(cursor)
  if (flags !== 0) cursor.take(1)
  const map = new Map<Value, Value>()
  for (let i = flags === 0 ? 0 : 1; i < count; i++) {
    const key = readLiteral(cursor, depth + 1)
    map.set(key, readLiteral(cursor, depth + 1))
  }
  if (flags === 0) return map
  const order = (flags & MapFlag.keyValueOrdered) === MapFlag.keyValueOrdered ? 'keyValue' : 'key'
  return new OrderedMap(map, { order, persistIndex: (flags & MapFlag.persistIndex) !== 0 })
}

function readList(cursor: Cursor, count: number, depth: number): Value {
  const flags = count === 0 ? 0 : takeFlags(cursor)
  const items: Value[] = []
  for (let i = flags === 0 ? 0 : 1; i < count; i++) items.push(readLiteral(cursor, depth + 1))
  if (flags === 0) return items
  return new OrderedList(items, { persistIndex: (flags & ListFlag.persistIndex) !== 0 })
}

/** What an empty extension at the head says of the order; 0 when there is none. What is of another form would be packed otherwise. */
function takeFlags(cursor: Cursor): number {
  const { buffer, position } = cursor
  const type = buffer[position + 2]
  if (buffer[position] !== 0xc7 || buffer[position + 1] !== 0 || type === MARKER_EXT) return 0
  cursor.take(3)
  return type as number
}
