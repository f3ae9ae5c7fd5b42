export * as bits from './bits.ts'
export type {
  BitArithmeticOptions,
  BitOverflowName,
  BitResizeOptions,
  BitWriteOptions,
} from './bit-modify.ts'
export type { ExpressionReadOptions, ExpressionWriteOptions } from './expression-ops.ts'
export type { HllSizeOptions, HllUnionOptions, HllWriteOptions } from './hll.ts'
export type { ListCreatingOptions, ListOrderName, ListWriteOptions } from './list-modify.ts'
export type { MapCreatingOptions, MapWriteOptions } from './map-modify.ts'
export type { PathResults, PathReturnType } from './paths.ts'
export type { SelectManyOptions, SelectOptions } from './select.ts'
export * as hll from './hll.ts'
export * as lists from './lists.ts'
export * as maps from './maps.ts'
export { type Operation, type OperationResults } from './operation.ts'
export * as ops from './ops.ts'
