import { type ContextOption, cdtModify, cdtRead } from './cdt.ts'
import { ReturnType } from '../collections/cdt-codes.ts'
import { checkOptions, type OptionRules } from '../collections/check.ts'
import type { Operation } from './operation.ts'
import type { Args } from '../collections/packed.ts'
import { LIST_RETURN_TYPES, MAP_RETURN_TYPES, type MapReturnType } from '../collections/return-types.ts'

/** Options of an operation that selects one element. */
export interface SelectOptions<Return extends MapReturnType> extends ContextOption {
  /** What to answer. Default: `value` when reading, `none` when removing. */
  readonly returnType?: Return
}

/** Options of an operation that selects any number of elements. */
export interface SelectManyOptions<Return extends MapReturnType> extends SelectOptions<Return> {
  /** Select all the others instead. Default false. */
  readonly inverted?: boolean
}

/** A kind of selecting operation. */
export interface Selector {
  readonly removes: boolean
  readonly returnTypes: Readonly<Partial<Record<MapReturnType, number>>>
  readonly rules: OptionRules
}

function selector(
  removes: boolean,
  returnTypes: Readonly<Partial<Record<MapReturnType, number>>>,
  more: OptionRules,
): Selector {
  return {
    removes,
    returnTypes,
    rules: { returnType: Object.keys(returnTypes), ...more, context: 'context' },
  }
}

const INVERTED = { inverted: 'boolean' } as const
export const LIST_GET = selector(false, LIST_RETURN_TYPES, {})
export const LIST_GET_MANY = selector(false, LIST_RETURN_TYPES, INVERTED)
export const LIST_REMOVE = selector(true, LIST_RETURN_TYPES, {})
export const LIST_REMOVE_MANY = selector(true, LIST_RETURN_TYPES, INVERTED)
export const MAP_GET = selector(false, MAP_RETURN_TYPES, {})
export const MAP_GET_MANY = selector(false, MAP_RETURN_TYPES, INVERTED)
export const MAP_REMOVE = selector(true, MAP_RETURN_TYPES, {})
export const MAP_REMOVE_MANY = selector(true, MAP_RETURN_TYPES, INVERTED)

/** Builds a selecting operation: `[op, return type, args…]`. */
export function select<Result>(
  { removes, returnTypes, rules }: Selector,
  where: string,
  bin: string,
  op: number,
  options: SelectManyOptions<MapReturnType>,
  args: Args,
): Operation<Result> {
  checkOptions(where, options, rules)
  const name = options.returnType ?? (removes ? 'none' : 'value')
  // The options were checked: a list's operation has no return type that is not in its table.
  const returnType = (returnTypes[name] as number) | (options.inverted === true ? ReturnType.inverted : 0)
  const call = { where, bin, op, args: { returnType, ...args }, context: options.context }
  return removes ? cdtModify(call) : cdtRead(call)
}
