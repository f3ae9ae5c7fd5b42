/**
 * Contexts: the way from a bin to the list or map inside it that an operation means, and back with what became of it.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_context_dig, cdt_context_unwind), list_subcontext_by_*, map_subcontext_by_*.
 */
import { ContextType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { PACKED_NIL } from '../payload/pack.ts'
import { Code } from '../result-code.ts'
import { canonical } from './canonical.ts'
import { compareAt } from '../payload/compare.ts'
import { createWraps, createsList, isCreating, mayCreate, wrap } from './context-create.ts'
import type { Wrap } from './context-create.ts'
import { orderedEqual, searchList } from './list-find.ts'
import { moved } from './list-modify.ts'
import { compareEntries, compareKeys, firstMatch, valueRange, valueTo } from './map-find.ts'
import { place } from './map-modify.ts'
import { Kind, peekKind } from '../payload/msgpack.ts'
import {
  bodyOf,
  element,
  isKeyOrdered,
  isOrderedList,
  mapKey,
  mapValue,
  offset,
  openBin,
  openList,
  openMap,
  packBody,
  slice,
} from './packed.ts'
import type { Body, Packed, PackedList, PackedMap } from './packed.ts'
import type { PayloadReader } from '../payload/reader.ts'
import { range } from './ranges.ts'
import { refuse } from './refusal.ts'
import { pickByRank } from './sort.ts'

/** A container passed on the way, and the position entered. */
export interface Passed {
  packed: Packed
  index: number
}

/** What has to be created at the end of the way. */
export interface Missing {
  /** Nil elements before the new one, when it goes into a list. */
  padding: number
  /** The new entry's key, when it goes into a map. */
  key: Buffer | undefined
  /** Containers around the operation's own, outermost first. */
  wraps: readonly Wrap[]
}

/** Where a context leads. */
export interface Place {
  readonly path: readonly Passed[]
  /** The element there; undefined when it has to be created. */
  readonly element: Buffer | undefined
  readonly missing: Missing | undefined
}

/** One step's outcome: a position that exists, or one to be created. */
interface Entered {
  index: number
  create?: { padding: number; key: Buffer | undefined }
}

const TYPE_MASK = 0x0f
const LIST_BIT = 0x10
const MAP_BIT = 0x20

/** Walks a context. `modify` allows steps to create what is missing. */
export function dig(bin: Particle | undefined, input: PayloadReader, modify: boolean): Place {
  let packed = bin === undefined ? undefined : (openBin(bin) ?? refuse(Code.parameter))
  const count = input.listCount()
  if (count === undefined || count === 0 || count % 2 === 1) refuse(Code.parameter)
  const path: Passed[] = []
  for (let left = count / 2; ;) {
    const type = input.uint64() ?? refuse(Code.parameter)
    left--
    checkType(type)
    if (packed === undefined) return { path, element: undefined, missing: createBin(type, input, left) }
    const step = enter(packed, Number(type & 0xffffn), input)
    path.push({ packed, index: step.index })
    if (step.create) {
      if (!modify) refuse(Code.opNotApplicable)
      const missing = { ...step.create, wraps: createWraps(input, left) }
      return { path, element: undefined, missing }
    }
    const inside = elementAt(packed, step.index)
    if (left === 0) return { path, element: inside, missing: undefined }
    packed = open(inside) ?? refuse(Code.opNotApplicable)
  }
}

function checkType(type: bigint): void {
  if (Number(type & BigInt(TYPE_MASK)) > (ContextType.listValue & TYPE_MASK)) refuse(Code.opNotApplicable)
  if (!mayCreate(type)) refuse(Code.opNotApplicable)
}

function createBin(type: bigint, input: PayloadReader, left: number): Missing {
  if (!isCreating(Number(type & 0xffffn))) refuse(Code.opNotApplicable)
  const wraps = createWraps(input, left, type)
  return { padding: 0, key: undefined, wraps }
}

/** An element as a container; undefined when it is none. */
export function open(inside: Buffer): Packed | undefined {
  const kind = peekKind(inside, 0)
  if (kind === Kind.list) return openList(inside)
  return kind === Kind.map ? openMap(inside) : undefined
}

/** The element, or a map's value, at a position. */
function elementAt(packed: Packed, index: number): Buffer {
  return packed.kind === 'list' ? element(packed, index) : mapValue(packed, index)
}

/** One step: finds its parameter's position in a container. */
function enter(packed: Packed, type: number, input: PayloadReader): Entered {
  if ((type & (packed.kind === 'list' ? MAP_BIT : LIST_BIT)) !== 0) refuse(Code.opNotApplicable)
  const by = type & TYPE_MASK
  if (packed.kind === 'list') return enterList(packed, by, type, input)
  return by === 2 ? enterKey(packed, type, input) : { index: enterMap(packed, by, input) }
}

function enterList(list: PackedList, by: number, type: number, input: PayloadReader): Entered {
  if (by === 2) refuse(Code.opNotApplicable)
  if (by === 3) return { index: listValue(list, input.element() ?? refuse(Code.opNotApplicable)) }
  const wanted = input.int64() ?? refuse(Code.opNotApplicable)
  if (by === 0 || isOrderedList(list)) return listIndex(list, wanted, type)
  const { start } = range(wanted, 1n, list.count, false)
  const compare = (a: number, b: number): number =>
    compareAt(list.buf, offset(list, a), list.buf, offset(list, b))
  return { index: pickByRank(list.count, start, 1, compare).order[0] ?? 0 }
}

function listIndex(list: PackedList, wanted: bigint, type: number): Entered {
  const total = BigInt(list.count)
  const index = wanted < 0n ? total + wanted : wanted
  if (index >= 0n && index < total) return { index: Number(index) }
  if (!isCreating(type)) refuse(Code.opNotApplicable)
  const padding = createsList(list, wanted, type)
  return { index: list.count, create: { padding, key: undefined } }
}

function listValue(list: PackedList, value: Buffer): number {
  if (isOrderedList(list)) {
    const { start, count } = orderedEqual(list, value, false)
    return count === 0 ? refuse(Code.opNotApplicable) : start
  }
  for (let i = 0; i < list.count; i++) if (compareAt(list.buf, offset(list, i), value, 0) === 0) return i
  return refuse(Code.opNotApplicable)
}

function enterMap(map: PackedMap, by: number, input: PayloadReader): number {
  if (by === 3) return mapByValue(map, input.element() ?? refuse(Code.opNotApplicable))
  const { start } = range(input.int64() ?? refuse(Code.opNotApplicable), 1n, map.count, false)
  if (by === 0 && isKeyOrdered(map)) return start
  if (by === 1 && map.byValue !== undefined) return map.byValue[start] ?? 0
  const order = by === 0 ? compareKeys : compareEntries
  return pickByRank(map.count, start, 1, (a, b) => order(map, a, b)).order[0] ?? 0
}

function mapByValue(map: PackedMap, value: Buffer): number {
  if (map.byValue === undefined) {
    const first = firstMatch(map, (i) => valueTo(map, i, value))
    return first < 0 ? refuse(Code.opNotApplicable) : first
  }
  const { start, count } = valueRange(map, map.byValue, value, false)
  return count === 0 ? refuse(Code.opNotApplicable) : (map.byValue[start] ?? 0)
}

function enterKey(map: PackedMap, type: number, input: PayloadReader): Entered {
  // A key is judged by itself, whatever was read before.
  input.nonStorage = false
  const key = canonical(input.element() ?? refuse(Code.opNotApplicable))?.bytes
  if (key === undefined) return refuse(Code.opNotApplicable)
  const { found, index } = place(map, key)
  if (found) return { index }
  return isCreating(type) ? { index, create: { padding: 0, key } } : refuse(Code.opNotApplicable)
}

/** Whether the bin itself is to be created, with everything inside. */
export function createsBin(at: Place): boolean {
  return at.path.length === 0 && at.missing !== undefined
}

/** The bin's container, with `body` where the context led. */
export function rebuild(at: Place, body: Body): Body {
  let current = body
  for (const outer of [...(at.missing?.wraps ?? [])].reverse()) current = wrap(outer, packBody(current))
  let missing = at.missing
  for (const passed of [...at.path].reverse()) {
    const inside = packBody(current)
    current = missing === undefined ? replace(passed, inside) : add(passed, missing, inside)
    missing = undefined
  }
  return current
}

function replace({ packed, index }: Passed, inside: Buffer): Body {
  if (packed.kind === 'map') {
    const parts = [
      slice(packed, 0, index),
      mapKey(packed, index),
      inside,
      slice(packed, index + 1, packed.count),
    ]
    return bodyOf(packed, packed.count, parts)
  }
  if (isOrderedList(packed) && packed.count > 1) return reorder(packed, index, inside)
  const parts = [slice(packed, 0, index), inside, slice(packed, index + 1, packed.count)]
  return bodyOf(packed, packed.count, parts)
}

function add({ packed, index }: Passed, { padding, key }: Missing, inside: Buffer): Body {
  if (packed.kind === 'list' && isOrderedList(packed)) return reorder(packed, index, inside)
  const fresh = key === undefined ? [Buffer.alloc(padding, PACKED_NIL), inside] : [key, inside]
  const parts = [slice(packed, 0, index), ...fresh, slice(packed, index, packed.count)]
  return bodyOf(packed, packed.count + padding + 1, parts)
}

/** An ordered list whose element at `index` changed: it moves to where it belongs (cdt_context_unwind_list). */
function reorder(list: PackedList, index: number, inside: Buffer): Body {
  const { rank } = searchList(list, inside, { target: 0 })
  return moved(list, index, rank === index + 1 ? index : rank, inside)
}
