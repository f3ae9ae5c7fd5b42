import type { Double, Value } from '../values.ts'
import { type Call, cdtModify, checkPersist, type ContextOption, withCount } from './cdt.ts'
import {
  ContextCreate,
  ListOp,
  ListOrder,
  ListSortFlag,
  ListWriteFlag,
  PERSIST_INDEX,
} from '../collections/cdt-codes.ts'
import {
  checkAmount,
  checkArray,
  checkCount,
  checkInteger,
  checkOptions,
  checkWord,
  flagsOf,
  type Integer,
  type OptionRules,
} from '../collections/check.ts'
import type { Operation } from './operation.ts'

/** How a list keeps its elements: as they were added, or sorted by value. */
export type ListOrderName = 'unordered' | 'ordered'

/** What a list write may do. */
export interface ListWriteOptions extends ContextOption {
  /** Refuse a value that the list has already, with `ELEMENT_EXISTS`. Default false. */
  readonly unique?: boolean
  /** Refuse an index beyond the end, with `OP_NOT_APPLICABLE`, instead of padding with nil. Default false. */
  readonly bounded?: boolean
  /** Leave the list as it was instead of failing on one of these. Default false. */
  readonly noFail?: boolean
  /** With `noFail`: of several values, write those that can be written. Default false. */
  readonly partial?: boolean
}

