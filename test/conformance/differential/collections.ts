import { INFINITY, type Value, WILDCARD } from '../../../src/index.ts'
import type { OpData, StepInto } from '../scenario.ts'
import type { Random } from './random.ts'
import { entries, integer, list, mapKey, value } from './values.ts'

// What kills servers of version 8.1.2 is kept out: see each place.

const LIST_RETURNS = [
  'none',
  'index',
  'reverseIndex',
  'rank',
  'reverseRank',
  'count',
  'value',
  'exists',
] as const
const MAP_RETURNS = [...LIST_RETURNS, 'key', 'keyValue', 'unorderedMap', 'orderedMap'] as const

export const index = (r: Random): number =>
  r.chance(0.95) ? r.int(-6, 6) : r.pick([40, -40, 2 ** 31, -(2 ** 31)])
/** Where a write may put something: not so far that the list is padded with thousands of nil. */
const place = (r: Random): number => r.int(-5, 8)
const count = (r: Random): number | undefined => (r.chance(0.3) ? undefined : r.int(0, 5))

/** Something to look for: mostly a value, sometimes with a marker. */
function probe(r: Random): Value {
  return r.either<Value>(
    () => value(r, 1),
    () => value(r, 1),
    () => value(r, 2),
    () => WILDCARD,
    () => INFINITY,
    () => [value(r, 0), WILDCARD],
  )
}

/** The way into a bin. */
function steps(r: Random, creates: boolean): StepInto[] {
  return r.list(1, 2, (): StepInto => {
    if (creates && r.chance(0.4)) return creating(r)
    return r.either<StepInto>(
      () => ['listIndex', index(r)],
      () => ['listRank', index(r)],
      () => ['listValue', value(r, 1)],
      () => ['mapIndex', index(r)],
      () => ['mapRank', index(r)],
      () => ['mapKey', mapKey(r)],
      () => ['mapKey', mapKey(r)],
      () => ['mapValue', value(r, 1)],
    )
  })
}

function creating(r: Random): StepInto {
  return r.either<StepInto>(
    () => ['mapKey', mapKey(r), { create: r.pick(['unordered', 'key', 'keyValue'] as const) }],
    // Creating at an index below -1 kills the server.
    () => ['listIndex', r.int(-1, 4), { create: r.pick(['unordered', 'ordered'] as const) }],
    () => ['listIndex', r.int(0, 5), { create: 'unordered', pad: true }],
  )
}

/** A way that makes something of its last step: never below index 0, which kills the server. */
function leading(r: Random): { readonly context?: readonly StepInto[] } {
  if (r.chance(0.5)) return {}
  const last = r.either<StepInto>(
    () => ['listIndex', r.int(0, 5)],
    () => ['mapKey', mapKey(r)],
  )
  return { context: r.chance(0.5) ? [last] : [creating(r), last] }
}

interface Target {
  readonly bin: string
  /** The bin's index is stored with it: no way in by value, no dropping of duplicates, no padding. */
  readonly persisted: boolean
}

function inside(
  r: Random,
  { persisted }: Target,
  creates: boolean,
): { readonly context?: readonly StepInto[] } {
  return persisted || r.chance(0.7) ? {} : { context: steps(r, creates) }
}

const some = <T extends object>(r: Random, options: T): Partial<T> =>
  Object.fromEntries(Object.entries(options).filter(() => r.chance(0.35))) as Partial<T>

const listFlags = (r: Random): object => some(r, { unique: true, bounded: true, noFail: true, partial: true })
const mapFlags = (r: Random): object =>
  some(r, { [r.pick(['createOnly', 'updateOnly'])]: true, noFail: true, partial: true })

export function listOperation(r: Random, target: Target): OpData {
  const { bin, persisted } = target
  const changing = { ...inside(r, target, true), ...listFlags(r) }
  const going = inside(r, target, false)
  const order = r.pick(['unordered', 'ordered'] as const)
  // Writing far beyond the end of an unordered list that has its index kills the server: such lists are ordered here.
  const made = persisted ? { order: 'ordered', persistIndex: true } : r.chance(0.3) ? { order } : {}
  return r.either<OpData>(
    () => ['lists.append', bin, value(r, 2), { ...changing, ...made }],
    () => ['lists.append', bin, value(r, 1), { ...changing, ...made }],
    () => ['lists.appendItems', bin, r.list(0, 4, () => value(r, 1)), { ...changing, ...made }],
    () => ['lists.insert', bin, place(r), value(r, 1), changing],
    () => ['lists.insertItems', bin, place(r), r.list(0, 4, () => value(r, 1)), changing],
    () => ['lists.set', bin, place(r), value(r, 1), changing],
    () => [
      'lists.increment',
      bin,
      place(r),
      r.either<Value>(
        () => integer(r),
        () => 1.5,
      ),
      changing,
    ],
    () => [
      'lists.create',
      bin,
      persisted ? made : { order, pad: order === 'unordered' && r.chance(0.3), ...leading(r) },
    ],
    () => (persisted ? ['lists.size', bin] : ['lists.setOrder', bin, order, going]),
    () => [
      'lists.sort',
      bin,
      { descending: r.chance(0.3), dropDuplicates: !persisted && r.chance(0.3), ...going },
    ],
    () => ['lists.trim', bin, index(r), r.int(0, 5), going],
    () => ['lists.clear', bin, going],
    () => ['lists.pop', bin, index(r), going],
    () => ['lists.popRange', bin, index(r), count(r), going],
    () => ['lists.remove', bin, index(r), going],
    () => ['lists.removeRange', bin, index(r), count(r), going],
    () => ['lists.size', bin, going],
    () => ['lists.get', bin, index(r), going],
    () => ['lists.getRange', bin, index(r), count(r), going],
    () => listSelection(r, target),
    () => listSelection(r, target),
    () => listSelection(r, target),
    () => listSelection(r, target),
    () => listSelection(r, target),
  )
}

