/**
 * The server's dialect of msgpack, read in place: elements stay byte ranges, so that what was stored comes back unchanged.
 * Source: aerospike-server 8.1.2, cf/src/msgpack_in.c.
 */

/** Kinds of elements, in the order in which the server sorts them. */
export const Kind = {
  error: 0,
  nil: 1,
  false: 2,
  true: 3,
  negativeInt: 4,
  int: 5,
  string: 6,
  list: 7,
  map: 8,
  bytes: 9,
  double: 10,
  geojson: 11,
  ext: 12,
  wildcard: 13,
  infinity: 14,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Type byte of the ext elements that only exist in comparisons: wildcard (0) and infinity (1). */
export const EXT_COMPARE = 0xff

/** What `scan` says about the element it stepped over. */
export interface ScanNotes {
  /** Set when a wildcard or infinity was met: such a value cannot be stored. Never cleared by `scan`. */
  nonStorage: boolean
}

/** The kind of a byte string, which its first byte tells: the particle types string (3) and geojson (23) are kinds of their own. */
export function bytesKind(buf: Buffer, start: number, length: number): Kind {
  if (length === 0) return Kind.bytes
  const type = buf[start]
  if (type === 3) return Kind.string
  return type === 23 ? Kind.geojson : Kind.bytes
}

/** The kind of the element at `pos`; `Kind.error` when there is none. Whether it is whole only a scan knows. */
export function peekKind(buf: Buffer, pos: number, limit = buf.length): Kind {
  const b = buf[pos]
  if (b === undefined || pos >= limit) return Kind.error
  if (b < 0x80) return Kind.int
  if (b >= 0xe0) return Kind.negativeInt
  if (b < 0x90) return Kind.map
  if (b < 0xa0) return Kind.list
  if (b < 0xc0) return bytesKind(buf, pos + 1, b & 0x1f)
  switch (b) {
    case 0xc0:
      return Kind.nil
    case 0xc2:
      return Kind.false
    case 0xc3:
      return Kind.true
    case 0xc4:
    case 0xd9:
      return longBytesKind(buf, pos, 1, limit)
    case 0xc5:
    case 0xda:
      return longBytesKind(buf, pos, 2, limit)
    case 0xc6:
    case 0xdb:
      return longBytesKind(buf, pos, 4, limit)
    case 0xc7:
      return buf[pos + 1] === 1 ? compareKind(buf, pos + 2, Kind.ext) : Kind.ext
    case 0xca:
    case 0xcb:
      return Kind.double
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return Kind.int
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return ((buf[pos + 1] ?? 0) & 0x80) === 0 ? Kind.int : Kind.negativeInt
    case 0xd4:
      return compareKind(buf, pos + 1, Kind.error)
    case 0xdc:
    case 0xdd:
      return Kind.list
    case 0xde:
    case 0xdf:
      return Kind.map
    case 0xc1:
      return Kind.error
    default:
      return Kind.ext
  }
}

function longBytesKind(buf: Buffer, pos: number, width: number, limit: number): Kind {
  const start = pos + 1 + width
  return start > limit ? Kind.error : bytesKind(buf, start, uint(buf, pos + 1, width))
}

function compareKind(buf: Buffer, typeAt: number, otherwise: Kind): Kind {
  if (buf[typeAt] !== EXT_COMPARE) return otherwise
  if (buf[typeAt + 1] === 0) return Kind.wildcard
  return buf[typeAt + 1] === 1 ? Kind.infinity : otherwise
}

export function isInt(kind: Kind): boolean {
  return kind === Kind.int || kind === Kind.negativeInt
}

/** Big-endian unsigned integer of up to 4 bytes; bytes beyond the end count as zero, for `scan` finds the overrun itself. */
export function uint(buf: Buffer, pos: number, size: number): number {
  let value = 0
  for (let i = 0; i < size; i++) value = value * 256 + (buf[pos + i] ?? 0)
  return value
}

/** Where the first byte of an ext element's type and the whole element end. */
export interface ExtSpan {
  type: number
  end: number
}

/** Reads the ext element at `pos`; undefined when it is none, or is cut off. */
export function readExt(buf: Buffer, pos: number, limit: number): ExtSpan | undefined {
  if (!isExt(buf, pos)) return undefined
  const b = buf[pos] ?? 0
  const typeAt = extTypeAt(buf, pos)
  const end = typeAt + 1 + (b >= 0xd4 ? 1 << (b - 0xd4) : uint(buf, pos + 1, typeAt - pos - 1))
  return end > limit ? undefined : { type: buf[typeAt] ?? 0, end }
}

/** Where the type of the ext element at `pos` is. */
export function extTypeAt(buf: Buffer, pos: number): number {
  const b = buf[pos] ?? 0
  return b >= 0xd4 ? pos + 1 : pos + 1 + (1 << (b - 0xc7))
}

/** Whether any kind of ext element is at `pos`. */
export function isExt(buf: Buffer, pos: number): boolean {
  const b = buf[pos] ?? 0
  return (b >= 0xc7 && b <= 0xc9) || (b >= 0xd4 && b <= 0xd8)
}

/** A container's header: how many elements follow (a map's pairs count as one each) and where the first is. */
export interface Header {
  count: number
  start: number
}

export function readListHeader(buf: Buffer, pos: number, limit: number): Header | undefined {
  return readHeader(buf, pos, limit, 0x90, 0xdc)
}

export function readMapHeader(buf: Buffer, pos: number, limit: number): Header | undefined {
  return readHeader(buf, pos, limit, 0x80, 0xde)
}

function readHeader(buf: Buffer, pos: number, limit: number, fix: number, wide: number): Header | undefined {
  if (pos >= limit) return undefined
  const b = buf[pos] ?? 0
  if ((b & 0xf0) === fix) return { count: b & 0x0f, start: pos + 1 }
  if (b !== wide && b !== wide + 1) return undefined
  const width = b === wide ? 2 : 4
  return pos + 1 + width > limit ? undefined : { count: uint(buf, pos + 1, width), start: pos + 1 + width }
}

/** How many bytes stand between an element's first byte and its content's end, and how many elements it holds. */
const shape = { next: 0, inside: 0 }

/** Steps over one element's own bytes (a container's header only). Answers false for a byte that starts nothing. */
function step(buf: Buffer, pos: number, notes: ScanNotes | undefined): boolean {
  const b = buf[pos] ?? 0
  shape.inside = 0
  shape.next = pos + 1
  if (b < 0x80 || b >= 0xe0) return true
  if (b < 0x90) shape.inside = 2 * (b & 0x0f)
  else if (b < 0xa0) shape.inside = b & 0x0f
  else if (b < 0xc0) shape.next += b & 0x1f
  else return stepWide(buf, pos, b, notes)
  return true
}

/** Bytes behind the first one of elements of a fixed size, from 0xc0 on; -1 where something else decides. */
const FIXED = [
  0, -1, 0, 0, -1, -1, -1, -1, -1, -1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, -1, -1, 5, 9, 17, -1, -1, -1, -1, -1, -1,
  -1,
]

function stepWide(buf: Buffer, pos: number, b: number, notes: ScanNotes | undefined): boolean {
  const fixed = FIXED[b - 0xc0] ?? -1
  if (fixed >= 0) shape.next += fixed
  else if (b >= 0xc4 && b <= 0xc6) stepSized(buf, pos, 1 << (b - 0xc4))
  else if (b >= 0xd9 && b <= 0xdb) stepSized(buf, pos, 1 << (b - 0xd9))
  else if (b === 0xdc || b === 0xdd) stepContainer(buf, pos, b === 0xdc ? 2 : 4, 1)
  else if (b === 0xde || b === 0xdf) stepContainer(buf, pos, b === 0xde ? 2 : 4, 2)
  else if (b !== 0xc1) stepExt(buf, pos, b, notes)
  else return false
  return true
}

function stepSized(buf: Buffer, pos: number, width: number): void {
  shape.next += width + uint(buf, pos + 1, width)
}

function stepContainer(buf: Buffer, pos: number, width: number, each: number): void {
  shape.next += width
  shape.inside = each * uint(buf, pos + 1, width)
}

function stepExt(buf: Buffer, pos: number, b: number, notes: ScanNotes | undefined): void {
  const width = b <= 0xc9 ? 1 << (b - 0xc7) : 0
  const size = width === 0 ? 1 << (b - 0xd4) : uint(buf, pos + 1, width)
  shape.next += width + 1 + size
  if (notes && buf[pos + 1 + width] === EXT_COMPARE && size > 0 && size < 4) notes.nonStorage = true
}

/** Steps over `count` whole elements; answers where the next one starts, -1 when they are malformed or cut off. */
export function scan(buf: Buffer, pos: number, limit: number, notes?: ScanNotes, count = 1): number {
  for (let left = count; left > 0; left--) {
    if (pos >= limit || !step(buf, pos, notes)) return -1
    pos = shape.next
    left += shape.inside
    if (pos > limit) return -1
  }
  return pos
}

/** The integer at `pos`, as the 64 bits the server keeps (unsigned); undefined when it is none, or is cut off. */
export function readInt(buf: Buffer, pos: number, limit: number): bigint | undefined {
  const b = buf[pos] ?? 0
  if (pos >= limit) return undefined
  if (b < 0x80) return BigInt(b)
  if (b >= 0xe0) return BigInt.asUintN(64, BigInt(b - 256))
  if (b < 0xcc || b > 0xd3) return undefined
  const width = 1 << (b & 3)
  if (pos + 1 + width > limit) return undefined
  if (width === 8) return buf.readBigUInt64BE(pos + 1)
  if (b < 0xd0) return BigInt(buf.readUIntBE(pos + 1, width))
  return BigInt.asUintN(64, BigInt(buf.readIntBE(pos + 1, width)))
}

/** The double at `pos`, which a scan has found whole; a float counts as one. */
export function readDouble(buf: Buffer, pos: number): number {
  return buf[pos] === 0xca ? buf.readFloatBE(pos + 1) : buf.readDoubleBE(pos + 1)
}

/** The byte string at `pos`, which a scan has found whole: its content with the leading type byte. */
export function readBytes(buf: Buffer, pos: number): Buffer {
  const b = buf[pos] ?? 0
  if (b < 0xc0) return buf.subarray(pos + 1, pos + 1 + (b & 0x1f))
  const width = b < 0xd0 ? 1 << (b - 0xc4) : 1 << (b - 0xd9)
  const start = pos + 1 + width
  return buf.subarray(start, start + uint(buf, pos + 1, width))
}
