/** Builders of expressions. */
export {
  abs,
  add,
  ceil,
  div,
  floor,
  log,
  max,
  min,
  mod,
  mul,
  pow,
  sub,
  toFloat,
  toInt,
} from './arithmetic.ts'
export * as bits from './bits.ts'
export { eq, ge, geo, gt, inList, le, lt, ne, regex } from './compare.ts'
export { cond, letIn as let, unknown, variable as var } from './control.ts'
export { bin, BIN_TYPES, binExists, binType, key } from './data.ts'
export * as hll from './hll.ts'
export {
  intAnd,
  intArithmeticRightShift,
  intCount,
  intLeftScan,
  intLeftShift,
  intNot,
  intOr,
  intRightScan,
  intRightShift,
  intXor,
} from './integers.ts'
export * as lists from './lists.ts'
export { and, exclusive, not, or } from './logic.ts'
export { loopIndex, loopKey, loopValue, mapKeys, mapValues, removeResult } from './loop.ts'
export * as maps from './maps.ts'
export {
  deviceSize,
  digestModulo,
  isTombstone,
  keyExists,
  lastUpdate,
  memorySize,
  recordSize,
  setName,
  sinceUpdate,
  ttl,
  voidTime,
} from './metadata.ts'
export { modifyByPath, selectByPath } from './paths.ts'
export { float, int, val } from './val.ts'
