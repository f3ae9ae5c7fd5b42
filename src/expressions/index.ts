export type { Literals, Operand } from './compile.ts'
export * as exp from './exp.ts'
export type { Compare, TypeOf } from './logic.ts'
