/**
 * What operations answer about the elements they selected.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_result_data) and the particles' from_msgpack functions.
 */
import { MAP_PRESERVE_ORDER, MapOrder, ReturnType } from '../../collections/cdt-codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { packInteger } from '../payload/pack.ts'
import { booleanParticle, doubleParticle, integerParticle } from '../payload/particles.ts'
import { Code } from '../result-code.ts'
import { Kind, peekKind, readBytes, readDouble, readInt } from '../payload/msgpack.ts'
import { emptyBody, packBody } from './packed.ts'
import { refuse } from './refusal.ts'

/** Return types that no client offers: `[index, count]` of a range. */
export const RangeType = { index: 9, reverseIndex: 10, rank: 11, reverseRank: 12 } as const

/** What is wanted of a selection. */
export interface Wanted {
  readonly type: number
  readonly inverted: boolean
  /** Whether the operation may select several elements and so answers a list. */
  readonly multi: boolean
}

export function wanted(resultType: bigint, multi: boolean): Wanted {
  return {
    type: Number(resultType & 0xffffn),
    inverted: (resultType & BigInt(ReturnType.inverted)) !== 0n,
    multi,
  }
}

export function upright(want: Wanted): Wanted {
  return { ...want, inverted: false }
}

export function wantsMap(want: Wanted): boolean {
  return (
    want.type === ReturnType.keyValue ||
    want.type === ReturnType.unorderedMap ||
    want.type === ReturnType.orderedMap
  )
}

export function wantsElements(want: Wanted): boolean {
  return want.type === ReturnType.key || want.type === ReturnType.value || wantsMap(want)
}

export function wantsIndex(want: Wanted): boolean {
  return want.type === ReturnType.index || want.type === ReturnType.reverseIndex
}

export function wantsRank(want: Wanted): boolean {
  return want.type === ReturnType.rank || want.type === ReturnType.reverseRank
}

export function wantsIndexRange(want: Wanted): boolean {
  return want.type === RangeType.index || want.type === RangeType.reverseIndex
}

export function wantsRankRange(want: Wanted): boolean {
  return want.type === RangeType.rank || want.type === RangeType.reverseRank
}

export function isReverse(want: Wanted): boolean {
  return want.type === ReturnType.reverseIndex || want.type === ReturnType.reverseRank
}

export function intResult(value: number | bigint): Particle {
  return integerParticle(BigInt(value))
}

export function listResult(parts: readonly Buffer[], count = parts.length): Particle {
  return { type: ParticleType.list, data: packBody({ kind: 'list', flags: 0, count, parts }) }
}

export function intListResult(values: readonly number[]): Particle {
  return listResult(values.map((value) => packInteger(BigInt(value))))
}

/** Key-value pairs, marked as the return type says. */
export function mapResult(want: Wanted, pairs: readonly Buffer[]): Particle {
  const body = { kind: 'map', flags: mapFlags(want), count: pairs.length, parts: pairs } as const
  return { type: ParticleType.map, data: packBody(body) }
}

function mapFlags(want: Wanted): number {
  if (want.type === ReturnType.keyValue) return MAP_PRESERVE_ORDER
  return want.type === ReturnType.orderedMap ? MapOrder.keyOrdered : 0
}

/** An element as a value of its own; nil is no value. */
export function elementResult(packed: Buffer): Particle | undefined {
  switch (peekKind(packed, 0)) {
    case Kind.nil:
      return undefined
    case Kind.false:
    case Kind.true:
      return booleanParticle(packed[0] === 0xc3)
    case Kind.int:
    case Kind.negativeInt:
      return intResult(readInt(packed, 0, packed.length) ?? 0n)
    case Kind.double:
      return doubleParticle(readDouble(packed, 0))
    case Kind.list:
      return { type: ParticleType.list, data: Buffer.from(packed) }
    case Kind.map:
      return { type: ParticleType.map, data: Buffer.from(packed) }
    case Kind.string:
    case Kind.bytes:
    case Kind.geojson:
      return bytesResult(readBytes(packed, 0))
    default:
      return refuse(Code.unknown)
  }
}