function listSelection(r: Random, target: Target): OpData {
  const { bin } = target
  const verb = r.pick(['get', 'get', 'remove'])
  const one = { returnType: r.pick(LIST_RETURNS), ...inside(r, target, false) }
  const many = { ...one, inverted: r.chance(0.3) }
  const name = (by: string): OpData[0] => `lists.${verb}${by}` as OpData[0]
  return r.either<OpData>(
    () => [name('ByIndex'), bin, index(r), one],
    () => [name('ByRank'), bin, index(r), one],
    () => [name('ByIndexRange'), bin, index(r), count(r), many],
    () => [name('ByRankRange'), bin, index(r), count(r), many],
    () => [name('ByValue'), bin, probe(r), many],
    () => [name('ByValueList'), bin, r.list(1, 3, () => probe(r)), many],
    () => [name('ByValueRange'), bin, limit(r), limit(r), many],
    () => [name('ByValueRelRankRange'), bin, probe(r), index(r), count(r), many],
  )
}

const limit = (r: Random): Value | undefined => (r.chance(0.2) ? undefined : probe(r))
const keyLimit = (r: Random): Value | undefined => (r.chance(0.2) ? undefined : mapKey(r))

export function mapOperation(r: Random, target: Target): OpData {
  const { bin, persisted } = target
  const changing = { ...inside(r, target, true), ...mapFlags(r) }
  const going = inside(r, target, false)
  const order = r.pick(['unordered', 'key', 'keyValue'] as const)
  const made = persisted ? { order: 'key', persistIndex: true } : r.chance(0.3) ? { order } : {}
  const { context } = changing
  return r.either<OpData>(
    () => ['maps.put', bin, mapKey(r), value(r, 2), { ...changing, ...made }],
    () => ['maps.put', bin, mapKey(r), value(r, 1), { ...changing, ...made }],
    () => ['maps.putItems', bin, entries(r, 4, () => value(r, 1)), { ...changing, ...made }],
    () => [
      r.pick(['maps.increment', 'maps.decrement']),
      bin,
      mapKey(r),
      r.either<Value>(
        () => integer(r),
        () => 1.5,
      ),
      context === undefined ? made : { context },
    ],
    () => ['maps.create', bin, persisted ? made : { ...made, ...leading(r) }],
    () => [
      'maps.setOrder',
      bin,
      persisted ? 'key' : order,
      persisted ? { persistIndex: r.chance(0.7) } : going,
    ],
    () => ['maps.clear', bin, going],
    () => ['maps.size', bin, going],
    () => mapSelection(r, target),
    () => mapSelection(r, target),
    () => mapSelection(r, target),
    () => mapSelection(r, target),
    () => mapSelection(r, target),
  )
}

function mapSelection(r: Random, target: Target): OpData {
  const { bin } = target
  const verb = r.pick(['get', 'get', 'remove'])
  const one = { returnType: r.pick(MAP_RETURNS), ...inside(r, target, false) }
  const many = { ...one, inverted: r.chance(0.3) }
  const name = (by: string): OpData[0] => `maps.${verb}${by}` as OpData[0]
  return r.either<OpData>(
    () => [name('ByKey'), bin, mapKey(r), one],
    () => [name('ByIndex'), bin, index(r), one],
    () => [name('ByRank'), bin, index(r), one],
    // All but those of an empty list kills the server: the lists are never empty.
    () => [name('ByKeyList'), bin, r.list(1, 3, () => mapKey(r)), many],
    () => [name('ByValueList'), bin, r.list(1, 3, () => probe(r)), many],
    () => [name('ByKeyRange'), bin, keyLimit(r), keyLimit(r), many],
    () => [name('ByKeyRelIndexRange'), bin, mapKey(r), index(r), count(r), many],
    () => [name('ByIndexRange'), bin, index(r), count(r), many],
    () => [name('ByRankRange'), bin, index(r), count(r), many],
    () => [name('ByValue'), bin, probe(r), many],
    () => [name('ByValueRange'), bin, limit(r), limit(r), many],
    () => [name('ByValueRelRankRange'), bin, probe(r), index(r), count(r), many],
  )
}

/** What the bins `l` and `m` start with. */
export const startingList = (r: Random): Value => list(r, 3)
