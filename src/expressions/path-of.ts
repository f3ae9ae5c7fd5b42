import { checkPath, type ContextStep, isFilter, isTrue } from '../collections/context-step.ts'
import { clientError } from '../errors/index.ts'
import type { ValueType } from '../expression.ts'
import { assemble } from './build.ts'
import { EXP_SIZES, ExpOp } from './codes.ts'
import { type Expression, isExpression } from './expression.ts'
import type { Exp, PathNode } from './node.ts'

/** Reads an expression that is given as bytes. */
export type ReadApart = (where: string, bytes: Buffer) => Exp

/** A path with all that belongs to it. */
export function pathOf<Type extends ValueType>(
  where: string,
  path: Omit<PathNode, 'op' | 'filters'>,
  read: ReadApart,
): Expression<Type> {
  const { on, gives, context, change } = path
  checkPath(where, context)
  const filters = context.map((step, index) => filterOf(`${where}: context[${index}]`, step, read))
  const type = on.type === 'nil' ? 'nil' : gives
  const node = { op: 'path', ...path, filters } as const
  const apart = change === undefined ? filters : [...filters, change]
  const size = EXP_SIZES[ExpOp.call] as number
  return assemble(where, type as Type, node, size, [on], on.scope, apart)
}

function filterOf(where: string, step: ContextStep, read: ReadApart): Exp | undefined {
  if (!isFilter(step) || isTrue(step)) return undefined
  const { expression, value } = step
  const filter = isExpression(expression) ? expression : read(where, value)
  if (filter.type === 'bool' || filter.type === undefined) return filter
  throw clientError('INVALID_ARGUMENT', `${where}: its filter must be of type bool, not ${filter.type}`)
}