/** Byte strings carry the particle type they had as a bin; types that no bin has are blobs. */
function bytesResult(content: Buffer): Particle {
  const type = content[0] ?? ParticleType.blob
  const data = content.subarray(1)
  // A geojson bin starts with flags (1) and a number of cells (2), none here.
  if (type === ParticleType.geojson) return { type, data: Buffer.concat([Buffer.alloc(3), data]) }
  const known = type === 3 || type === 4 || (type >= 7 && type <= 12) || type === 16 || type === 18
  return { type: known ? type : ParticleType.blob, data: Buffer.from(data) }
}

/** The answer when nothing was selected; refuses return types that do not exist. */
export function notFound(want: Wanted, index: number): Particle | undefined {
  switch (want.type) {
    case ReturnType.none:
      return undefined
    case RangeType.index:
    case RangeType.reverseIndex:
    case RangeType.rank:
    case RangeType.reverseRank:
      return intListResult([index, 0])
    case ReturnType.index:
    case ReturnType.reverseIndex:
    case ReturnType.rank:
    case ReturnType.reverseRank:
      return want.multi ? listResult([]) : intResult(-1)
    case ReturnType.count:
      return intResult(0)
    case ReturnType.exists:
      return booleanParticle(false)
    case ReturnType.key:
    case ReturnType.value:
      return want.multi ? listResult([]) : undefined
    case ReturnType.keyValue:
    case ReturnType.unorderedMap:
    case ReturnType.orderedMap:
      return { type: ParticleType.map, data: packBody(emptyBody('map', mapFlags(want))) }
    default:
      return refuse(Code.opNotApplicable)
  }
}

/** The numbers `start`…`start + count - 1`, counted from the other end (and still rising) when reversed. */
export function span(start: number, count: number, total: number, reverse: boolean): number[] {
  const first = reverse ? total - start - count : start
  return Array.from({ length: count }, (_, i) => first + i)
}

/** Index, rank or count of a range of selected elements (result_data_set_index_rank_count). */
export function rangeNumbers(
  want: Wanted,
  start: number,
  count: number,
  total: number,
): Particle | undefined {
  switch (want.type) {
    case ReturnType.none:
      return undefined
    case ReturnType.count:
      return intResult(want.inverted ? total - count : count)
    case ReturnType.exists:
      return booleanParticle(want.inverted ? count === 0 : count !== 0)
    case ReturnType.index:
    case ReturnType.reverseIndex:
    case ReturnType.rank:
    case ReturnType.reverseRank:
      return want.multi ? manyNumbers(want, start, count, total) : oneNumber(want, start, count, total)
    default:
      return refuse(Code.opNotApplicable)
  }
}

function oneNumber(want: Wanted, start: number, count: number, total: number): Particle {
  if (count === 0) return intResult(-1)
  return intResult(isReverse(want) ? total - start - 1 : start)
}

function manyNumbers(want: Wanted, start: number, count: number, total: number): Particle {
  const reverse = isReverse(want)
  if (!want.inverted) return intListResult(span(start, count, total, reverse))
  const end = start + count
  return intListResult([...span(0, start, total, reverse), ...span(end, total - end, total, reverse)])
}

/** The same, with the range types besides (result_data_set_range). */
export function rangeResult(want: Wanted, start: number, count: number, total: number): Particle | undefined {
  if (!wantsIndexRange(want) && !wantsRankRange(want)) return rangeNumbers(want, start, count, total)
  if (want.inverted) refuse(Code.opNotApplicable)
  const reverse = want.type === RangeType.reverseIndex || want.type === RangeType.reverseRank
  return intListResult([reverse ? total - start - count : start, count])
}

/** Positions of a mask, counted from the end when reversed. */
export function maskNumbers(want: Wanted, mask: Uint8Array): Particle {
  const numbers = marked(mask).map((i) => (isReverse(want) ? mask.length - i - 1 : i))
  return want.multi ? intListResult(numbers) : intResult(numbers[0] ?? 0)
}

/** The positions that a mask marks, rising. */
export function marked(mask: Uint8Array): number[] {
  const out: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) out.push(i)
  return out
}
