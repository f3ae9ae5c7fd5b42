/**
 * The server's total order of values, on their bytes.
 * Source: aerospike-server 8.1.2, cf/src/msgpack_in.c (msgpack_cmp).
 */
import { bytesKind, EXT_COMPARE, extTypeAt, isExt, Kind, readExt, scan, uint } from './msgpack.ts'
import type { PayloadReader } from './reader.ts'

/** One side of a comparison: where it stands, and what it read last. */
interface Side {
  buf: Buffer
  pos: number
  kind: Kind
  /** Elements of a container, bytes of a string. */
  length: number
  /** Where a string's bytes start. */
  data: number
  high: number
  low: number
  double: number
  /** Whether a map was met whose keys are in no order. */
  unordered: boolean
}

function side(): Side {
  return {
    buf: Buffer.alloc(0),
    pos: 0,
    kind: 0,
    length: 0,
    data: 0,
    high: 0,
    low: 0,
    double: 0,
    unordered: false,
  }
}

/** Bit of a map's order marker that says its keys are sorted (as_msgpack.h). */
const KEY_ORDERED = 1

// Comparisons never nest, so that two sides serve them all without allocating.
const left = side()
const right = side()

/** Compares the elements at two places, both found whole by a scan: -1, 0 or 1. A wildcard equals everything. */
export function compareAt(a: Buffer, aPos: number, b: Buffer, bPos: number): number {
  place(left, a, aPos)
  place(right, b, bPos)
  let todo = 1
  let atEnd = 0
  for (let done = 0; done < todo; done++) {
    parse(left)
    parse(right)
    if (left.kind === Kind.wildcard || right.kind === Kind.wildcard) return 0
    if (left.kind !== right.kind) return left.kind > right.kind ? 1 : -1
    const order = compareParsed()
    if (order !== 0) return order
    if (left.kind !== Kind.list && left.kind !== Kind.map) continue
    // A shorter list comes first once all it has is equal; whatever follows the pair of lists no longer matters.
    const shared = Math.min(left.length, right.length)
    if (left.length === right.length) {
      todo += shared
    } else {
      todo = shared + done + 1
      atEnd = left.length < right.length ? -1 : 1
    }
  }
  return atEnd
}

function place(s: Side, buf: Buffer, pos: number): void {
  s.buf = buf
  s.pos = pos
  s.unordered = false
}

/** How two elements compare; `unordered` when a map without key order was met on the way. */
export interface Comparison {
  /** Negative, 0 or positive; `undefined` when one of them is malformed. */
  readonly order: number | undefined
  readonly unordered: boolean
}

/** Compares the next element of each reader, and passes over both. */
export function compareElements(a: PayloadReader, b: PayloadReader): Comparison {
  const from = a.offset
  const to = b.offset
  if (!a.skip(1) || !b.skip(1)) return { order: undefined, unordered: false }
  const order = compareAt(a.buffer, from, b.buffer, to)
  return { order, unordered: left.unordered || right.unordered }
}

/** Compares two values that fill their buffers. */
export function compareValues(a: Buffer, b: Buffer): number {
  return compareAt(a, 0, b, 0)
}

function compareParsed(): number {
  switch (left.kind) {
    case Kind.int:
    case Kind.negativeInt:
      return sign(left.high - right.high) || sign(left.low - right.low)
    case Kind.double:
      return sign2(left.double, right.double)
    case Kind.string:
    case Kind.bytes:
    case Kind.geojson:
    case Kind.ext:
      // Not compare() with places: Deno 2.9 checks them against the wrong one of the two.
      return Buffer.compare(
        left.buf.subarray(left.data, left.data + left.length),
        right.buf.subarray(right.data, right.data + right.length),
      )
    case Kind.map:
      return sign(left.length - right.length)
    default:
      return 0
  }
}

function sign(difference: number): number {
  return difference > 0 ? 1 : difference < 0 ? -1 : 0
}

// Not a difference: infinities, and NaN, which equals everything here as in the server's macro.
function sign2(a: number, b: number): number {
  return a > b ? 1 : a < b ? -1 : 0
}

function parse(s: Side): void {
  const b = s.buf[s.pos] ?? 0
  if (b < 0x80) setInt(s, 0, b, Kind.int, 1)
  else if (b >= 0xe0) setInt(s, 0xffffffff, (b - 256) >>> 0, Kind.negativeInt, 1)
  else if (b < 0x90) setContainer(s, Kind.map, 2 * (b & 0x0f), 1)
  else if (b < 0xa0) setContainer(s, Kind.list, b & 0x0f, 1)
  else if (b < 0xc0) setBytes(s, 1, b & 0x1f)
  else parseWide(s, b)
}

