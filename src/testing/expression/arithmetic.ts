import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { exactLog, exactPow } from '../exact-math.ts'
import { type Builder, demand, type Node, operands, pair, type Runtime } from './node.ts'
import type { ExpressionValue } from './value.ts'

const int64 = (value: bigint): bigint => BigInt.asIntN(64, value)
const LEAST_INT64 = -(2n ** 63n)

/** How numbers of one kind are combined; `undefined` is unknown. */
interface Fold {
  readonly ints: (values: readonly bigint[]) => bigint | undefined
  readonly floats: (values: readonly number[]) => number
}

function folding({ ints, floats }: Fold): Builder {
  return (source, count) => {
    demand(count >= 1)
    const parts = operands(source, count)
    const type = parts[0]?.type ?? ExpType.nil
    demand((type === ExpType.int || type === ExpType.float) && parts.every((part) => part.type === type))
    if (type === ExpType.int)
      return { type, evaluate: (runtime) => apply(collect(parts, runtime, 'bigint'), ints) }
    return { type, evaluate: (runtime) => apply(collect(parts, runtime, 'number'), floats) }
  }
}

function apply<T>(values: T[] | undefined, fold: (values: readonly T[]) => ExpressionValue): ExpressionValue {
  return values === undefined ? undefined : fold(values)
}

interface Kinds {
  readonly bigint: bigint
  readonly number: number
}

/** All values, or `undefined` at the first unknown one. */
export function collect<K extends keyof Kinds>(
  parts: readonly Node[],
  runtime: Runtime,
  kind: K,
): Kinds[K][] | undefined {
  const values: Kinds[K][] = []
  for (const part of parts) {
    const value = part.evaluate(runtime)
    if (typeof value !== kind) return undefined
    values.push(value as Kinds[K])
  }
  return values
}

function reduced(ints: (a: bigint, b: bigint) => bigint, floats: (a: number, b: number) => number): Fold {
  return { ints: (values) => int64(values.reduce(ints)), floats: (values) => values.reduce(floats) }
}

/** One argument alone is taken from 0. */
const subtraction: Fold = {
  ints: (values) => int64(values.length === 1 ? -(values[0] ?? 0n) : values.reduce((a, b) => a - b)),
  floats: (values) => (values.length === 1 ? 0 - (values[0] ?? 0) : values.reduce((a, b) => a - b)),
}

/** The first by the product of the others; one alone divides 1. Integers divided by 0 are unknown. */
const division: Fold = {
  ints: (values) => {
    const [first = 1n, ...others] = values.length === 1 ? [1n, ...values] : values
    const product = others.reduce((a, b) => int64(a * b), 1n)
    return product === 0n ? undefined : int64(first / product)
  },
  floats: (values) => {
    const [first = 1, ...others] = values.length === 1 ? [1, ...values] : values
    return first / others.reduce((a, b) => a * b, 1)
  },
}

function floatPair(join: (a: number, b: number) => number): Builder {
  return (source, count) => {
    const parts = pair(source, count, ExpType.float)
    return {
      type: ExpType.float,
      evaluate: (runtime) => apply(collect(parts, runtime, 'number'), ([a = 0, b = 0]) => join(a, b)),
    }
  }
}

const modulo: Builder = (source, count) => {
  const parts = pair(source, count, ExpType.int)
  return {
    type: ExpType.int,
    evaluate: (runtime) =>
      apply(collect(parts, runtime, 'bigint'), ([a = 0n, b = 0n]) => (b === 0n ? undefined : a % b)),
  }
}

const absolute: Builder = (source, count) => {
  demand(count === 1)
  const part = source.next()
  demand(part.type === ExpType.int || part.type === ExpType.float)
  return {
    type: part.type,
    evaluate: (runtime) => {
      const value = part.evaluate(runtime)
      if (typeof value === 'number') return Math.abs(value)
      return typeof value === 'bigint' ? int64(value < 0n ? -value : value) : undefined
    },
  }
}

function ofFloat(type: number, change: (value: number) => ExpressionValue): Builder {
  return (source, count) => {
    demand(count === 1)
    const part = source.next(ExpType.float)
    return {
      type,
      evaluate: (runtime) => {
        const value = part.evaluate(runtime)
        return typeof value === 'number' ? change(value) : undefined
      },
    }
  }
}

/** What does not fit becomes the least integer, as x86 converts. */
function truncate(value: number): bigint {
  const fits = value >= -(2 ** 63) && value < 2 ** 63
  return fits ? BigInt(Math.trunc(value)) : LEAST_INT64
}

const toFloat: Builder = (source, count) => {
  demand(count === 1)
  const part = source.next(ExpType.int)
  return {
    type: ExpType.float,
    evaluate: (runtime) => {
      const value = part.evaluate(runtime)
      return typeof value === 'bigint' ? Number(value) : undefined
    },
  }
}

export const ARITHMETIC: Readonly<Record<number, Builder>> = {
  [ExpOp.add]: folding(
    reduced(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  ),
  [ExpOp.sub]: folding(subtraction),
  [ExpOp.mul]: folding(
    reduced(
      (a, b) => int64(a * b),
      (a, b) => a * b,
    ),
  ),
  [ExpOp.div]: folding(division),
  [ExpOp.pow]: floatPair(exactPow),
  [ExpOp.log]: floatPair((value, base) => exactLog(value) / exactLog(base)),
  [ExpOp.mod]: modulo,
  [ExpOp.abs]: absolute,
  [ExpOp.floor]: ofFloat(ExpType.float, Math.floor),
  [ExpOp.ceil]: ofFloat(ExpType.float, Math.ceil),
  [ExpOp.toInt]: ofFloat(ExpType.int, truncate),
  [ExpOp.toFloat]: toFloat,
  [ExpOp.min]: folding(
    reduced(
      (a, b) => (a > b ? b : a),
      (a, b) => (a > b ? b : a),
    ),
  ),
  [ExpOp.max]: folding(
    reduced(
      (a, b) => (a < b ? b : a),
      (a, b) => (a < b ? b : a),
    ),
  ),
}
