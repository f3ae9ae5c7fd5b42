import { checkWord } from '../collections/check.ts'
import type { Expression, ExpressionType } from '../expression.ts'
import { packNumber } from '../wire/msgpack/pack.ts'
import { ExpLoopPart, ExpOp, ExpType } from './codes.ts'
import { compile, typeCode } from './compile.ts'

// Variables of the element that a path expression looks at. One that is of another type than said cannot be told: the
// operation fails with `PARAMETER`, or passes over the element with `noFail`.

/** The key of the map entry. */
export function loopKey<Type extends ExpressionType>(type: Type): Expression<Type> {
  return variable('exp.loopKey', type, ExpLoopPart.key)
}

/** The list element or the map entry's value. */
export function loopValue<Type extends ExpressionType>(type: Type): Expression<Type> {
  return variable('exp.loopValue', type, ExpLoopPart.value)
}

/** The index within the list or map. */
export function loopIndex(): Expression<'int'> {
  return variable('exp.loopIndex', 'int', ExpLoopPart.index)
}

/** Takes the element out: for the expression of `ops.modifyByPath` only. */
export function removeResult(): Expression {
  return compile(undefined, ExpOp.resultRemove, [])
}

function variable<Type extends ExpressionType>(where: string, type: Type, part: number): Expression<Type> {
  checkWord(where, 'type', type, ExpType)
  return compile(type, ExpOp.loopVariable, [
    typeCode(type),
    (writer) => {
      packNumber(writer, part)
    },
  ])
}
