/** Writing the server's dialect of msgpack, each value in its shortest form. Source: as_msgpack.c of the server's common module. */

function wide(code: number, width: number, value: number): Buffer {
  const out = Buffer.allocUnsafe(1 + width)
  out[0] = code
  out.writeUIntBE(value, 1, width)
  return out
}

function pick(count: number, fix: number, fixMax: number, code16: number): Buffer {
  if (count <= fixMax) return Buffer.of(fix | count)
  return count < 0x10000 ? wide(code16, 2, count) : wide(code16 + 1, 4, count)
}

export function packListHeader(count: number): Buffer {
  return pick(count, 0x90, 15, 0xdc)
}

export function packMapHeader(count: number): Buffer {
  return pick(count, 0x80, 15, 0xde)
}

/** Header of a byte string of `size` bytes; the server writes all of them with string headers. */
export function packBytesHeader(size: number): Buffer {
  if (size < 32) return Buffer.of(0xa0 | size)
  return size < 256 ? Buffer.of(0xd9, size) : pick(size, 0, -1, 0xda)
}

/** An ext element without content: how a container carries its order. */
export function packFlags(flags: number): Buffer {
  return Buffer.of(0xc7, 0, flags)
}

/** An ext element's header in its shortest form. */
export function packExtHeader(size: number, type: number): Buffer {
  const fixed = [1, 2, 4, 8, 16].indexOf(size)
  if (fixed >= 0) return Buffer.of(0xd4 + fixed, type)
  const header = size < 256 ? Buffer.of(0xc7, size) : pick(size, 0, -1, 0xc8)
  return Buffer.concat([header, Buffer.of(type)])
}

export const NIL = Buffer.of(0xc0)

export function packInt(value: number): Buffer {
  return packInt64(BigInt(value))
}

/** A signed 64-bit integer. */
export function packInt64(value: bigint): Buffer {
  return value >= 0n ? packUint64(value) : packNegative(value)
}

/** An unsigned 64-bit integer. */
export function packUint64(value: bigint): Buffer {
  if (value < 0x80n) return Buffer.of(Number(value))
  if (value < 0x100n) return wide(0xcc, 1, Number(value))
  if (value < 0x10000n) return wide(0xcd, 2, Number(value))
  if (value < 0x100000000n) return wide(0xce, 4, Number(value))
  return packBig(0xcf, value)
}

function packNegative(value: bigint): Buffer {
  const low = Number(value)
  if (value >= -32n) return Buffer.of(low + 256)
  if (value >= -0x80n) return wide(0xd0, 1, low + 0x100)
  if (value >= -0x8000n) return wide(0xd1, 2, low + 0x10000)
  if (value >= -0x80000000n) return wide(0xd2, 4, low + 0x100000000)
  return packBig(0xd3, BigInt.asUintN(64, value))
}

function packBig(code: number, value: bigint): Buffer {
  const out = Buffer.allocUnsafe(9)
  out[0] = code
  out.writeBigUInt64BE(value, 1)
  return out
}

export function packDouble(value: number): Buffer {
  const out = Buffer.allocUnsafe(9)
  out[0] = 0xcb
  out.writeDoubleBE(value, 1)
  return out
}
