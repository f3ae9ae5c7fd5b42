import type { Double, MapOrderName, OrderedMap, Value } from '../values.ts'
import { type Call, cdtModify, checkPersist, type ContextOption } from './cdt.ts'
import { ContextCreate, MapOp, MapOrder, MapWriteFlag, PERSIST_INDEX } from '../collections/cdt-codes.ts'
import {
  badArgument,
  checkAmount,
  checkKey,
  checkOptions,
  checkWord,
  flagsOf,
  type Integer,
  type OptionRules,
} from '../collections/check.ts'
import type { Operation } from './operation.ts'

/** How a map is stored when an operation creates it. */
export interface MapCreatingOptions extends ContextOption {
  /** Order of the map if it is created; an existing one keeps its own. Default `unordered`. */
  readonly order?: MapOrderName
  /** Store the map's index with it if it is created; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

/** What a map write may do. */
export interface MapWriteOptions extends MapCreatingOptions {
  /** Refuse a key that the map has already, with `ELEMENT_EXISTS`. Default false. */
  readonly createOnly?: boolean
  /** Refuse a key that the map does not have, with `ELEMENT_NOT_FOUND`. Default false. */
  readonly updateOnly?: boolean
  /** Leave the map as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
  /** With `noFail`: of several entries, write those that can be written. Default false. */
  readonly partial?: boolean
}

const ORDERS = {
  unordered: MapOrder.unordered,
  key: MapOrder.keyOrdered,
  keyValue: MapOrder.keyValueOrdered,
} as const
const CREATE = {
  unordered: ContextCreate.mapUnordered,
  key: ContextCreate.mapKeyOrdered,
  keyValue: ContextCreate.mapKeyValueOrdered,
} as const
const WRITE_FLAGS = {
  createOnly: MapWriteFlag.createOnly,
  updateOnly: MapWriteFlag.updateOnly,
  noFail: MapWriteFlag.noFail,
  partial: MapWriteFlag.partial,
} as const
const CONTEXT = { context: 'context' } as const
const CREATING: OptionRules = { order: Object.keys(ORDERS), persistIndex: 'boolean', ...CONTEXT }
const WRITE: OptionRules = {
  order: Object.keys(ORDERS),
  persistIndex: 'boolean',
  createOnly: 'boolean',
  updateOnly: 'boolean',
  noFail: 'boolean',
  partial: 'boolean',
  ...CONTEXT,
}

/**
 * Creates an empty map of an order, or gives the map that is there this order.
 * With a context, a missing map is created where it leads. What the last step looks into, if missing too, is created as the
 * step says, else in the same order (a list with nil up to the index for `key`, ordered for `keyValue`). Answers nothing. `BIN_TYPE` when the bin or element is something else.
 */
export function create(bin: string, options: MapCreatingOptions = {}): Operation<null> {
  const where = 'maps.create'
  checkOptions(where, options, CREATING)
  const { order = 'unordered', persistIndex, context } = options
  checkPersist(where, persistIndex, context)
  const args = { order: attributes(options) }
  return cdtModify({ where, bin, op: MapOp.setType, args, context, create: CREATE[order] })
}

/**
 * Gives a map this order, sorting it if need be; a missing bin becomes an empty map.
 * Answers nothing. `BIN_TYPE` when it is no map.
 */
export function setOrder(
  bin: string,
  order: MapOrderName,
  options: ContextOption & {
    /** Store the map's index with it, or no longer; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  } = {},
): Operation<null> {
  const where = 'maps.setOrder'
  checkOptions(where, options, { persistIndex: 'boolean', ...CONTEXT })
  const flags = checkWord(where, 'order', order, ORDERS)
  const { persistIndex = false, context } = options
  checkPersist(where, persistIndex, context)
  const args = { order: flags | (persistIndex ? PERSIST_INDEX : 0) }
  return cdtModify({ where, bin, op: MapOp.setType, args, context })
}

/**
 * Writes one entry; a missing bin becomes a map. Answers the map's new size.
 * `ELEMENT_EXISTS` with `createOnly`, `ELEMENT_NOT_FOUND` with `updateOnly`; `BIN_TYPE` when it is no map; `PARAMETER` for a
 * key that is no text, integer or bytes.
 */
export function put(bin: string, key: Value, value: Value, options: MapWriteOptions = {}): Operation<number> {
  const where = 'maps.put'
  return writing(where, bin, MapOp.put, { key: checkKey(where, 'key', key), value }, options)
}

/** Writes several entries; all else as {@link put}. */
export function putItems(
  bin: string,
  items: ReadonlyMap<Value, Value> | OrderedMap | { readonly [key: string]: Value },
  options: MapWriteOptions = {},
): Operation<number> {
  const where = 'maps.putItems'
  const isMap = typeof items === 'object' && (items as object | null) !== null && !Array.isArray(items)
  if (!isMap) throw badArgument(where, 'items', 'must be a Map or an object', items)
  return writing(where, bin, MapOp.putItems, { items }, options)
}

/**
 * Adds to the number of a key; a missing key counts as 0, a missing bin becomes a map. An integer stays an integer: a double
 * amount is cut to one. Answers the new number. `BIN_TYPE` when it is no map, `PARAMETER` when the value is no number.
 * @param amount default 1
 */
export function increment(
  bin: string,
  key: Value,
  amount: Integer | Double = 1,
  options: MapCreatingOptions = {},
): Operation<number> {
  return counting('maps.increment', bin, MapOp.increment, key, amount, options)
}

/** Takes from the number of a key; all else as {@link increment}. */
export function decrement(
  bin: string,
  key: Value,
  amount: Integer | Double = 1,
  options: MapCreatingOptions = {},
): Operation<number> {
  return counting('maps.decrement', bin, MapOp.decrement, key, amount, options)
}

/** Removes all entries; the map keeps its order, a missing bin stays missing. Answers nothing. `BIN_TYPE` when it is no map. */
export function clear(bin: string, options: ContextOption = {}): Operation<null> {
  const where = 'maps.clear'
  checkOptions(where, options, CONTEXT)
  return cdtModify({ where, bin, op: MapOp.clear, args: {}, context: options.context })
}

/** The order goes last, and write flags behind it when there are any. */
function writing<Result>(
  where: string,
  bin: string,
  op: number,
  args: Call['args'],
  options: MapWriteOptions,
): Operation<Result> {
  checkOptions(where, options, WRITE)
  checkPersist(where, options.persistIndex, options.context)
  const order = attributes(options)
  const flags = flagsOf({ ...options }, WRITE_FLAGS)
  const all = flags === 0 ? { ...args, order } : { ...args, order, flags }
  return cdtModify({ where, bin, op, args: all, context: options.context })
}

function counting(
  where: string,
  bin: string,
  op: number,
  key: Value,
  amount: Integer | Double,
  options: MapCreatingOptions,
): Operation<number> {
  checkOptions(where, options, CREATING)
  checkPersist(where, options.persistIndex, options.context)
  const args = {
    key: checkKey(where, 'key', key),
    amount: checkAmount(where, 'amount', amount),
    order: attributes(options),
  }
  return cdtModify({ where, bin, op, args, context: options.context })
}

function attributes({ order = 'unordered', persistIndex }: MapCreatingOptions): number {
  return ORDERS[order] | (persistIndex === true ? PERSIST_INDEX : 0)
}
