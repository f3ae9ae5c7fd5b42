import type { ContextOption } from '../collections/pack-call.ts'
import type { MapReturnType } from '../collections/return-types.ts'

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
