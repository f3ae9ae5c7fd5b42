import { BitIntegerFlag, BitOp, BitOverflow } from '../../collections/bit-codes.ts'
import type { BitRequest } from './parse.ts'
import { integerBytes, loadInteger, maskAt, maskedAt, type Region } from './region.ts'

/** Changes the region in place; `false` when an integer overflows and may not. */
export function changeRegion(request: BitRequest, region: Region): boolean {
  const changed = changedBytes(request, region)
  if (changed === undefined) return false
  for (let i = 0; i < changed.length; i++) {
    const mask = maskAt(region, i)
    region.bytes[i] = ((region.bytes[i] ?? 0) & ~mask) | ((changed[i] ?? 0) & mask)
  }
  return true
}

/** What the region's bytes become; bits outside the region do not matter. */
function changedBytes(request: BitRequest, region: Region): Uint8Array | undefined {
  const { bytes } = region
  switch (request.op) {
    case BitOp.set:
      return placed(request.bytes, region)
    case BitOp.or:
      return placed(request.bytes, region).map((byte, i) => byte | (bytes[i] ?? 0))
    case BitOp.xor:
      return placed(request.bytes, region).map((byte, i) => byte ^ (bytes[i] ?? 0))
    case BitOp.and:
      return placed(request.bytes, region).map((byte, i) => byte & (bytes[i] ?? 0))
    case BitOp.not:
      return Uint8Array.from(bytes, (byte) => ~byte)
    case BitOp.leftShift:
      return shifted(region, Number(request.value))
    case BitOp.rightShift:
      return shifted(region, -Number(request.value))
    case BitOp.setInt:
      return integerBytes(region, request.value)
    default:
      return summed(request, region)
  }
}

/** The argument's bytes moved to where the region starts. */
function placed(argument: Buffer, region: Region): Uint8Array {
  const moved = new Uint8Array(region.bytes.length)
  const { first } = region
  for (let i = 0; i < moved.length; i++) {
    moved[i] = ((argument[i] ?? 0) >> first) | (i === 0 ? 0 : (argument[i - 1] ?? 0) << (8 - first))
  }
  return moved
}

/** The region moved within itself, to the left when `by` is positive; zeros come in. */
function shifted(region: Region, by: number): Uint8Array {
  const moved = new Uint8Array(region.bytes.length)
  const byteStep = Math.floor(by / 8)
  const bits = by - byteStep * 8
  for (let i = 0; i < moved.length; i++) {
    const at = i + byteStep
    moved[i] = (maskedAt(region, at) << bits) | (maskedAt(region, at + 1) >> (8 - bits))
  }
  return moved
}

function summed(request: BitRequest, region: Region): Buffer | undefined {
  const width = region.size
  const load = loadInteger(region)
  const value = BigInt.asUintN(width, request.value)
  const added = request.op === BitOp.add ? value : -value
  const sum = BigInt.asUintN(width, load + added)
  if ((request.subflags & BitOverflow.wrap) !== 0) return integerBytes(region, sum)
  const signed = (request.subflags & BitIntegerFlag.signed) !== 0
  const limit = signed ? signedLimit(width, load, added, sum) : unsignedLimit(width, load, added)
  if (limit === undefined) return integerBytes(region, sum)
  return (request.subflags & BitOverflow.saturate) !== 0 ? integerBytes(region, limit) : undefined
}

/** Where an overflowing sum would be cut off; `undefined` when it does not overflow. */
function unsignedLimit(width: number, load: bigint, added: bigint): bigint | undefined {
  if (load + added < 0n) return 0n
  return (load + added) >> BigInt(width) === 0n ? undefined : (1n << BigInt(width)) - 1n
}

/** The same for signed integers. A sum of two negatives that ends at 0 passes, as in handle_signed_overflow. */
function signedLimit(width: number, load: bigint, added: bigint, sum: bigint): bigint | undefined {
  const a = BigInt.asIntN(width, load)
  const b = BigInt.asIntN(width, added)
  const result = BigInt.asIntN(width, sum)
  if (a < 0n && b < 0n && result > 0n) return 1n << BigInt(width - 1)
  if (a > 0n && b > 0n && result < 0n) return (1n << BigInt(width - 1)) - 1n
  return undefined
}
