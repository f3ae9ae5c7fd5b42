/** Builders of expressions. */
export { and, eq, ge, gt, le, lt, ne, not, or, val } from './logic.ts'
export { loopIndex, loopKey, loopValue, removeResult } from './loop.ts'
