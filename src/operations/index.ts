export type {
  BitArithmeticOptions,
  BitOverflowName,
  BitResizeOptions,
  BitWriteOptions,
  HllSizeOptions,
  HllUnionOptions,
  HllWriteOptions,
  ListCreatingOptions,
  ListOrderName,
  ListWriteOptions,
  MapCreatingOptions,
  MapWriteOptions,
} from '../collections/call-options.ts'
export * as bits from './bits.ts'
export type {
  ExpressionReadOptions,
  ExpressionResult,
  ExpressionResults,
  ExpressionWriteOptions,
} from './expression-ops.ts'
export type { PathResults } from './paths.ts'
export type { PathReturnType } from '../collections/pack-path.ts'
export type { SelectManyOptions, SelectOptions } from './select.ts'
export * as hll from './hll.ts'
export * as lists from './lists.ts'
export * as maps from './maps.ts'
export { type Operation, type OperationResults } from './operation.ts'
export * as ops from './ops.ts'
