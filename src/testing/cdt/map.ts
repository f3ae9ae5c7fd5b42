/**
 * Map operations by code.
 * Source: aerospike-server 8.1.2, as/src/base/particle_map.c (cdt_process_state_packed_map_*_optype).
 */
import { MapOp, MapOrder, PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { Change } from './change.ts'
import { byIndexRange, byKey, byKeyInterval, byRelativeIndex } from './map-by-key.ts'
import { byRankRange, byRelativeRank, byValue, byValueInterval } from './map-by-value.ts'
import { byKeyList, byValueList } from './map-items.ts'
import { ADD, clear, increment, put, putItems, putRule, REPLACE, setMapType } from './map-modify.ts'
import { without } from './packed.ts'
import type { PackedMap } from './packed.ts'
import { number, readParams, value } from './params.ts'
import type { Call, Params } from './params.ts'
import { ALL } from './ranges.ts'
import { refuse } from './refusal.ts'
import { intResult, wanted } from './results.ts'
import type { Wanted } from './results.ts'
import type { Selection } from './selection.ts'
import { freshFlags, settle, settledFlags } from './target.ts'
import type { Target } from './target.ts'

type Select = (map: PackedMap, params: Params) => Selection
type Write = (map: PackedMap, params: Params, target: Target) => Change

const single = (p: Params): Wanted => wanted(number(p, 0), false)
const several = (p: Params): Wanted => wanted(number(p, 0), true)

const byOneKey: Select = (map, p) => byKey(map, single(p), value(p, 0))
const byIndex: Select = (map, p) => byIndexRange(map, single(p), number(p, 1), 1n)
const byIndexes: Select = (map, p) => byIndexRange(map, several(p), number(p, 1), number(p, 2, ALL))
const byRank: Select = (map, p) => byRankRange(map, single(p), number(p, 1), 1n)
const byRanks: Select = (map, p) => byRankRange(map, several(p), number(p, 1), number(p, 2, ALL))
const byOneValue: Select = (map, p) => byValue(map, single(p), value(p, 0))
const byAllOfValue: Select = (map, p) => byValue(map, several(p), value(p, 0))
const byKeys: Select = (map, p) => byKeyList(map, several(p), value(p, 0))
const byValues: Select = (map, p) => byValueList(map, several(p), value(p, 0))
const byKeysFrom: Select = (map, p) => byKeyInterval(map, several(p), value(p, 0), p.values[1])
const byValuesFrom: Select = (map, p) => byValueInterval(map, several(p), value(p, 0), p.values[1])
const byNearKey: Select = (map, p) =>
  byRelativeIndex(map, several(p), value(p, 0), number(p, 1), number(p, 2, ALL))
const byNearValue: Select = (map, p) =>
  byRelativeRank(map, several(p), value(p, 0), number(p, 1), number(p, 2, ALL))

const READS: Record<number, Select> = {
  [MapOp.size]: (map) => ({ result: intResult(map.count) }),
  [MapOp.getByKey]: byOneKey,
  [MapOp.getByIndex]: byIndex,
  [MapOp.getByValue]: byOneValue,
  [MapOp.getByRank]: byRank,
  [MapOp.getAllByValue]: byAllOfValue,
  [MapOp.getByKeyInterval]: byKeysFrom,
  [MapOp.getByIndexRange]: byIndexes,
  [MapOp.getByValueInterval]: byValuesFrom,
  [MapOp.getByRankRange]: byRanks,
  [MapOp.getByKeyList]: byKeys,
  [MapOp.getByValueList]: byValues,
  [MapOp.getByKeyRelIndexRange]: byNearKey,
  [MapOp.getByValueRelRankRange]: byNearValue,
}

const REMOVES: Record<number, Select> = {
  [MapOp.removeByKey]: byOneKey,
  [MapOp.removeByIndex]: byIndex,
  [MapOp.removeByValue]: byOneValue,
  [MapOp.removeByRank]: byRank,
  [MapOp.removeByKeyList]: byKeys,
  [MapOp.removeAllByValue]: byAllOfValue,
  [MapOp.removeByValueList]: byValues,
  [MapOp.removeByKeyInterval]: byKeysFrom,
  [MapOp.removeByIndexRange]: byIndexes,
  [MapOp.removeByValueInterval]: byValuesFrom,
  [MapOp.removeByRankRange]: byRanks,
  [MapOp.removeByKeyRelIndexRange]: byNearKey,
  [MapOp.removeByValueRelRankRange]: byNearValue,
}

const WRITES: Record<number, Write> = {
  [MapOp.setType]: (map, p, target) => setMapType(map, settledFlags(target, number(p, 0))),
  [MapOp.add]: (map, p) => put(map, value(p, 0), value(p, 1), ADD),
  [MapOp.addItems]: (map, p) => putItems(map, value(p, 0), ADD),
  [MapOp.put]: (map, p) => put(map, value(p, 0), value(p, 1), putRule(number(p, 1))),
  [MapOp.putItems]: (map, p) => putItems(map, value(p, 0), putRule(number(p, 1))),
  [MapOp.replace]: (map, p) => put(map, value(p, 0), value(p, 1), REPLACE),
  [MapOp.replaceItems]: (map, p) => putItems(map, value(p, 0), REPLACE),
  [MapOp.increment]: (map, p) => increment(map, value(p, 0), p.values[1], false),
  [MapOp.decrement]: (map, p) => increment(map, value(p, 0), p.values[1], true),
}

/** Writes whose first integer says what map to create. */
const CREATING: readonly number[] = [
  MapOp.add,
  MapOp.addItems,
  MapOp.put,
  MapOp.putItems,
  MapOp.increment,
  MapOp.decrement,
]

const FLAGS = MapOrder.keyValueOrdered | PERSIST_INDEX

export function readMap(map: PackedMap, call: Call): Particle | undefined {
  const read = READS[call.op] ?? refuse(Code.parameter)
  return read(map, readParams(call)).result
}

/** Writes to a map, or to a new one where the target has none. */
export function writeMap(target: Target, map: PackedMap | undefined, call: Call): Change {
  const remove = REMOVES[call.op]
  if (remove !== undefined || call.op === MapOp.clear)
    return map === undefined ? {} : takeOut(map, call, remove)
  const write = WRITES[call.op] ?? refuse(Code.parameter)
  if (call.op === MapOp.replaceItems && map === undefined) refuse(Code.elementNotFound)
  const params = readParams(call)
  const asked = CREATING.includes(call.op) ? number(params, 0) : 0n
  const at = map ?? emptyMap(newFlags(target, asked))
  return settle(target, at, write(at, params, target))
}

/** A stored index alone, without any order, makes no new map ordered; inside another collection there is none. */
function newFlags(target: Target, asked: bigint): number {
  const flags = freshFlags(target, asked, FLAGS)
  return target.state === 'created' || flags === PERSIST_INDEX ? flags & ~PERSIST_INDEX : flags
}

function takeOut(map: PackedMap, call: Call, remove: Select | undefined): Change {
  if (remove === undefined) return clear(map)
  const { result, mask } = remove(map, readParams(call))
  const change = result === undefined ? {} : { result }
  return mask === undefined ? change : { ...change, body: without(map, mask) }
}

function emptyMap(flags: number): PackedMap {
  return { kind: 'map', buf: Buffer.alloc(0), flags, count: 0, offsets: [0], values: [], byValue: undefined }
}
