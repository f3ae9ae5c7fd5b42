/**
 * Writing to a list.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (list_append, list_insert, list_set, list_increment, list_sort …).
 */
import { ListOrder, ListSortFlag, ListWriteFlag, PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { PACKED_NIL } from '../payload/pack.ts'
import { Code } from '../result-code.ts'
import { canonical } from './canonical.ts'
import type { Change } from './change.ts'
import { compareAt, compareValues } from '../payload/compare.ts'
import { orderedEqual, searchList } from './list-find.ts'
import { Kind } from '../payload/msgpack.ts'
import { add } from './number.ts'
import { bodyOf, element, emptyBody, isOrderedList, offset, openList, slice } from './packed.ts'
import type { Body, PackedList } from './packed.ts'
import { writeIndex } from './ranges.ts'
import { refuse } from './refusal.ts'
import { intResult } from './results.ts'
import { sorted } from './sort.ts'

/** Padding beyond this makes a record that no server takes; a limit of this engine, the server would try. */
const PADDING_MAX = 8 * 1024 * 1024

const has = (flags: bigint, flag: number): boolean => (flags & BigInt(flag)) !== 0n
const isUnique = (flags: bigint): boolean => has(flags, ListWriteFlag.addUnique)
const mayFail = (flags: bigint): boolean => !has(flags, ListWriteFlag.noFail)
const isPartial = (flags: bigint): boolean => !mayFail(flags) && has(flags, ListWriteFlag.partial)

/** A value to be stored, in the server's form. */
function storable(value: Buffer): Buffer {
  return (canonical(value) ?? refuse(Code.parameter)).bytes
}

/** The elements of a list to be stored. */
function storableItems(items: Buffer): Buffer[] {
  const value = canonical(items)
  if (value === undefined || value.kind !== Kind.list) return refuse(Code.parameter)
  const list = openList(value.bytes)
  return Array.from({ length: list.count }, (_, i) => element(list, i))
}

function countOf(list: PackedList): Particle {
  return intResult(list.count)
}

/** Nothing written, because of an element that is there already. */
function exists(list: PackedList, flags: bigint): Change {
  if (mayFail(flags)) refuse(Code.elementExists)
  return { result: countOf(list) }
}

function grown(list: PackedList, count: number, parts: Buffer[]): Change {
  return { body: bodyOf(list, count, parts), result: intResult(count) }
}

/** Sets the order; `flags` may ask for a stored index, which changes nothing that shows. */
export function setListType(list: PackedList, flags: number): Change {
  if ((flags & ~(ListOrder.ordered | PERSIST_INDEX)) !== 0) refuse(Code.opNotApplicable)
  const body = { ...bodyOf(list, list.count, []), flags }
  const reorder = (flags & ListOrder.ordered) !== 0 && !isOrderedList(list)
  if (!reorder) return { body: { ...body, parts: [slice(list, 0, list.count)] } }
  return { body: { ...body, parts: sortedElements(list, false) } }
}

function sortedElements(list: PackedList, falling: boolean): Buffer[] {
  const compare = (a: number, b: number): number => {
    const order = compareAt(list.buf, offset(list, a), list.buf, offset(list, b))
    return falling ? -order : order
  }
  return sorted(list.count, compare).map((i) => element(list, i))
}

export function append(list: PackedList, value: Buffer, flags: bigint): Change {
  const packed = storable(value)
  if (isOrderedList(list)) return addOrdered(list, packed, flags)
  return insertAt(list, BigInt(list.count), [packed], flags)
}

export function appendItems(list: PackedList, items: Buffer, flags: bigint): Change {
  const values = storableItems(items)
  if (isOrderedList(list)) return addItemsOrdered(list, values, flags)
  return insertItemsAt(list, BigInt(list.count), values, flags)
}

export function insert(list: PackedList, index: bigint, value: Buffer, flags: bigint): Change {
  const packed = storable(value)
  if (isOrderedList(list)) refuse(Code.opNotApplicable)
  return insertAt(list, index, [packed], flags)
}

export function insertItems(list: PackedList, index: bigint, items: Buffer, flags: bigint): Change {
  const values = storableItems(items)
  if (isOrderedList(list)) refuse(Code.opNotApplicable)
  return insertItemsAt(list, index, values, flags)
}

function insertItemsAt(list: PackedList, index: bigint, values: Buffer[], flags: bigint): Change {
  // Nothing to insert creates the list all the same, and asks for no valid index.
  if (values.length === 0) return unchanged(list)
  return insertAt(list, index, values, flags)
}

function unchanged(list: PackedList): Change {
  return { body: bodyOf(list, list.count, [slice(list, 0, list.count)]), result: countOf(list) }
}

function insertAt(list: PackedList, index: bigint, values: Buffer[], flags: bigint): Change {
  const at = writeIndex(index, list.count)
  if (has(flags, ListWriteFlag.insertBounded) && at > list.count) {
    return mayFail(flags) ? refuse(Code.opNotApplicable) : { result: countOf(list) }
  }
  const fresh = isUnique(flags) ? uniqueValues(list, values, flags) : values
  if (fresh === undefined) return exists(list, flags)
  const padding = nils(at - list.count)
  const head = Math.min(at, list.count)
  const parts = [slice(list, 0, head), padding, ...fresh, slice(list, head, list.count)]
  return grown(list, list.count + padding.length + fresh.length, parts)
}

function nils(count: number): Buffer {
  if (count > PADDING_MAX) refuse(Code.recordTooBig)
  return Buffer.alloc(Math.max(count, 0), PACKED_NIL)
}

/** Those values that are new; undefined when nothing may be written. Values that repeat each other answer code 26, not 24. */
function uniqueValues(list: PackedList, values: Buffer[], flags: bigint): Buffer[] | undefined {
  const fresh: Buffer[] = []
  for (const [i, value] of values.entries()) {
    if (contains(list, value)) {
      if (!isPartial(flags)) return undefined
    } else if (values.slice(0, i).some((earlier) => compareValues(value, earlier) === 0)) {
      if (mayFail(flags)) refuse(Code.opNotApplicable)
      if (!isPartial(flags)) return undefined
    } else {
      fresh.push(value)
    }
  }
  return fresh.length === 0 ? undefined : fresh
}

function contains(list: PackedList, value: Buffer): boolean {
  return equals(list, value).length > 0
}

/** The positions of an unordered list's elements that equal a value. */
function equals(list: PackedList, value: Buffer): number[] {
  const out: number[] = []
  for (let i = 0; i < list.count; i++) if (compareAt(list.buf, offset(list, i), value, 0) === 0) out.push(i)
  return out
}

function addOrdered(list: PackedList, value: Buffer, flags: bigint): Change {
  const { found, rank } = searchList(list, value, { target: list.count + 1 })
  if (found && isUnique(flags)) return exists(list, flags)
  const parts = [slice(list, 0, rank), value, slice(list, rank, list.count)]
  return grown(list, list.count + 1, parts)
}

function addItemsOrdered(list: PackedList, values: Buffer[], flags: bigint): Change {
  if (values.length === 0) return unchanged(list)
  const value = (i: number): Buffer => values[i] ?? PACKED_NIL
  const order = sorted(values.length, (a, b) => compareValues(value(a), value(b)))
  const fresh = isUnique(flags) ? withoutTwins(order, value) : order
  if (fresh.length < order.length) {
    if (mayFail(flags)) refuse(Code.opNotApplicable)
    if (!isPartial(flags)) return { result: countOf(list) }
  }
  const parts: Buffer[] = []
  let done = 0
  let added = 0
  for (const i of fresh) {
    const { found, rank } = searchList(list, value(i), { target: list.count + 1 })
    if (found && isUnique(flags)) {
      if (isPartial(flags)) continue
      return exists(list, flags)
    }
    parts.push(slice(list, done, Math.max(rank, done)), value(i))
    done = Math.max(rank, done)
    added++
  }
  parts.push(slice(list, done, list.count))
  return grown(list, list.count + added, parts)
}

function withoutTwins(order: number[], value: (i: number) => Buffer): number[] {
  return order.filter((index, i) => i === 0 || compareValues(value(order[i - 1] ?? 0), value(index)) !== 0)
}

/** Sets one element. Answers nothing. */
export function set(list: PackedList, index: bigint, value: Buffer, flags: bigint): Change {
  const packed = storable(value)
  if (isOrderedList(list)) refuse(Code.opNotApplicable)
  if (index >= BigInt(list.count)) {
    const { body } = insertAt(list, index, [packed], flags)
    return body === undefined ? {} : { body }
  }
  const at = writeIndex(index, list.count)
  // The first of equal elements counts, unless it is the one to be replaced: then any other.
  const same = isUnique(flags) ? equals(list, packed) : []
  if (same.length > 0 && (same[0] !== at || same.length > 1)) {
    return mayFail(flags) ? refuse(Code.elementExists) : {}
  }
  const parts = [slice(list, 0, at), packed, slice(list, at + 1, list.count)]
  return { body: bodyOf(list, list.count, parts) }
}

export function increment(list: PackedList, index: bigint, delta: Buffer | undefined, flags: bigint): Change {
  const at = writeIndex(index, list.count)
  const current = at < list.count ? element(list, at) : undefined
  const { packed, result } = add(current, delta, false)
  const change = isOrderedList(list)
    ? replaceOrdered(list, at, packed, flags)
    : set(list, BigInt(at), packed, flags)
  return { ...change, result }
}

function replaceOrdered(list: PackedList, at: number, value: Buffer, flags: bigint): Change {
  const { start: rank, count } = orderedEqual(list, value, false)
  if (at > list.count) refuse(Code.opNotApplicable)
  if (isUnique(flags) && count !== 0) {
    return rank === at || !mayFail(flags) ? {} : refuse(Code.elementExists)
  }
  return { body: moved(list, at, rank, value) }
}

/** The list with `value` at rank `rank` instead of the element at `at` (which may be the one behind the last). */
export function moved(list: PackedList, at: number, rank: number, value: Buffer): Body {
  const total = list.count
  const parts =
    rank <= at
      ? [slice(list, 0, rank), value, slice(list, rank, at), slice(list, Math.min(at + 1, total), total)]
      : [slice(list, 0, at), slice(list, at + 1, rank), value, slice(list, rank, total)]
  return bodyOf(list, at === total ? total + 1 : total, parts)
}

export function sort(list: PackedList, flags: bigint): Change {
  if (list.count <= 1) return {}
  const falling = has(flags, ListSortFlag.descending)
  const all = Array.from({ length: list.count }, (_, i) => element(list, i))
  const elements = isOrderedList(list) ? all : sortedElements(list, falling)
  const kept = has(flags, ListSortFlag.dropDuplicates) ? withoutRepeats(elements) : elements
  return { body: bodyOf(list, kept.length, kept) }
}

/** Only rising elements: with descending order the server refuses to drop duplicates. */
function withoutRepeats(elements: Buffer[]): Buffer[] {
  return elements.filter((value, i) => {
    const previous = elements[i - 1]
    if (previous === undefined) return true
    const order = compareValues(previous, value)
    return order > 0 ? refuse(Code.parameter) : order !== 0
  })
}

/** No elements, the order kept. */
export function clear(list: PackedList): Change {
  return { body: emptyBody('list', list.flags & ListOrder.ordered) }
}
