import { HllLimit } from '../../collections/hll-codes.ts'
import { murmur128 } from './murmur.ts'

/** Bits of a register that hold the run of zeros; minhash bits follow them. */
const RUN_BITS = 6
/** Flags (1), index bits (1), minhash bits (1), the remembered count (8, little endian). */
export const HEADER_SIZE = 11

/**
 * A HyperLogLog with optional minhash bits, as a bin holds it (hll_t, particle_hll.c, 8.1.2): a header and
 * 2^indexBits registers of 6 + minhashBits bits, packed from the left.
 */
export class Sketch {
  readonly data: Buffer
  readonly indexBits: number
  readonly minhashBits: number
  readonly #width: number

  constructor(data: Buffer) {
    this.data = data
    this.indexBits = data[1] ?? 0
    this.minhashBits = data[2] ?? 0
    this.#width = RUN_BITS + this.minhashBits
  }

  static empty(indexBits: number, minhashBits: number): Sketch {
    const data = Buffer.alloc(sketchSize(indexBits, minhashBits))
    data[1] = indexBits
    data[2] = minhashBits
    return new Sketch(data)
  }

  copy(): Sketch {
    return new Sketch(Buffer.from(this.data))
  }

  get count(): number {
    return 1 << this.indexBits
  }

  /** The count a refresh left behind; 0 when there is none. */
  get remembered(): bigint {
    return this.data.readBigUInt64LE(3)
  }

  set remembered(count: bigint) {
    this.data.writeBigUInt64LE(BigInt.asUintN(64, count), 3)
  }

  run(register: number): number {
    return readBits(this.data, HEADER_SIZE * 8 + register * this.#width, RUN_BITS)
  }

  minhash(register: number): number {
    if (this.minhashBits === 0) return 0
    return readBits(this.data, HEADER_SIZE * 8 + register * this.#width + RUN_BITS, this.minhashBits)
  }

  set(register: number, run: number, minhash: number): void {
    const at = HEADER_SIZE * 8 + register * this.#width
    writeBits(this.data, at, RUN_BITS, run)
    if (this.minhashBits !== 0) writeBits(this.data, at + RUN_BITS, this.minhashBits, minhash)
  }

  /** Adds a packed value; `false` when its register holds as much already. */
  add(value: Buffer): boolean {
    const { register, run, minhash } = this.#place(value)
    if (!isLess(this.run(register), this.minhash(register), run, minhash)) return false
    this.set(register, run, minhash)
    this.remembered = 0n
    return true
  }

  mayContain(value: Buffer): boolean {
    const { register, run, minhash } = this.#place(value)
    return !isLess(this.run(register), this.minhash(register), run, minhash)
  }

  #place(value: Buffer): { register: number; run: number; minhash: number } {
    const [low, high] = murmur128(value)
    return {
      register: Number(low & 0xffffn) & (this.count - 1),
      run: trailingZeros(high) + 1,
      minhash: Number(BigInt.asUintN(this.minhashBits, low >> BigInt(this.indexBits))),
    }
  }
}

/** Whether one register's value is less than another's: the run of zeros counts first. */
export function isLess(run: number, minhash: number, otherRun: number, otherMinhash: number): boolean {
  return run < otherRun || (run === otherRun && minhash < otherMinhash)
}

export function sketchSize(indexBits: number, minhashBits: number): number {
  return HEADER_SIZE + Math.ceil(((RUN_BITS + minhashBits) * 2 ** indexBits) / 8)
}

export function validIndexBits(bits: number): boolean {
  return bits >= HllLimit.minIndexBits && bits <= HllLimit.maxIndexBits
}

export function validMinhashBits(bits: number): boolean {
  return bits === 0 || (bits >= HllLimit.minMinhashBits && bits <= HllLimit.maxMinhashBits)
}

export function validBits(indexBits: number, minhashBits: number): boolean {
  return (
    validIndexBits(indexBits) &&
    validMinhashBits(minhashBits) &&
    indexBits + minhashBits <= HllLimit.maxCombinedBits
  )
}

/** Whether bytes may be stored as an HLL bin; a write of others is result code 4. */
export function isValidHll(data: Buffer): boolean {
  const [flags, indexBits = 0, minhashBits = 0] = data
  return (
    data.length >= HEADER_SIZE &&
    flags === 0 &&
    validBits(indexBits, minhashBits) &&
    data.length === sketchSize(indexBits, minhashBits)
  )
}

function trailingZeros(value: bigint): number {
  const low = Number(value & 0xffffffffn)
  if (low !== 0) return 31 - Math.clz32(low & -low)
  const high = Number(value >> 32n)
  return high === 0 ? 64 : 63 - Math.clz32(high & -high)
}

/** Up to 53 bits from bit `at` on. */
function readBits(data: Buffer, at: number, count: number): number {
  let index = at >> 3
  let value = (data[index] ?? 0) & (0xff >> (at & 7))
  let left = count - 8 + (at & 7)
  if (left <= 0) return value >> -left
  for (; left >= 8; left -= 8) value = value * 256 + (data[++index] ?? 0)
  return left === 0 ? value : value * 2 ** left + ((data[++index] ?? 0) >> (8 - left))
}

function writeBits(data: Buffer, at: number, count: number, value: number): void {
  let end = at + count
  let left = count
  let rest = value
  while (left > 0) {
    const inByte = ((end - 1) & 7) + 1
    const taken = Math.min(left, inByte)
    const shift = 8 - inByte
    const mask = ((1 << taken) - 1) << shift
    const index = (end - 1) >> 3
    data[index] = ((data[index] ?? 0) & ~mask) | ((rest % 2 ** taken) << shift)
    rest = Math.floor(rest / 2 ** taken)
    end -= taken
    left -= taken
  }
}
