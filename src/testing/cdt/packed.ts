/**
 * Lists and maps in place: where their elements are, and how they are put together again.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c, particle_map.c (packed_list, packed_map).
 */
import { ListOrder, PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { Particle } from '../particle.ts'
import { PACKED_NIL, extHeader, listHeader, mapHeader } from '../payload/pack.ts'
import { Code } from '../result-code.ts'
import { compareAt } from '../payload/compare.ts'
import { isExt, readExt, readListHeader, readMapHeader, scan } from '../payload/msgpack.ts'
import { refuse } from './refusal.ts'
import { sorted } from './sort.ts'

/**
 * A map's bin whose index is stored with it. The mark never goes over the wire, yet shows in the order of some answers,
 * so it travels beside the bytes.
 */
export interface IndexedParticle extends Particle {
  readonly persistIndex: true
}

/** A list where it lies. Element i is `buf[offsets[i]]` up to `buf[offsets[i + 1]]`. */
export interface PackedList {
  readonly kind: 'list'
  readonly buf: Buffer
  readonly flags: number
  readonly count: number
  readonly offsets: readonly number[]
}

/** A map where it lies. Pair i is `buf[offsets[i]]` up to `buf[offsets[i + 1]]`, its value starts at `values[i]`. */
export interface PackedMap {
  readonly kind: 'map'
  readonly buf: Buffer
  /** Order and, for a bin of its own, `PERSIST_INDEX`. */
  readonly flags: number
  readonly count: number
  readonly offsets: readonly number[]
  readonly values: readonly number[]
  /** Positions in value order, when an index by value is stored with the map. */
  readonly byValue: readonly number[] | undefined
}

export type Packed = PackedList | PackedMap

/** A list or map to be stored: its flags and the bytes of its elements. */
export interface Body {
  readonly kind: 'list' | 'map'
  readonly flags: number
  readonly count: number
  readonly parts: readonly Buffer[]
}

export function openList(buf: Buffer): PackedList {
  const header = readListHeader(buf, 0, buf.length) ?? refuse(Code.parameter)
  let { count, start } = header
  let flags = 0
  if (count > 0 && isExt(buf, start)) {
    const ext = readExt(buf, start, buf.length) ?? refuse(Code.parameter)
    flags = ext.type
    start = ext.end
    count--
  }
  return { kind: 'list', buf, flags, count, offsets: spans(buf, start, count, 1) }
}

/** `persist`: the map is a bin of its own, and its index is stored with it. */
export function openMap(buf: Buffer, persist = false): PackedMap {
  const header = readMapHeader(buf, 0, buf.length) ?? refuse(Code.parameter)
  let { count, start } = header
  let flags = 0
  if (count > 0 && isExt(buf, start)) {
    const ext = readExt(buf, start, buf.length) ?? refuse(Code.parameter)
    flags = ext.type
    start = next(buf, ext.end)
    count--
  }
  const ends = spans(buf, start, count * 2, 1)
  const offsets = ends.filter((_, i) => i % 2 === 0)
  const values = ends.filter((_, i) => i % 2 === 1)
  if (!persist) return { kind: 'map', buf, flags, count, offsets, values, byValue: undefined }
  const indexed = (flags & 2) !== 0 && count > 1
  const byValue = indexed
    ? sorted(count, (a, b) => compareAt(buf, values[a] ?? 0, buf, values[b] ?? 0))
    : undefined
  return { kind: 'map', buf, flags: flags | PERSIST_INDEX, count, offsets, values, byValue }
}

function spans(buf: Buffer, start: number, count: number, each: number): number[] {
  const offsets = [start]
  let pos = start
  for (let i = 0; i < count; i++) {
    pos = next(buf, pos, each)
    offsets.push(pos)
  }
  return offsets
}

function next(buf: Buffer, pos: number, count = 1): number {
  const end = scan(buf, pos, buf.length, undefined, count)
  return end < 0 ? refuse(Code.parameter) : end
}

/** The bin's own container; undefined when the bin holds neither a list nor a map. */
export function openBin(bin: Particle): Packed | undefined {
  if (bin.type === ParticleType.list) return openList(bin.data)
  if (bin.type === ParticleType.map) return openMap(bin.data, 'persistIndex' in bin)
  return undefined
}

/** Offset `index` of a list or map; `count` gives the end of the last element. */
export function offset(packed: Packed, index: number): number {
  return packed.offsets[index] ?? 0
}

/** Elements (a map's pairs) from `start` on. */
export function slice(packed: Packed, start: number, end: number): Buffer {
  return packed.buf.subarray(offset(packed, start), offset(packed, end))
}

export function element(packed: Packed, index: number): Buffer {
  return slice(packed, index, index + 1)
}

export function valueOffset(map: PackedMap, index: number): number {
  return map.values[index] ?? 0
}

export function mapKey(map: PackedMap, index: number): Buffer {
  return map.buf.subarray(offset(map, index), valueOffset(map, index))
}

export function mapValue(map: PackedMap, index: number): Buffer {
  return map.buf.subarray(valueOffset(map, index), offset(map, index + 1))
}

export function isOrderedList(list: PackedList): boolean {
  return (list.flags & ListOrder.ordered) !== 0
}

/** The server keeps a map with any flag at all by key: with value order alone, and with a stored index alone. */
export function isKeyOrdered(map: PackedMap): boolean {
  return map.flags !== 0
}

export function emptyBody(kind: 'list' | 'map', flags: number): Body {
  return { kind, flags, count: 0, parts: [] }
}

/** The container with `elements` in the place of its own. */
export function bodyOf(packed: Packed, count: number, parts: readonly Buffer[]): Body {
  return { kind: packed.kind, flags: packed.flags, count, parts }
}

/** The container without the elements that `mask` marks. */
export function without(packed: Packed, mask: Uint8Array): Body {
  const parts: Buffer[] = []
  for (let i = 0; i < packed.count; i++) if (mask[i] !== 1) parts.push(element(packed, i))
  return bodyOf(packed, parts.length, parts)
}

/** The bytes of a container inside another one. */
export function packBody(body: Body): Buffer {
  const marked = body.flags === 0 ? 0 : 1
  const header = body.kind === 'list' ? listHeader(body.count + marked) : mapHeader(body.count + marked)
  const mark =
    marked === 0
      ? []
      : body.kind === 'list'
        ? [extHeader(0, body.flags)]
        : [extHeader(0, body.flags), PACKED_NIL]
  return Buffer.concat([header, ...mark, ...body.parts])
}

/** The bin that holds a container. */
export function toBin(body: Body): Particle {
  const data = packBody({ ...body, flags: body.flags & ~PERSIST_INDEX })
  if (body.kind === 'list') return { type: ParticleType.list, data }
  const map = { type: ParticleType.map, data }
  if ((body.flags & PERSIST_INDEX) === 0) return map
  const indexed: IndexedParticle = { ...map, persistIndex: true }
  return indexed
}