function parseWide(s: Side, b: number): void {
  const at = s.pos + 1
  if (b >= 0xcc && b <= 0xcf) parseUnsigned(s, at, 1 << (b - 0xcc))
  else if (b >= 0xd0 && b <= 0xd3) parseSigned(s, at, 1 << (b - 0xd0))
  else if (b >= 0xc4 && b <= 0xc6) setBytes(s, 1 + (1 << (b - 0xc4)), uint(s.buf, at, 1 << (b - 0xc4)))
  else if (b >= 0xd9 && b <= 0xdb) setBytes(s, 1 + (1 << (b - 0xd9)), uint(s.buf, at, 1 << (b - 0xd9)))
  else if (b === 0xdc || b === 0xdd)
    setContainer(s, Kind.list, uint(s.buf, at, b === 0xdc ? 2 : 4), b === 0xdc ? 3 : 5)
  else if (b === 0xde || b === 0xdf)
    setContainer(s, Kind.map, 2 * uint(s.buf, at, b === 0xde ? 2 : 4), b === 0xde ? 3 : 5)
  else if (b === 0xca || b === 0xcb) setDouble(s, b === 0xca)
  else if (isExt(s.buf, s.pos)) parseExt(s)
  else setPlain(s, b)
}

function setPlain(s: Side, b: number): void {
  s.kind = b === 0xc0 ? Kind.nil : b === 0xc2 ? Kind.false : b === 0xc3 ? Kind.true : Kind.error
  s.pos += 1
}

function setInt(s: Side, high: number, low: number, kind: Kind, size: number): void {
  s.high = high
  s.low = low
  s.kind = kind
  s.pos += size
}

function parseUnsigned(s: Side, at: number, width: number): void {
  if (width === 8) setInt(s, s.buf.readUInt32BE(at), s.buf.readUInt32BE(at + 4), Kind.int, 9)
  else setInt(s, 0, uint(s.buf, at, width), Kind.int, 1 + width)
}

function parseSigned(s: Side, at: number, width: number): void {
  if (((s.buf[at] ?? 0) & 0x80) === 0) parseUnsigned(s, at, width)
  else if (width === 8) setInt(s, s.buf.readUInt32BE(at), s.buf.readUInt32BE(at + 4), Kind.negativeInt, 9)
  else setInt(s, 0xffffffff, s.buf.readIntBE(at, width) >>> 0, Kind.negativeInt, 1 + width)
}

function setDouble(s: Side, single: boolean): void {
  s.double = single ? s.buf.readFloatBE(s.pos + 1) : s.buf.readDoubleBE(s.pos + 1)
  s.kind = Kind.double
  s.pos += single ? 5 : 9
}

function setBytes(s: Side, header: number, length: number): void {
  s.data = s.pos + header
  s.length = length
  s.kind = bytesKind(s.buf, s.data, length)
  s.pos = s.data + length
}

function parseExt(s: Side): void {
  const ext = readExt(s.buf, s.pos, s.buf.length)
  const b = s.buf[s.pos] ?? 0
  s.data = extTypeAt(s.buf, s.pos) + 1
  s.pos = ext?.end ?? s.buf.length
  s.length = s.pos - s.data
  s.kind = Kind.ext
  const mark = s.buf[s.data]
  const short = b === 0xd4 || b === 0xc7
  if (ext?.type === EXT_COMPARE && short && s.length === 1 && mark !== undefined && mark < 2) {
    s.kind = mark === 0 ? Kind.wildcard : Kind.infinity
  }
}

/** A container's order marker, an ext element at its head, is no part of its value. */
function setContainer(s: Side, kind: Kind, count: number, header: number): void {
  s.kind = kind
  s.length = count
  s.pos += header
  if (count === 0) return
  const ext = readExt(s.buf, s.pos, s.buf.length)
  if (kind === Kind.map && ((ext?.type ?? 0) & KEY_ORDERED) === 0) s.unordered = true
  const marker = kind === Kind.map ? 2 : 1
  if (ext === undefined || ext.type === EXT_COMPARE) return
  s.pos = scan(s.buf, s.pos, s.buf.length, undefined, marker)
  s.length -= marker
}
