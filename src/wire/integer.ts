import { clientError } from '../errors/index.ts'
import type { IntegerMode } from '../values.ts'

/** Integers of the server have 64 bits with a sign. */
export const INT64_MIN = -(2n ** 63n)
export const INT64_MAX = 2n ** 63n - 1n

/** Whether a bigint is an integer that the server can hold. */
export function fitsInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX
}

const TWO_32 = 0x1_0000_0000
const MAX_HIGH = 0x1f_ffff
const MIN_HIGH = -0x20_0000

/** A signed 64-bit integer at `position`, given as the mode says. */
export function readInteger(buffer: Buffer, position: number, mode: IntegerMode): number | bigint {
  if (mode === 'bigint') return buffer.readBigInt64BE(position)
  const high =
    ((buffer[position] as number) << 24) |
    ((buffer[position + 1] as number) << 16) |
    ((buffer[position + 2] as number) << 8) |
    (buffer[position + 3] as number)
  if (high <= MAX_HIGH && high >= MIN_HIGH) {
    const low =
      (((buffer[position + 4] as number) << 24) |
        ((buffer[position + 5] as number) << 16) |
        ((buffer[position + 6] as number) << 8) |
        (buffer[position + 7] as number)) >>>
      0
    const value = high * TWO_32 + low
    // -2^53 has the high half of a safe integer but is not one.
    if (value !== -0x20_0000_0000_0000) return value
  }
  return beyondSafe(buffer.readBigInt64BE(position), mode)
}

/** An integer that a number would round: a bigint, or in mode `number` an error that says so. */
export function beyondSafe(value: bigint, mode: IntegerMode): bigint {
  if (mode !== 'number') return value
  throw clientError(
    'INTEGER_UNSAFE',
    "An integer is beyond ±(2^53 - 1), which integers: 'number' cannot give exactly",
    {
      hint: "read it with integers: 'auto' or 'bigint'",
    },
  )
}

// Put together by hand: the methods of Buffer check what is known here, which is seen where a query reads 100,000 records.

export function u16(buffer: Buffer, at: number): number {
  return ((buffer[at] as number) << 8) | (buffer[at + 1] as number)
}

export function u32(buffer: Buffer, at: number): number {
  return (
    (((buffer[at] as number) << 24) |
      ((buffer[at + 1] as number) << 16) |
      ((buffer[at + 2] as number) << 8) |
      (buffer[at + 3] as number)) >>>
    0
  )
}
