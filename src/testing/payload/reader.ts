/**
 * Kinds of msgpack elements in the order in which the server sorts them.
 * Source: aerospike-server 8.1.2, cf/include/msgpack_in.h.
 */
export const MsgpackType = {
  error: 0,
  nil: 1,
  false: 2,
  true: 3,
  negative: 4,
  integer: 5,
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
export type MsgpackType = (typeof MsgpackType)[keyof typeof MsgpackType]

/** First data byte of an ext element that stands for something only a comparison knows. */
const COMPARE_EXT = 0xff

/**
 * Reads the payload of an operation as the server does (cf/src/msgpack_in.c, 8.1.2): each method answers
 * `undefined` where the server refuses, so that malformed bytes end in its result code and never in an exception.
 */
export class PayloadReader {
  readonly buffer: Buffer
  offset: number
  readonly end: number
  /** Whether a wildcard or infinity was passed over: such values may be compared, not stored. */
  nonStorage = false

  constructor(buffer: Buffer, offset = 0, end = buffer.length) {
    this.buffer = buffer
    this.offset = offset
    this.end = end
  }

  get done(): boolean {
    return this.offset >= this.end
  }

  /** The kind of the next element, without reading it. */
  peek(): MsgpackType {
    return this.done ? MsgpackType.error : typeAt(this.buffer, this.offset, this.end)
  }

  listCount(): number | undefined {
    return this.#count(0x90, 0xdc)
  }

  mapCount(): number | undefined {
    return this.#count(0x80, 0xde)
  }

  bool(): boolean | undefined {
    const byte = this.#byte()
    if (byte !== 0xc2 && byte !== 0xc3) return undefined
    this.offset++
    return byte === 0xc3
  }

  /** An integer as its 64 bits, read as signed. */
  int64(): bigint | undefined {
    const byte = this.#byte()
    if (byte < 0x80 || byte >= 0xe0) {
      if (byte < 0) return undefined
      this.offset++
      return BigInt(byte < 0x80 ? byte : byte - 0x100)
    }
    if (byte < 0xcc || byte > 0xd3) return undefined
    const size = 1 << (byte & 3)
    const at = this.offset + 1
    if (at + size > this.end) return undefined
    this.offset = at + size
    if (size === 8) return this.buffer.readBigInt64BE(at)
    return BigInt(byte >= 0xd0 ? this.buffer.readIntBE(at, size) : this.buffer.readUIntBE(at, size))
  }

  uint64(): bigint | undefined {
    const value = this.int64()
    return value === undefined ? undefined : BigInt.asUintN(64, value)
  }

  double(): number | undefined {
    const byte = this.#byte()
    const at = this.offset + 1
    const size = byte === 0xca ? 4 : byte === 0xcb ? 8 : 0
    if (size === 0 || at + size > this.end) return undefined
    this.offset = at + size
    return size === 4 ? this.buffer.readFloatBE(at) : this.buffer.readDoubleBE(at)
  }

  /** The content of a string or blob, with its leading type byte, as a view of the payload. */
  bytes(): Buffer | undefined {
    const byte = this.#byte()
    const sizeBytes = (byte & 0xe0) === 0xa0 && byte > 0 ? 0 : stringSizeBytes(byte)
    const at = this.offset + 1 + sizeBytes
    if (sizeBytes < 0 || at > this.end) return undefined
    const length = sizeBytes === 0 ? byte & 0x1f : this.buffer.readUIntBE(this.offset + 1, sizeBytes)
    if (at + length > this.end) return undefined
    this.offset = at + length
    return this.buffer.subarray(at, at + length)
  }

  /** One whole element, whatever it is, as a view of the payload. */
  element(): Buffer | undefined {
    const start = this.offset
    return this.skip(1) ? this.buffer.subarray(start, this.offset) : undefined
  }

  /** Passes over elements with all they contain; `false` when they are not whole. */
  skip(count: number): boolean {
    let left = count
    let at = this.offset
    while (left-- > 0) {
      const head = headAt(this.buffer, at, this.end)
      if (head === undefined) return false
      at += head.size
      if (at > this.end) return false
      left += head.children
      if (head.compareOnly) this.nonStorage = true
    }
    this.offset = at
    return true
  }

  #byte(): number {
    return this.done ? -1 : (this.buffer[this.offset] ?? -1)
  }

  #count(fix: number, wide: number): number | undefined {
    const byte = this.#byte()
    if ((byte & 0xf0) === fix && byte >= 0) {
      this.offset++
      return byte & 0x0f
    }
    const size = byte === wide ? 2 : byte === wide + 1 ? 4 : 0
    if (size === 0 || this.offset + 1 + size > this.end) return undefined
    const count = this.buffer.readUIntBE(this.offset + 1, size)
    this.offset += 1 + size
    return count
  }
}

/** How many bytes of length follow the first byte of a long string or blob; -1 when it is neither. */
function stringSizeBytes(byte: number): number {
  if (byte >= 0xc4 && byte <= 0xc6) return 1 << (byte - 0xc4)
  if (byte >= 0xd9 && byte <= 0xdb) return 1 << (byte - 0xd9)
  return -1
}

interface Head {
  /** Bytes of the element itself, its children not counted. */
  readonly size: number
  readonly children: number
  readonly compareOnly: boolean
}

