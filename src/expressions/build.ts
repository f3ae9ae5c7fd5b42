import { clientError, quoteName } from '../errors/index.ts'
import type { ExpressionType } from '../expression.ts'
import type { Value } from '../values.ts'
import { EXP_DEPTH_MAX, EXP_FILTER_DEPTH, EXP_SIZE, EXP_SIZE_MAX, EXP_SIZES } from './codes.ts'
import { Expression, isExpression } from './expression.ts'
import { literal, type Operand, typeOf } from './literal.ts'
import type { Exp, Node, Scope } from './node.ts'
import { type OperandRule, type Shape, type ShapedOp, SHAPES } from './shapes.ts'

const NOTHING: readonly never[] = []

/**
 * An operation of one of the common shapes, its operands checked.
 * @param where the builder's name, for errors
 */
export function build<Type extends ExpressionType>(
  where: string,
  op: ShapedOp,
  operands: readonly Operand<ExpressionType>[] = NOTHING,
  fixed: readonly (string | number)[] = NOTHING,
): Expression<Type> {
  const shape: Shape = SHAPES[op]
  checkCount(where, shape, operands.length)
  const common = commonType(where, shape, operands)
  const { length } = operands
  const exps = new Array<Exp>(length)
  for (let i = 0; i < length; i++) {
    const wanted = wantedType(shape.operands[i] ?? shape.operands[0], common)
    exps[i] = takeOperand(where, shape, i, operands[i] as Operand<ExpressionType>, wanted)
  }
  const { gives } = shape
  const type = gives === 'operand' ? common : gives === 'fixed' ? fixed[0] : gives
  return assemble(where, type as Type, { op, fixed, operands: exps }, EXP_SIZES[shape.code] ?? EXP_SIZE, exps)
}

function checkCount(where: string, { operands, least, names }: Shape, given: number): void {
  if (least === undefined ? given === operands.length : given >= least) return
  const rule = least === undefined ? `${operands.length}` : `${least} at least`
  const name = least === undefined ? 'operands' : names?.[0]
  throw clientError('INVALID_ARGUMENT', `${where}: ${name} must be ${rule}, not ${given}`)
}

/** The one type of operands that must be alike; a plain number is of the type that the others ask for. */
function commonType(
  where: string,
  { operands: [rule] }: Shape,
  operands: readonly Operand<ExpressionType>[],
): ExpressionType | undefined {
  if (rule !== 'ordered' && rule !== 'number') return undefined
  let type: ExpressionType | undefined
  for (const operand of operands) {
    const given = typeOf(operand)
    if (given === undefined) continue
    if (isExpression(operand)) {
      type = given
      break
    }
    // Of plain numbers, a fraction makes floats of them all.
    if (type === undefined || given === 'float') type = given
  }
  if (type !== undefined) checkAlike(where, rule, type)
  return type
}

function checkAlike(where: string, rule: OperandRule, type: ExpressionType): void {
  if (rule === 'number') {
    if (type === 'int' || type === 'float') return
    throw clientError('INVALID_ARGUMENT', `${where}: it takes integers or floats, not ${type}`)
  }
  if (type !== 'geo' && type !== 'hll' && type !== 'remove' && type !== 'marker') return
  throw clientError('INVALID_ARGUMENT', `${where}: ${type} has no order and cannot be compared`)
}

function wantedType(
  rule: OperandRule | undefined,
  common: ExpressionType | undefined,
): ExpressionType | undefined {
  return rule === 'ordered' || rule === 'number' ? common : rule === 'any' ? undefined : rule
}

function takeOperand(
  where: string,
  { operands, least, names }: Shape,
  index: number,
  value: Operand<ExpressionType>,
  wanted: ExpressionType | undefined,
): Exp {
  const given = typeOf(value)
  if (given === wanted && isExpression(value)) return value
  const name = least === undefined ? (names?.[index] ?? `operands[${index}]`) : undefined
  return toExp(where, name ?? `${names?.[0] ?? operands[0]}[${index}]`, value, wanted)
}

/** An operand as an expression that must be of a type; `undefined` when any will do. */
export function toExp(
  where: string,
  name: string,
  value: Operand<ExpressionType>,
  wanted: ExpressionType | undefined,
): Expression {
  const given = typeOf(value)
  const isExp = isExpression(value)
  const fits = wanted === undefined || given === wanted || (isExp && given === undefined)
  if (!fits && !(wanted === 'float' && given === 'int' && typeof value === 'number')) {
    throw clientError('INVALID_ARGUMENT', `${where}: ${name} must be of type ${wanted}, not ${given}`)
  }
  return isExp ? value : literal(where, name, value as Value, wanted ?? given)
}

/**
 * Puts an expression together from its parts, within the server's limits.
 * @param apart what is compiled by itself: it is nested deeper, and takes no room in the whole
 */
export function assemble<Type extends ExpressionType>(
  where: string,
  type: Type | undefined,
  node: Node,
  ownSize: number,
  parts: readonly Exp[],
  scope = scopeOf(where, parts),
  apart: readonly (Exp | undefined)[] = NOTHING,
): Expression<Type> {
  let depth = 0
  for (const part of apart) depth = Math.max(depth, (part?.depth ?? 0) + EXP_FILTER_DEPTH)
  let size = ownSize
  for (const part of parts) {
    if (part.depth > depth) ({ depth } = part)
    size += part.size
  }
  if (depth >= EXP_DEPTH_MAX) {
    throw clientError('INVALID_ARGUMENT', `${where}: the expression is nested deeper than ${EXP_DEPTH_MAX}`, {
      hint: 'and, or, add and their like take any number of operands',
    })
  }
  if (size >= EXP_SIZE_MAX) {
    throw clientError('INVALID_ARGUMENT', `${where}: the expression is larger than a server takes`, {
      hint: `its operations would take ${size} of ${EXP_SIZE_MAX} bytes there`,
    })
  }
  return new Expression(type, node, size, depth + 1, scope)
}

/** The variables of all parts together. */
export function scopeOf(where: string, parts: readonly Exp[]): Scope | undefined {
  let scope: Scope | undefined
  for (const part of parts) {
    if (part.scope !== undefined) scope = scope === undefined ? part.scope : merge(where, scope, part.scope)
  }
  return scope
}

function merge(where: string, one: Scope, other: Scope): Scope {
  if (one === other) return one
  for (const [name, type] of other.needs) {
    if (one.needs.has(name)) checkSame(where, name, one.needs.get(name), type)
  }
  return { needs: new Map([...one.needs, ...other.needs]), names: new Set([...one.names, ...other.names]) }
}

/** A variable is of one type wherever it is looked at. */
export function checkSame(
  where: string,
  name: string,
  type: ExpressionType | undefined,
  other: ExpressionType | undefined,
): void {
  if (type === other || type === undefined || other === undefined) return
  throw clientError(
    'INVALID_ARGUMENT',
    `${where}: variable ${quoteName(name)} is of type ${type}, not ${other}`,
  )
}
