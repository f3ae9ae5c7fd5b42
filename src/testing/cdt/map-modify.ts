/**
 * Writing to a map.
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (map_add, map_add_items, map_increment, map_set_flags …).
 */
import { MapOrder, PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import { PACKED_NIL } from '../payload/pack.ts'
import { Code } from '../result-code.ts'
import { canonical, isMapKey } from './canonical.ts'
import type { Change } from './change.ts'
import { compareAt, compareValues } from '../payload/compare.ts'
import { compareKeys, findKey, findKeyOrdered, keyTo } from './map-find.ts'
import { Kind } from '../payload/msgpack.ts'
import { add } from './number.ts'
import { bodyOf, element, emptyBody, isKeyOrdered, mapValue, openMap, slice } from './packed.ts'
import type { PackedMap } from './packed.ts'
import { refuse } from './refusal.ts'
import { intResult } from './results.ts'
import { sorted } from './sort.ts'

/** Which entries a write may touch. */
export interface WriteRule {
  overwrite: boolean
  create: boolean
  /** Leave the map as it was rather than fail. */
  noFail: boolean
  /** Of several entries write those that can be written. */
  partial: boolean
}

export const ADD: WriteRule = { overwrite: false, create: true, noFail: false, partial: false }
export const REPLACE: WriteRule = { overwrite: true, create: false, noFail: false, partial: false }
const PUT: WriteRule = { overwrite: true, create: true, noFail: false, partial: false }

/** The rule that a put's write flags state. */
export function putRule(flags: bigint): WriteRule {
  return {
    overwrite: (flags & 1n) === 0n,
    create: (flags & 2n) === 0n,
    noFail: (flags & 4n) !== 0n,
    partial: (flags & 8n) !== 0n,
  }
}

const FLAGS_MAX = MapOrder.keyValueOrdered | PERSIST_INDEX

export function setMapType(map: PackedMap, flags: number): Change {
  if ((flags & ~FLAGS_MAX) !== 0) refuse(Code.opNotApplicable)
  const ordered = isKeyOrdered(map) ? [slice(map, 0, map.count)] : elementsByKey(map)
  return { body: { ...bodyOf(map, map.count, ordered), flags } }
}

function elementsByKey(map: PackedMap): Buffer[] {
  return sorted(map.count, (a, b) => compareKeys(map, a, b)).map((i) => element(map, i))
}

/** Writes one entry. Answers the map's size. */
export function put(map: PackedMap, key: Buffer, value: Buffer, rule: WriteRule): Change {
  if (!isMapKey(key, 0, key.length)) refuse(Code.parameter)
  const pair = [storable(key), storable(value)]
  const { found, index } = place(map, pair[0] ?? PACKED_NIL)
  if (!(found ? rule.overwrite : rule.create)) return denied(map, found, rule)
  const parts = [slice(map, 0, index), ...pair, slice(map, found ? index + 1 : index, map.count)]
  const count = map.count + (found ? 0 : 1)
  return { body: bodyOf(map, count, parts), result: intResult(count) }
}

function storable(value: Buffer): Buffer {
  return (canonical(value) ?? refuse(Code.parameter)).bytes
}

function denied(map: PackedMap, found: boolean, rule: WriteRule): Change {
  if (rule.noFail) return { result: intResult(map.count) }
  return refuse(found ? Code.elementExists : Code.elementNotFound)
}

/** Where a key is, or is to be put: even an unordered map keeps new keys in order for as long as it happens to be in order. */
export function place(map: PackedMap, key: Buffer): { found: boolean; index: number } {
  if (isKeyOrdered(map)) return findKeyOrdered(map, key)
  let before = map.count
  let inOrder = true
  for (let i = 0; i < map.count; i++) {
    const order = keyTo(map, i, key)
    if (order === 0) return { found: true, index: i }
    inOrder &&= i === 0 || compareKeys(map, i - 1, i) < 0
    if (inOrder && before === map.count && order > 0) before = i
  }
  return { found: false, index: before }
}

export function increment(map: PackedMap, key: Buffer, delta: Buffer | undefined, negate: boolean): Change {
  const at = findKey(map, key)
  const { packed, result } = add(at < 0 ? undefined : mapValue(map, at), delta, negate)
  return { ...put(map, key, packed, PUT), result }
}

/** Writes several entries; an unordered map comes out in key order. Answers the map's size. */
export function putItems(map: PackedMap, items: Buffer, rule: WriteRule): Change {
  const value = canonical(items)
  if (value === undefined || value.kind !== Kind.map) return refuse(Code.parameter)
  const fresh = openMap(value.bytes)
  if (fresh.count === 0) {
    return { body: bodyOf(map, map.count, [slice(map, 0, map.count)]), result: intResult(map.count) }
  }
  const pairs = Array.from({ length: fresh.count }, (_, i) => element(fresh, i))
  return map.count === 0 ? fill(map, pairs, rule) : merge(map, pairs, rule)
}

/** Into an empty map; with `partial` the server then writes even entries that it may not create. */
function fill(map: PackedMap, pairs: Buffer[], rule: WriteRule): Change {
  if (!rule.create && !(rule.noFail && rule.partial)) return denied(map, false, rule)
  return { body: bodyOf(map, pairs.length, pairs), result: intResult(pairs.length) }
}

function merge(map: PackedMap, pairs: Buffer[], rule: WriteRule): Change {
  const own = isKeyOrdered(map)
    ? Array.from({ length: map.count }, (_, i) => element(map, i))
    : elementsByKey(map)
  const out: Buffer[] = []
  let i = 0
  for (const pair of pairs) {
    for (; i < own.length && compareValues(own[i] ?? PACKED_NIL, pair) < 0; i++)
      out.push(own[i] ?? PACKED_NIL)
    const found = i < own.length && compareAt(own[i] ?? PACKED_NIL, 0, pair, 0) === 0
    if (!(found ? rule.overwrite : rule.create)) {
      if (!rule.noFail || !rule.partial) return denied(map, found, rule)
    } else {
      out.push(pair)
      if (found) i++
    }
  }
  const all = out.concat(own.slice(i))
  return { body: bodyOf(map, all.length, all), result: intResult(all.length) }
}

/** No entries, the order kept. */
export function clear(map: PackedMap): Change {
  return { body: emptyBody('map', map.flags) }
}