const plain = (size: number): Head => ({ size, children: 0, compareOnly: false })
const SMALL = plain(1)
const FIXED: Readonly<Record<number, Head>> = {
  0xc0: SMALL,
  0xc2: SMALL,
  0xc3: SMALL,
  0xca: plain(5),
  0xcb: plain(9),
  0xcc: plain(2),
  0xcd: plain(3),
  0xce: plain(5),
  0xcf: plain(9),
  0xd0: plain(2),
  0xd1: plain(3),
  0xd2: plain(5),
  0xd3: plain(9),
}

function headAt(buffer: Buffer, at: number, end: number): Head | undefined {
  const byte = at < end ? (buffer[at] ?? 0) : 0xc1
  if (byte < 0x80 || byte >= 0xe0) return SMALL
  if (byte < 0x90) return { size: 1, children: 2 * (byte & 0x0f), compareOnly: false }
  if (byte < 0xa0) return { size: 1, children: byte & 0x0f, compareOnly: false }
  if (byte < 0xc0) return plain(1 + (byte & 0x1f))
  const fixed = FIXED[byte]
  if (fixed !== undefined) return fixed
  const sizeBytes = stringSizeBytes(byte)
  if (sizeBytes > 0) {
    return at + 1 + sizeBytes > end ? undefined : plain(1 + sizeBytes + buffer.readUIntBE(at + 1, sizeBytes))
  }
  if (byte >= 0xdc) return containerHeadAt(buffer, byte, at, end)
  return extHeadAt(buffer, byte, at, end)
}

function containerHeadAt(buffer: Buffer, byte: number, at: number, end: number): Head | undefined {
  const sizeBytes = byte & 1 ? 4 : 2
  if (at + 1 + sizeBytes > end) return undefined
  const count = buffer.readUIntBE(at + 1, sizeBytes)
  return { size: 1 + sizeBytes, children: byte >= 0xde ? 2 * count : count, compareOnly: false }
}

function extHeadAt(buffer: Buffer, byte: number, at: number, end: number): Head | undefined {
  if (byte >= 0xd4 && byte <= 0xd8) {
    const length = 1 << (byte - 0xd4)
    if (length <= 2 && at + 2 > end) return undefined
    return { size: 2 + length, children: 0, compareOnly: length <= 2 && buffer[at + 1] === COMPARE_EXT }
  }
  if (byte < 0xc7 || byte > 0xc9) return undefined
  const sizeBytes = 1 << (byte - 0xc7)
  if (at + 2 + sizeBytes > end) return undefined
  const length = buffer.readUIntBE(at + 1, sizeBytes)
  const compareOnly = buffer[at + 1 + sizeBytes] === COMPARE_EXT && length < 4 && length !== 0
  return { size: 2 + sizeBytes + length, children: 0, compareOnly }
}

/** The kind of the element at `at`, which must lie before `end`. */
function typeAt(buffer: Buffer, at: number, end: number): MsgpackType {
  const byte = buffer[at] ?? 0xc1
  if (byte < 0x80) return MsgpackType.integer
  if (byte >= 0xe0) return MsgpackType.negative
  if (byte < 0x90) return MsgpackType.map
  if (byte < 0xa0) return MsgpackType.list
  if (byte < 0xc0) return stringType(byte & 0x1f, buffer[at + 1])
  if (byte >= 0xcc && byte <= 0xcf) return MsgpackType.integer
  if (byte >= 0xd0 && byte <= 0xd3) {
    return (buffer[at + 1] ?? 0) < 0x80 ? MsgpackType.integer : MsgpackType.negative
  }
  const sizeBytes = stringSizeBytes(byte)
  if (sizeBytes > 0) {
    if (at + 1 + sizeBytes > end) return MsgpackType.error
    return stringType(buffer.readUIntBE(at + 1, sizeBytes), buffer[at + 1 + sizeBytes])
  }
  return rareTypeAt(buffer, byte, at)
}

function rareTypeAt(buffer: Buffer, byte: number, at: number): MsgpackType {
  switch (byte) {
    case 0xc0:
      return MsgpackType.nil
    case 0xc2:
      return MsgpackType.false
    case 0xc3:
      return MsgpackType.true
    case 0xca:
    case 0xcb:
      return MsgpackType.double
    case 0xdc:
    case 0xdd:
      return MsgpackType.list
    case 0xde:
    case 0xdf:
      return MsgpackType.map
    case 0xd4:
      return compareType(buffer[at + 1], buffer[at + 2]) ?? MsgpackType.error
    case 0xc7:
      return (buffer[at + 1] === 1 && compareType(buffer[at + 2], buffer[at + 3])) || MsgpackType.ext
    case 0xc8:
    case 0xc9:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return MsgpackType.ext
    default:
      return MsgpackType.error
  }
}

function compareType(type: number | undefined, value: number | undefined): MsgpackType | undefined {
  if (type !== COMPARE_EXT) return undefined
  return value === 0 ? MsgpackType.wildcard : value === 1 ? MsgpackType.infinity : undefined
}

/** Strings and blobs share msgpack's string headers; their first byte tells which they are (as_bytes.h). */
function stringType(length: number, kind: number | undefined): MsgpackType {
  if (length === 0) return MsgpackType.bytes
  return kind === 3 ? MsgpackType.string : kind === 23 ? MsgpackType.geojson : MsgpackType.bytes
}
