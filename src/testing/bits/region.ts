/**
 * A run of bits inside bytes: `first` bits of the first byte and the bits behind the run's end are not part of it.
 * Bits are numbered from the left, as the server does.
 */
export interface Region {
  readonly bytes: Buffer
  /** 0 to 7. */
  readonly first: number
  /** In bits, more than 0. */
  readonly size: number
}

/** Which bits of byte `index` belong to the region. */
export function maskAt(region: Region, index: number): number {
  const head = index === 0 ? 0xff >> region.first : 0xff
  const tailLength = (region.first + region.size) & 7
  const tail = index === region.bytes.length - 1 && tailLength !== 0 ? 0xff << (8 - tailLength) : 0xff
  return head & tail
}

/** Byte `index` with every bit outside the region cleared; 0 beyond its ends. */
export function maskedAt(region: Region, index: number): number {
  return (region.bytes[index] ?? 0) & maskAt(region, index)
}

/** Up to 64 bits as an unsigned integer. */
export function loadInteger(region: Region): bigint {
  let value = 0n
  for (let i = 0; i < region.bytes.length; i++) value = (value << 8n) | BigInt(maskedAt(region, i))
  return value >> BigInt(trailing(region))
}

/** The bytes of the region when it holds `value`, as {@link loadInteger} reads it. */
export function integerBytes(region: Region, value: bigint): Buffer {
  const bytes = Buffer.alloc(region.bytes.length)
  let left = BigInt.asUintN(region.size, value) << BigInt(trailing(region))
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(left & 0xffn)
    left >>= 8n
  }
  return bytes
}

/** How many bits behind the region its last byte holds. */
function trailing(region: Region): number {
  return region.bytes.length * 8 - region.first - region.size
}
