const C1 = 0x87c37b91114253d5n
const C2 = 0x4cf5ad432745937fn

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint): bigint => u64(value << bits) | (value >> (64n - bits))
const mixLow = (value: bigint): bigint => u64(rotate(u64(value * C1), 31n) * C2)
const mixHigh = (value: bigint): bigint => u64(rotate(u64(value * C2), 33n) * C1)

function finish(value: bigint): bigint {
  let mixed = value ^ (value >> 33n)
  mixed = u64(mixed * 0xff51afd7ed558ccdn)
  mixed ^= mixed >> 33n
  mixed = u64(mixed * 0xc4ceb9fe1a85ec53n)
  return mixed ^ (mixed >> 33n)
}

/** The two 64-bit halves of MurmurHash3 x64 128 with seed 0. */
export function murmur128(data: Buffer): readonly [bigint, bigint] {
  let low = 0n
  let high = 0n
  const whole = data.length & ~15
  for (let at = 0; at < whole; at += 16) {
    low = rotate(low ^ mixLow(data.readBigUInt64LE(at)), 27n)
    low = u64(u64(low + high) * 5n + 0x52dce729n)
    high = rotate(high ^ mixHigh(data.readBigUInt64LE(at + 8)), 31n)
    high = u64(u64(high + low) * 5n + 0x38495ab5n)
  }
  // Missing bytes count as zeros, and zeros leave the halves as they are.
  const tail = Buffer.alloc(16)
  data.copy(tail, 0, whole)
  const length = BigInt(data.length)
  low ^= mixLow(tail.readBigUInt64LE(0)) ^ length
  high ^= mixHigh(tail.readBigUInt64LE(8)) ^ length
  low = u64(low + high)
  high = u64(high + low)
  low = finish(low)
  high = finish(high)
  low = u64(low + high)
  return [low, u64(high + low)]
}
