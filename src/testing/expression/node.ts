import type { PayloadReader } from '../payload/reader.ts'
import type { ExpressionRecord } from './record.ts'
import type { ExpressionValue } from './value.ts'

/** Type of an expression that removes; follows the types a client can name ({@link ExpType}). */
export const TYPE_REMOVE = 11
/** Type of a value no expression can work with: a wildcard or infinity. */
export const TYPE_NONE = 12

/** What one evaluation works on. */
export interface Runtime {
  /** `undefined` within a path expression, which sees the current element only. */
  readonly record: ExpressionRecord | undefined
  readonly variables: ExpressionValue[]
  /** Key, value and index of the current element. */
  readonly loop: readonly ExpressionValue[]
}

/** A compiled expression. */
export interface Node {
  /** An {@link ExpType}, {@link TYPE_REMOVE} or {@link TYPE_NONE}. */
  readonly type: number
  /** Whether it is the operation `unknown` itself, which stands for any type in a `cond`. */
  readonly unknown?: boolean
  readonly evaluate: (runtime: Runtime) => ExpressionValue
}

/** Thrown while compiling where the server refuses an expression; never leaves this folder. */
export class Malformed extends Error {}

/** A variable of a `let`; its type is known once its value has been read. */
export interface Variable {
  readonly name: string
  readonly index: number
  type: number | undefined
}

/** What the builder of one operation reads from. */
export interface Source {
  readonly reader: PayloadReader
  /** Variables in scope. */
  readonly scope: Variable[]
  /** Reads one expression, of the given type if there is one. */
  next(type?: number): Node
  /** Counts the bytes that the server's own form of something takes. */
  take(size: number): void
}

/** Builds an operation whose code and `count` of arguments have been read. */
export type Builder = (source: Source, count: number) => Node

/** Refuses an expression unless the condition holds. */
export function demand(condition: boolean): asserts condition {
  if (!condition) throw new Malformed()
}

/** A value that must be there. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Malformed()
  return value
}

/** Reads arguments of one type. */
export function operands(source: Source, count: number, type?: number): Node[] {
  return Array.from({ length: count }, () => source.next(type))
}

/** Reads exactly two arguments. */
export function pair(source: Source, count: number, type?: number): readonly [Node, Node] {
  demand(count === 2)
  return [source.next(type), source.next(type)]
}

/** An integer in 32 bits, as the server casts it. */
export function toUint32(value: bigint): number {
  return Number(BigInt.asUintN(32, value))
}
