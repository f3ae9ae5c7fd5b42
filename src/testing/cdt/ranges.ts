/**
 * Indexes, ranks and counts as operations take them: negative from the end, cut to what is there.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (calc_index_count, calc_rel_index_count).
 */
import { Code } from '../result-code.ts'
import { refuse } from './refusal.ts'

/** Part of a collection: `count` elements from `start` on. */
export interface Range {
  start: number
  count: number
}

/** How many elements an operation without a count means. */
export const ALL = 0xffffffffn

const INT32_MAX = 0x7fffffffn

/** The range meant by a signed index and an unsigned count. A single element must exist: result code 26. */
export function range(index: bigint, count: bigint, total: number, multi: boolean): Range {
  const size = BigInt(total)
  if (multi) return cutRange(index, count, size)
  const start = index < 0n ? size + index : index
  if (start < 0n || start >= size) refuse(Code.opNotApplicable)
  return { start: Number(start), count: Number(min(count, size - start)) }
}

function cutRange(index: bigint, count: bigint, size: bigint): Range {
  if (index >= size) return { start: Number(size), count: 0 }
  const start = index < 0n ? size + index : index
  if (start >= 0n) return { start: Number(start), count: Number(min(count, size - start)) }
  // What lies before the first element uses up the count.
  return { start: 0, count: -start < count ? Number(min(count + start, size)) : 0 }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** An index relative to `base`; what falls before the first element uses up the count. */
export function relative(index: bigint, count: bigint, base: number): { index: bigint; count: bigint } {
  const at = BigInt.asIntN(64, index + BigInt(base))
  if (at >= 0n) return { index: at, count }
  return { index: 0n, count: count > -at ? count + at : 0n }
}

/** The position an index means for a write: it may lie beyond the end, but not before the start. */
export function writeIndex(index: bigint, total: number): number {
  const at = index < 0n ? BigInt(total) + index : index
  return at > INT32_MAX || at < 0n ? refuse(Code.opNotApplicable) : Number(at)
}

/** A selection turned inside out, as far as one range can say it; `inside` is what remains to be left out. */
export type Inverse = { range: Range } | { inside: Range }

/** Everything but a range: the head, the tail, all, or, when it lies in the middle, two parts. */
export function invert({ start, count }: Range, total: number): Inverse {
  if (count === 0) return { range: { start: 0, count: total } }
  if (start === 0) return { range: { start: count, count: total - count } }
  if (start + count >= total) return { range: { start: 0, count: start } }
  return { inside: { start, count } }
}

/** A mask of `total` positions with a range set. */
export function rangeMask(total: number, { start, count }: Range): Uint8Array {
  return new Uint8Array(total).fill(1, start, start + count)
}

export function indexMask(total: number, indexes: readonly number[]): Uint8Array {
  const mask = new Uint8Array(total)
  for (const i of indexes) mask[i] = 1
  return mask
}

export function inverseMask(mask: Uint8Array): Uint8Array {
  return mask.map((bit) => 1 - bit)
}

/** How many positions a mask marks. */
export function weight(mask: Uint8Array): number {
  let sum = 0
  for (const bit of mask) sum += bit
  return sum
}
