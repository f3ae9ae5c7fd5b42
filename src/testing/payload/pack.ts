/** Packs single msgpack elements in the fewest bytes, as the server does (modules/common as_msgpack.c, 8.1.2). */

export function packInteger(value: bigint): Buffer {
  if (value >= -32n && value < 128n) return Buffer.from([Number(value) & 0xff])
  if (value >= 0n) {
    if (value <= 0xffn) return sized(0xcc, 1, Number(value))
    if (value <= 0xffffn) return sized(0xcd, 2, Number(value))
    if (value <= 0xffffffffn) return sized(0xce, 4, Number(value))
    return wide(0xcf, value)
  }
  if (value >= -0x80n) return sized(0xd0, 1, Number(value) + 0x100)
  if (value >= -0x8000n) return sized(0xd1, 2, Number(value) + 0x10000)
  if (value >= -0x80000000n) return sized(0xd2, 4, Number(value) + 0x100000000)
  return wide(0xd3, BigInt.asUintN(64, value))
}

export function packDouble(value: number): Buffer {
  return Buffer.concat([DOUBLE, doubleBytes(value)])
}
const DOUBLE = Buffer.from([0xcb])

/** 8 bytes, big endian. A NaN has its sign bit set, as one that an x86 processor computes. */
export function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  if (Number.isNaN(value)) bytes.writeUInt16BE(0xfff8)
  else bytes.writeDoubleBE(value)
  return bytes
}

export const PACKED_NIL = Buffer.from([0xc0])
export const PACKED_FALSE = Buffer.from([0xc2])
export const PACKED_TRUE = Buffer.from([0xc3])

/** A string header for `length` bytes. */
export function stringHeader(length: number): Buffer {
  if (length < 32) return Buffer.from([0xa0 | length])
  if (length < 0x100) return sized(0xd9, 1, length)
  return length < 0x10000 ? sized(0xda, 2, length) : sized(0xdb, 4, length)
}

/** A string or blob with the type byte the server keeps in front of its content. */
export function packTyped(kind: number, content: Buffer): Buffer {
  return Buffer.concat([stringHeader(content.length + 1), Buffer.from([kind]), content])
}

export function listHeader(count: number): Buffer {
  if (count < 16) return Buffer.from([0x90 | count])
  return count < 0x10000 ? sized(0xdc, 2, count) : sized(0xdd, 4, count)
}

export function mapHeader(count: number): Buffer {
  if (count < 16) return Buffer.from([0x80 | count])
  return count < 0x10000 ? sized(0xde, 2, count) : sized(0xdf, 4, count)
}

export function extHeader(length: number, type: number): Buffer {
  const fixed = [1, 2, 4, 8, 16].indexOf(length)
  if (fixed >= 0) return Buffer.from([0xd4 + fixed, type])
  const size =
    length < 0x100
      ? sized(0xc7, 1, length)
      : length < 0x10000
        ? sized(0xc8, 2, length)
        : sized(0xc9, 4, length)
  return Buffer.concat([size, Buffer.from([type])])
}

function sized(first: number, bytes: number, value: number): Buffer {
  const packed = Buffer.allocUnsafe(1 + bytes)
  packed[0] = first
  packed.writeUIntBE(value, 1, bytes)
  return packed
}

function wide(first: number, value: bigint): Buffer {
  const packed = Buffer.allocUnsafe(9)
  packed[0] = first
  packed.writeBigUInt64BE(value, 1)
  return packed
}
