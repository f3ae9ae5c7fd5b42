/**
 * List operations by code.
 * Source: aerospike-server 8.1.2, as/src/base/particle_list.c (cdt_process_state_packed_list_*_optype).
 */
import { ListOp, ListOrder, PERSIST_INDEX, ReturnType } from '../../collections/cdt-codes.ts'
import type { Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { Change } from './change.ts'
import { byIndexRange } from './list-by-index.ts'
import { byRankRange, byRelativeRank, byValue, byValueInterval } from './list-by-value.ts'
import { byValueList } from './list-items.ts'
import {
  append,
  appendItems,
  clear,
  increment,
  insert,
  insertItems,
  set,
  setListType,
  sort,
} from './list-modify.ts'
import { without } from './packed.ts'
import type { PackedList } from './packed.ts'
import { number, readParams, value } from './params.ts'
import type { Call, Params } from './params.ts'
import { ALL } from './ranges.ts'
import { refuse } from './refusal.ts'
import { intResult, wanted } from './results.ts'
import type { Wanted } from './results.ts'
import type { Selection } from './selection.ts'
import { freshFlags, settle, settledFlags } from './target.ts'
import type { Target } from './target.ts'

type Select = (list: PackedList, params: Params) => Selection
type Write = (list: PackedList, params: Params, target: Target) => Change

const single = (p: Params): Wanted => wanted(number(p, 0), false)
const several = (p: Params): Wanted => wanted(number(p, 0), true)
const fixed = (type: number, multi: boolean): Wanted => wanted(BigInt(type), multi)

const byIndex: Select = (list, p) => byIndexRange(list, single(p), number(p, 1), 1n)
const byIndexes: Select = (list, p) => byIndexRange(list, several(p), number(p, 1), number(p, 2, ALL))
const byRank: Select = (list, p) => byRankRange(list, single(p), number(p, 1), 1n)
const byRanks: Select = (list, p) => byRankRange(list, several(p), number(p, 1), number(p, 2, ALL))
const byOneValue: Select = (list, p) => byValue(list, single(p), value(p, 0))
const byAllOfValue: Select = (list, p) => byValue(list, several(p), value(p, 0))
const byValues: Select = (list, p) => byValueList(list, several(p), value(p, 0))
const byInterval: Select = (list, p) => byValueInterval(list, several(p), value(p, 0), p.values[1])
const byRelative: Select = (list, p) =>
  byRelativeRank(list, several(p), value(p, 0), number(p, 1), number(p, 2, ALL))
/** The older operations, whose answer their name tells. */
const oneAt =
  (type: number): Select =>
  (list, p) =>
    byIndexRange(list, fixed(type, false), number(p, 0), 1n)
const allFrom =
  (type: number): Select =>
  (list, p) =>
    byIndexRange(list, fixed(type, true), number(p, 0), number(p, 1, ALL))

const READS: Record<number, Select> = {
  [ListOp.size]: (list) => ({ result: intResult(list.count) }),
  [ListOp.get]: oneAt(ReturnType.value),
  [ListOp.getRange]: allFrom(ReturnType.value),
  [ListOp.getByIndex]: byIndex,
  [ListOp.getByValue]: byOneValue,
  [ListOp.getByRank]: byRank,
  [ListOp.getAllByValue]: byAllOfValue,
  [ListOp.getByValueList]: byValues,
  [ListOp.getByIndexRange]: byIndexes,
  [ListOp.getByValueInterval]: byInterval,
  [ListOp.getByRankRange]: byRanks,
  [ListOp.getByValueRelRankRange]: byRelative,
}

const REMOVES: Record<number, Select> = {
  [ListOp.pop]: oneAt(ReturnType.value),
  [ListOp.popRange]: allFrom(ReturnType.value),
  [ListOp.remove]: oneAt(ReturnType.count),
  [ListOp.removeRange]: allFrom(ReturnType.count),
  [ListOp.trim]: allFrom(ReturnType.count | ReturnType.inverted),
  [ListOp.removeByIndex]: byIndex,
  [ListOp.removeByValue]: byOneValue,
  [ListOp.removeByRank]: byRank,
  [ListOp.removeAllByValue]: byAllOfValue,
  [ListOp.removeByValueList]: byValues,
  [ListOp.removeByIndexRange]: byIndexes,
  [ListOp.removeByValueInterval]: byInterval,
  [ListOp.removeByRankRange]: byRanks,
  [ListOp.removeByValueRelRankRange]: byRelative,
}

const WRITES: Record<number, Write> = {
  [ListOp.setType]: (list, p, target) => setListType(list, settledFlags(target, number(p, 0))),
  [ListOp.append]: (list, p) => append(list, value(p, 0), number(p, 1)),
  [ListOp.appendItems]: (list, p) => appendItems(list, value(p, 0), number(p, 1)),
  [ListOp.insert]: (list, p) => insert(list, number(p, 0), value(p, 0), number(p, 1)),
  [ListOp.insertItems]: (list, p) => insertItems(list, number(p, 0), value(p, 0), number(p, 1)),
  [ListOp.set]: (list, p) => set(list, number(p, 0), value(p, 0), number(p, 1)),
  [ListOp.increment]: (list, p) => increment(list, number(p, 0), p.values[0], number(p, 2)),
  [ListOp.sort]: (list, p) => sort(list, number(p, 0)),
}

/** Which parameter of a write says what list to create. */
const CREATE_FLAGS: Record<number, number> = {
  [ListOp.append]: 0,
  [ListOp.appendItems]: 0,
  [ListOp.increment]: 1,
}

const FLAGS = ListOrder.ordered | PERSIST_INDEX

export function readList(list: PackedList, call: Call): Particle | undefined {
  const read = READS[call.op] ?? refuse(Code.parameter)
  return read(list, readParams(call)).result
}

/** Writes to a list, or to a new one where the target has none. */
export function writeList(target: Target, list: PackedList | undefined, call: Call): Change {
  const remove = REMOVES[call.op]
  if (remove !== undefined || call.op === ListOp.clear)
    return list === undefined ? {} : takeOut(list, call, remove)
  const write = WRITES[call.op] ?? refuse(Code.parameter)
  if (call.op === ListOp.sort && target.newBin) refuse(Code.incompatibleType)
  const params = readParams(call)
  const createFlags = CREATE_FLAGS[call.op]
  const asked = createFlags === undefined ? 0n : number(params, createFlags)
  const at = list ?? emptyList(freshFlags(target, asked, FLAGS))
  return settle(target, at, write(at, params, target))
}

function takeOut(list: PackedList, call: Call, remove: Select | undefined): Change {
  if (remove === undefined) return clear(list)
  const { result, mask } = remove(list, readParams(call))
  const change = result === undefined ? {} : { result }
  return mask === undefined ? change : { ...change, body: without(list, mask) }
}

function emptyList(flags: number): PackedList {
  return { kind: 'list', buf: Buffer.alloc(0), flags, count: 0, offsets: [0] }
}
