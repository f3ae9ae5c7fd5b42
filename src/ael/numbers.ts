const MAX = 2n ** 63n

/** An integer of 64 bits; a number where that is exact. `undefined` for one that is out of range. */
export function parseInteger(word: string, negative: boolean): number | bigint | undefined {
  const digits = BigInt(word)
  if (digits > (negative ? MAX : MAX - 1n)) return undefined
  const value = negative ? -digits : digits
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value
}
