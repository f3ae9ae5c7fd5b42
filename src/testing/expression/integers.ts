import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { collect } from './arithmetic.ts'
import { type Builder, demand, operands, pair } from './node.ts'

const int64 = (value: bigint): bigint => BigInt.asIntN(64, value)
const uint64 = (value: bigint): bigint => BigInt.asUintN(64, value)

function folding(join: (a: bigint, b: bigint) => bigint): Builder {
  return (source, count) => {
    demand(count >= 1)
    const parts = operands(source, count, ExpType.int)
    return { type: ExpType.int, evaluate: (runtime) => collect(parts, runtime, 'bigint')?.reduce(join) }
  }
}

function single(change: (value: bigint) => bigint): Builder {
  return (source, count) => {
    demand(count === 1)
    const part = source.next(ExpType.int)
    return {
      type: ExpType.int,
      evaluate: (runtime) => {
        const value = part.evaluate(runtime)
        return typeof value === 'bigint' ? change(value) : undefined
      },
    }
  }
}

/** The processor takes the low 6 bits of the distance. */
function shifting(shift: (value: bigint, by: bigint) => bigint): Builder {
  return (source, count) => {
    const parts = pair(source, count, ExpType.int)
    return {
      type: ExpType.int,
      evaluate: (runtime) => {
        const [value, by] = collect(parts, runtime, 'bigint') ?? []
        return value === undefined || by === undefined ? undefined : int64(shift(value, by & 63n))
      },
    }
  }
}

/** Position from the left of the first bit that is as wanted, -1 when there is none. */
function scanning(scan: (bits: bigint) => number): Builder {
  return (source, count) => {
    demand(count === 2)
    const number = source.next(ExpType.int)
    const wanted = source.next(ExpType.bool)
    return {
      type: ExpType.int,
      evaluate: (runtime) => {
        const value = number.evaluate(runtime)
        if (typeof value !== 'bigint') return undefined
        const bit = wanted.evaluate(runtime)
        return bit === undefined ? undefined : BigInt(scan(uint64(bit === false ? ~value : value)))
      },
    }
  }
}

function leadingZeros(bits: bigint): number {
  const high = Number(bits >> 32n)
  return high !== 0 ? Math.clz32(high) : 32 + Math.clz32(Number(bits & 0xffffffffn))
}

function countOnes(value: bigint): bigint {
  let count = 0n
  for (let bits = uint64(value); bits !== 0n; bits &= bits - 1n) count++
  return count
}

export const INTEGERS: Readonly<Record<number, Builder>> = {
  [ExpOp.intAnd]: folding((a, b) => a & b),
  [ExpOp.intOr]: folding((a, b) => a | b),
  [ExpOp.intXor]: folding((a, b) => a ^ b),
  [ExpOp.intNot]: single((value) => ~value),
  [ExpOp.intLeftShift]: shifting((value, by) => value << by),
  [ExpOp.intRightShift]: shifting((value, by) => uint64(value) >> by),
  [ExpOp.intArithmeticRightShift]: shifting((value, by) => value >> by),
  [ExpOp.intCount]: single(countOnes),
  [ExpOp.intLeftScan]: scanning((bits) => (bits === 0n ? -1 : leadingZeros(bits))),
  [ExpOp.intRightScan]: scanning((bits) => (bits === 0n ? -1 : leadingZeros(bits & -bits))),
}
