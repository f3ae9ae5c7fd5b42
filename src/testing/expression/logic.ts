import { ExpOp, ExpType } from '../../expressions/codes.ts'
import { type Builder, demand, type Node, operands, type Runtime } from './node.ts'
import type { ExpressionValue } from './value.ts'

type Combine = (parts: readonly Node[], runtime: Runtime) => ExpressionValue

/** Ends at the first deciding value; an unknown on the way leaves the result unknown unless something decides. */
function until(deciding: boolean): Combine {
  return (parts, runtime) => {
    let result: ExpressionValue = !deciding
    for (const part of parts) {
      const value = part.evaluate(runtime)
      if (value === deciding) return deciding
      if (value === undefined) result = undefined
    }
    return result
  }
}

/** Exactly one is true. */
const exclusive: Combine = (parts, runtime) => {
  let found = false
  for (const part of parts) {
    const value = part.evaluate(runtime)
    if (value === undefined) return undefined
    if (value === true && found) return false
    found ||= value === true
  }
  return found
}

function combining(combine: Combine): Builder {
  return (source, count) => {
    demand(count >= 2)
    const parts = operands(source, count, ExpType.bool)
    return { type: ExpType.bool, evaluate: (runtime) => combine(parts, runtime) }
  }
}

const not: Builder = (source, count) => {
  demand(count === 1)
  const part = source.next(ExpType.bool)
  return {
    type: ExpType.bool,
    evaluate: (runtime) => {
      const value = part.evaluate(runtime)
      return value === undefined ? undefined : value !== true
    },
  }
}

const unknown: Builder = (_source, count) => {
  demand(count === 0)
  return { type: ExpType.bool, unknown: true, evaluate: () => undefined }
}

export const LOGIC: Readonly<Record<number, Builder>> = {
  [ExpOp.unknown]: unknown,
  [ExpOp.and]: combining(until(false)),
  [ExpOp.or]: combining(until(true)),
  [ExpOp.not]: not,
  [ExpOp.exclusive]: combining(exclusive),
}