/** Options of operations that create the list when it is missing. */
export interface ListCreatingOptions extends ListWriteOptions {
  /** Order of the list if it is created; an existing one keeps its own. Default `unordered`. */
  readonly order?: ListOrderName
  /** Store the list's index with it if it is created; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

const ORDERS = Object.keys(ListOrder)
const CONTEXT = { context: 'context' } as const
const WRITE_FLAGS = {
  unique: ListWriteFlag.addUnique,
  bounded: ListWriteFlag.insertBounded,
  noFail: ListWriteFlag.noFail,
  partial: ListWriteFlag.partial,
} as const
const WRITE: OptionRules = {
  unique: 'boolean',
  bounded: 'boolean',
  noFail: 'boolean',
  partial: 'boolean',
  ...CONTEXT,
}
const CREATING: OptionRules = { order: ORDERS, persistIndex: 'boolean', ...WRITE }

/**
 * Creates an empty list of an order, or gives the list that is there this order.
 * With a context, a missing list is created where it leads; `pad` lets the last step's index lie beyond the end, which is
 * `OP_NOT_APPLICABLE` otherwise. What the last step looks into, if missing too, is created as the step says, else in the
 * same order (a map by key and value for `ordered`). Answers nothing. `BIN_TYPE` when the bin or element is something else.
 */
export function create(
  bin: string,
  options: ContextOption & {
    /** Default `unordered`. */
    readonly order?: ListOrderName
    /** Default false. */
    readonly pad?: boolean
    /** Store the list's index with it; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  } = {},
): Operation<null> {
  const where = 'lists.create'
  checkOptions(where, options, { order: ORDERS, pad: 'boolean', persistIndex: 'boolean', ...CONTEXT })
  const { order = 'unordered', pad = false, persistIndex, context } = options
  checkPersist(where, persistIndex, context)
  const unordered = pad ? ContextCreate.listUnorderedPadded : ContextCreate.listUnordered
  return cdtModify({
    where,
    bin,
    op: ListOp.setType,
    args: { order: attributes(options) },
    context,
    create: order === 'ordered' ? ContextCreate.listOrdered : unordered,
  })
}

/**
 * Gives a list this order, sorting it if need be; a missing bin becomes an empty list.
 * Answers nothing. `BIN_TYPE` when it is no list.
 */
export function setOrder(
  bin: string,
  order: ListOrderName,
  options: ContextOption & {
    /** Store the list's index with it, or no longer; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  } = {},
): Operation<null> {
  const where = 'lists.setOrder'
  checkOptions(where, options, { persistIndex: 'boolean', ...CONTEXT })
  const flags = checkWord(where, 'order', order, ListOrder)
  const { persistIndex = false, context } = options
  checkPersist(where, persistIndex, context)
  const args = { order: flags | (persistIndex ? PERSIST_INDEX : 0) }
  return cdtModify({ where, bin, op: ListOp.setType, args, context })
}

/**
 * Adds a value at the end, or in its place in an ordered list; a missing bin becomes a list.
 * Answers the list's new size. `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 */
export function append(bin: string, value: Value, options: ListCreatingOptions = {}): Operation<number> {
  return creating('lists.append', bin, ListOp.append, { value }, options)
}

/**
 * Adds several values at the end, or in their places in an ordered list; a missing bin becomes a list.
 * Answers the list's new size. `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 */
export function appendItems(
  bin: string,
  values: readonly Value[],
  options: ListCreatingOptions = {},
): Operation<number> {
  const where = 'lists.appendItems'
  return creating(where, bin, ListOp.appendItems, { values: checkArray(where, 'values', values) }, options)
}

/**
 * Inserts a value before an index; an index beyond the end pads with nil. A missing bin becomes a list.
 * Answers the list's new size. `OP_NOT_APPLICABLE` on an ordered list, for a negative index beyond the start, and with
 * `bounded` beyond the end; `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 */
export function insert(
  bin: string,
  index: Integer,
  value: Value,
  options: ListWriteOptions = {},
): Operation<number> {
  const where = 'lists.insert'
  return writing(where, bin, ListOp.insert, { index: checkInteger(where, 'index', index), value }, options)
}

/** Inserts several values before an index; all else as {@link insert}. */
export function insertItems(
  bin: string,
  index: Integer,
  values: readonly Value[],
  options: ListWriteOptions = {},
): Operation<number> {
  const where = 'lists.insertItems'
  const args = { index: checkInteger(where, 'index', index), values: checkArray(where, 'values', values) }
  return writing(where, bin, ListOp.insertItems, args, options)
}

/**
 * Replaces the element at an index; an index beyond the end pads with nil. A missing bin becomes a list.
 * Answers nothing. `OP_NOT_APPLICABLE` on an ordered list, for a negative index beyond the start, and with `bounded` beyond
 * the end; `ELEMENT_EXISTS` with `unique`; `BIN_TYPE` when it is no list.
 */
export function set(
  bin: string,
  index: Integer,
  value: Value,
  options: ListWriteOptions = {},
): Operation<null> {
  const where = 'lists.set'
  return writing(where, bin, ListOp.set, { index: checkInteger(where, 'index', index), value }, options)
}

/**
 * Adds to the number at an index; a missing element counts as 0, a missing bin becomes a list. An integer stays an integer:
 * a double amount is cut to one. Answers the new number. `BIN_TYPE` when it is no list, `PARAMETER` when the element is no number.
 * @param amount default 1
 */
export function increment(
  bin: string,
  index: Integer,
  amount: Integer | Double = 1,
  options: ListCreatingOptions = {},
): Operation<number> {
  const where = 'lists.increment'
  const args = { index: checkInteger(where, 'index', index), amount: checkAmount(where, 'amount', amount) }
  return creating(where, bin, ListOp.increment, args, options)
}

/**
 * Sorts the elements once; an unordered list stays unordered. Answers nothing. `BIN_TYPE` when it is no list or missing.
 */
export function sort(
  bin: string,
  options: ContextOption & {
    /** Largest first. Default false. */
    readonly descending?: boolean
    /**
     * Keep one of equal elements. Default false. Together with `descending`, server 8.1.2 refuses an unordered list of
     * different elements with `PARAMETER`.
     */
    readonly dropDuplicates?: boolean
  } = {},
): Operation<null> {
  const where = 'lists.sort'
  checkOptions(where, options, { descending: 'boolean', dropDuplicates: 'boolean', ...CONTEXT })
  const { descending, dropDuplicates } = ListSortFlag
  const flags = flagsOf({ ...options }, { descending, dropDuplicates })
  return cdtModify({ where, bin, op: ListOp.sort, args: { flags }, context: options.context })
}

/**
 * Keeps a range of elements and removes all others; without a match it removes all.
 * Answers how many were removed, null when the bin is missing. `BIN_TYPE` when it is no list.
 */
export function trim(
  bin: string,
  index: Integer,
  count: Integer,
  options: ContextOption = {},
): Operation<number | null> {
  const where = 'lists.trim'
  const args = { index: checkInteger(where, 'index', index), count: checkCount(where, 'count', count) }
  return plain(where, bin, ListOp.trim, args, options)
}

/** Removes all elements; the list keeps its order, a missing bin stays missing. Answers nothing. `BIN_TYPE` when it is no list. */
export function clear(bin: string, options: ContextOption = {}): Operation<null> {
  return plain('lists.clear', bin, ListOp.clear, {}, options)
}

/**
 * Removes the element at an index and answers it; null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 */
export function pop<T = Value>(
  bin: string,
  index: Integer,
  options: ContextOption = {},
): Operation<T | null> {
  const where = 'lists.pop'
  return plain(where, bin, ListOp.pop, { index: checkInteger(where, 'index', index) }, options)
}

/**
 * Removes `count` elements from an index on and answers them; null when the bin is missing. `BIN_TYPE` when it is no list.
 * @param count default: to the end
 */
export function popRange<T = Value>(
  bin: string,
  index: Integer,
  count?: Integer,
  options: ContextOption = {},
): Operation<T[] | null> {
  const where = 'lists.popRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return plain(where, bin, ListOp.popRange, args, options)
}

/**
 * Removes the element at an index. Answers how many were removed, null when the bin is missing.
 * `OP_NOT_APPLICABLE` for an index beyond the list; `BIN_TYPE` when it is no list.
 */
export function remove(bin: string, index: Integer, options: ContextOption = {}): Operation<number | null> {
  const where = 'lists.remove'
  return plain(where, bin, ListOp.remove, { index: checkInteger(where, 'index', index) }, options)
}

/**
 * Removes `count` elements from an index on. Answers how many were removed, null when the bin is missing.
 * `BIN_TYPE` when it is no list.
 * @param count default: to the end
 */
export function removeRange(
  bin: string,
  index: Integer,
  count?: Integer,
  options: ContextOption = {},
): Operation<number | null> {
  const where = 'lists.removeRange'
  const args = withCount(where, { index: checkInteger(where, 'index', index) }, count)
  return plain(where, bin, ListOp.removeRange, args, options)
}

function plain<Result>(
  where: string,
  bin: string,
  op: number,
  args: Call['args'],
  options: ContextOption,
): Operation<Result> {
  checkOptions(where, options, CONTEXT)
  return cdtModify({ where, bin, op, args, context: options.context })
}

/** Write flags go last, and only when there are any. */
function writing<Result>(
  where: string,
  bin: string,
  op: number,
  args: Call['args'],
  options: ListWriteOptions,
): Operation<Result> {
  checkOptions(where, options, WRITE)
  const flags = flagsOf({ ...options }, WRITE_FLAGS)
  return cdtModify({
    where,
    bin,
    op,
    args: flags === 0 ? args : { ...args, flags },
    context: options.context,
  })
}

/** Order and write flags go last, both or none. */
function creating<Result>(
  where: string,
  bin: string,
  op: number,
  args: Call['args'],
  options: ListCreatingOptions,
): Operation<Result> {
  checkOptions(where, options, CREATING)
  const { persistIndex, context } = options
  checkPersist(where, persistIndex, context)
  const order = attributes(options)
  const flags = flagsOf({ ...options }, WRITE_FLAGS)
  return cdtModify({ where, bin, op, args: order + flags === 0 ? args : { ...args, order, flags }, context })
}

function attributes({ order, persistIndex }: ListCreatingOptions): number {
  return ListOrder[order ?? 'unordered'] | (persistIndex === true ? PERSIST_INDEX : 0)
}
