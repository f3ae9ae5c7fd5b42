import type { MapCreatingOptions, MapWriteOptions } from '../collections/call-options.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { MapOrderName } from '../values.ts'
import { modifyOn } from './call.ts'
import type { Argument, Collection, InContext, PersistOption } from './call-types.ts'
import type { Expression } from './expression.ts'
import type { Operand } from './literal.ts'
import type { Exp } from './node.ts'

// What a map would be after a call; the record's bin stays as it is. With a context, the outermost list or map is the result.

/**
 * An empty map of an order, or the map with this order; with a context, a missing map is created.
 *
 * @example
 * exp.maps.create(exp.bin('prices', 'map'), { order: 'key' })
 * // { milk: 2, tea: 3 } for { prices: { tea: 3, milk: 2 } }
 */
export function create<Type extends Collection = 'map'>(
  map: Exp<Type>,
  ...[options]: InContext<'map', Type, MapCreatingOptions>
): Expression<Type> {
  return modifyOn(MAPS.create, 'map', map, {}, options)
}

/**
 * The map in this order.
 *
 * @example
 * exp.maps.setOrder(exp.bin('prices', 'map'), 'key')
 * // { milk: 2, tea: 3 } for { prices: { tea: 3, milk: 2 } }
 */
export function setOrder<Type extends Collection = 'map'>(
  map: Exp<Type>,
  order: MapOrderName,
  ...[options]: InContext<'map', Type, PersistOption>
): Expression<Type> {
  return modifyOn(MAPS.setOrder, 'map', map, { order }, options)
}

/**
 * The map with an entry.
 *
 * @example
 * exp.maps.put(exp.bin('prices', 'map'), 'tea', 4) // { milk: 2, tea: 4 } for { prices: { tea: 3, milk: 2 } }
 */
export function put<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  value: Argument,
  ...[options]: InContext<'map', Type, MapWriteOptions>
): Expression<Type> {
  return modifyOn(MAPS.put, 'map', map, { key, value }, options)
}

/**
 * The map with several entries.
 *
 * @example
 * exp.maps.putItems(exp.bin('prices', 'map'), { tea: 4, rice: 1 })
 * // { milk: 2, rice: 1, tea: 4 } for { prices: { tea: 3, milk: 2 } }
 */
export function putItems<Type extends Collection = 'map'>(
  map: Exp<Type>,
  items: Operand<'map'>,
  ...[options]: InContext<'map', Type, MapWriteOptions>
): Expression<Type> {
  return modifyOn(MAPS.putItems, 'map', map, { items }, options)
}

/**
 * The map with more of the number of a key; one more by default.
 *
 * @example
 * exp.maps.increment(exp.bin('prices', 'map'), 'tea', 2)
 * // { milk: 2, tea: 5 } for { prices: { tea: 3, milk: 2 } }
 */
export function increment<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  amount: Operand<'int' | 'float'> = 1,
  ...[options]: InContext<'map', Type, MapCreatingOptions>
): Expression<Type> {
  return modifyOn(MAPS.increment, 'map', map, { key, amount }, options)
}

/**
 * The map with less of the number of a key; one less by default.
 *
 * @example
 * exp.maps.decrement(exp.bin('prices', 'map'), 'tea')
 * // { milk: 2, tea: 2 } for { prices: { tea: 3, milk: 2 } }
 */
export function decrement<Type extends Collection = 'map'>(
  map: Exp<Type>,
  key: Argument,
  amount: Operand<'int' | 'float'> = 1,
  ...[options]: InContext<'map', Type, MapCreatingOptions>
): Expression<Type> {
  return modifyOn(MAPS.decrement, 'map', map, { key, amount }, options)
}

/**
 * The map without its entries.
 *
 * @example
 * exp.maps.clear(exp.bin('prices', 'map')) // {} for { prices: { tea: 3, milk: 2 } }
 */
export function clear<Type extends Collection = 'map'>(
  map: Exp<Type>,
  ...[options]: InContext<'map', Type, ContextOption>
): Expression<Type> {
  return modifyOn(MAPS.clear, 'map', map, {}, options)
}
