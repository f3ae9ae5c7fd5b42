import { describe, expect, test } from 'vitest'
import { ValueError } from '../../../src/errors/index.ts'
import type { IntegerMode } from '../../../src/values.ts'
import { readInteger } from '../../../src/wire/integer.ts'

const SAFE = 2n ** 53n - 1n
const INSIDE = [
  0n,
  1n,
  -1n,
  255n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 32n,
  -(2n ** 32n),
  2n ** 32n - 1n,
  SAFE - 1n,
  SAFE,
  -SAFE,
  -SAFE + 1n,
]
const BEYOND = [
  SAFE + 1n,
  SAFE + 2n,
  -SAFE - 1n,
  -SAFE - 2n,
  2n ** 62n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  0x20_0000_0000_0001n,
]

function read(value: bigint, mode: IntegerMode): number | bigint {
  const buffer = Buffer.alloc(11, 0xee)
  buffer.writeBigInt64BE(value, 2)
  return readInteger(buffer, 2, mode)
}

describe('readInteger', () => {
  for (const value of INSIDE) {
    test(`${value} is a number, unless bigints are asked for`, () => {
      expect(read(value, 'auto')).toBe(Number(value))
      expect(read(value, 'number')).toBe(Number(value))
      expect(read(value, 'bigint')).toBe(value)
    })
  }
  for (const value of BEYOND) {
    test(`${value} is a bigint, or an error where numbers are asked for`, () => {
      expect(read(value, 'auto')).toBe(value)
      expect(read(value, 'bigint')).toBe(value)
      expect(() => read(value, 'number')).toThrow(ValueError)
      expect(() => read(value, 'number')).toThrow(expect.objectContaining({ code: 'INTEGER_UNSAFE' }))
    })
  }
  test('zero is not negative', () => {
    expect(Object.is(read(0n, 'auto'), 0)).toBe(true)
  })
})
