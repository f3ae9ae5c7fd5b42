import type { MapCreatingOptions, MapWriteOptions } from '../collections/call-options.ts'
import type { Integer } from '../collections/check.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { Double, MapOrderName, OrderedMap, Value } from '../values.ts'
import { callOperation } from './call-operation.ts'
import type { Operation } from './operation.ts'

/**
 * Creates an empty map of an order, or gives the map that is there this order.
 * With a context, a missing map is created where it leads. What the last step looks into, if missing too, is created as the
 * step says, else in the same order (a list with nil up to the index for `key`, ordered for `keyValue`). Answers nothing. `BIN_TYPE` when the bin or element is something else.
 *
 * @example
 * maps.create('prices', { order: 'key' }) // { name: 'Ann' } becomes { name: 'Ann', prices: {} }
 */
export function create(bin: string, options?: MapCreatingOptions): Operation<null> {
  return callOperation(MAPS.create, bin, {}, options)
}

/**
 * Gives a map this order, sorting it if need be; a missing bin becomes an empty map.
 * Answers nothing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.setOrder('prices', 'key') // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2, tea: 3 } }
 */
export function setOrder(
  bin: string,
  order: MapOrderName,
  options?: ContextOption & {
    /** Store the map's index with it, or no longer; for a whole bin only. Default false. */
    readonly persistIndex?: boolean
  },
): Operation<null> {
  return callOperation(MAPS.setOrder, bin, { order }, options)
}

/**
 * Writes one entry; a missing bin becomes a map. Answers the map's new size.
 * `ELEMENT_EXISTS` with `createOnly`, `ELEMENT_NOT_FOUND` with `updateOnly`; `BIN_TYPE` when it is no map; `PARAMETER` for a
 * key that is no text, integer or bytes.
 *
 * @example
 * maps.put('prices', 'tea', 4)
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2, tea: 4 } }, answers 2
 */
export function put(bin: string, key: Value, value: Value, options?: MapWriteOptions): Operation<number> {
  return callOperation(MAPS.put, bin, { key, value }, options)
}

/**
 * Writes several entries; all else as {@link put}.
 *
 * @example
 * maps.putItems('prices', { tea: 4, rice: 1 })
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2, rice: 1, tea: 4 } }, answers 3
 */
export function putItems(
  bin: string,
  items: ReadonlyMap<Value, Value> | OrderedMap | { readonly [key: string]: Value },
  options?: MapWriteOptions,
): Operation<number> {
  return callOperation(MAPS.putItems, bin, { items }, options)
}

/**
 * Adds to the number of a key; a missing key counts as 0, a missing bin becomes a map. An integer stays an integer: a double
 * amount is cut to one. Answers the new number. `BIN_TYPE` when it is no map, `PARAMETER` when the value is no number.
 * @param amount default 1
 * @example
 * maps.increment('prices', 'tea', 2)
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2, tea: 5 } }, answers 5
 */
export function increment(
  bin: string,
  key: Value,
  amount: Integer | Double = 1,
  options?: MapCreatingOptions,
): Operation<number> {
  return callOperation(MAPS.increment, bin, { key, amount }, options)
}

/**
 * Takes from the number of a key; all else as {@link increment}.
 *
 * @example
 * maps.decrement('prices', 'tea')
 * // { prices: { tea: 3, milk: 2 } } becomes { prices: { milk: 2, tea: 2 } }, answers 2
 */
export function decrement(
  bin: string,
  key: Value,
  amount: Integer | Double = 1,
  options?: MapCreatingOptions,
): Operation<number> {
  return callOperation(MAPS.decrement, bin, { key, amount }, options)
}

/**
 * Removes all entries; the map keeps its order, a missing bin stays missing. Answers nothing. `BIN_TYPE` when it is no map.
 *
 * @example
 * maps.clear('prices') // { prices: { tea: 3, milk: 2 } } becomes { prices: {} }
 */
export function clear(bin: string, options?: ContextOption): Operation<null> {
  return callOperation(MAPS.clear, bin, {}, options)
}
