import { badWord, outOfRange } from '../collections/check.ts'
import { clientError, quoteName } from '../errors/index.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { assemble, build, checkSame, scopeOf, toExp } from './build.ts'
import { EXP_CASE_SIZE, EXP_SIZES, ExpOp } from './codes.ts'
import { checkType } from './data.ts'
import { Expression, isExpression } from './expression.ts'
import { type Operand, type TypeOf, typeOf } from './literal.ts'
import type { Exp, Scope } from './node.ts'

/**
 * Neither true nor false, and of any type in `cond`, where it makes the whole unknown.
 *
 * @example
 * exp.cond(exp.gt(exp.bin('n', 'int'), 0), exp.bin('n', 'int'), exp.unknown()) // 5 for { n: 5 }
 */
export function unknown(): Expression<never> {
  return build('exp.unknown', 'unknown')
}

/** An operand that is of the same type as a first one; of any type next to {@link unknown}. */
export type Alike<First> = [TypeOf<First>] extends [never] ? Operand<ValueType> : Operand<TypeOf<First>>

/**
 * The result of the first condition that is true, else the last argument. All results are of the type of the first, but for
 * {@link unknown}. Unknown when a condition on the way is.
 *
 * @example
 * exp.cond(exp.lt(exp.bin('age', 'int'), 18), 'child', 'adult') // 'adult' for { age: 31 }
 */
export function cond<const First extends Operand<ExpressionType>>(
  condition: Operand<'bool'>,
  result: First,
  ...more: readonly [...(Operand<'bool'> | Alike<NoInfer<First>>)[], Alike<NoInfer<First>>]
): Expression<TypeOf<First>> {
  const where = 'exp.cond'
  const cases = [condition, result, ...more]
  if (cases.length < 3 || cases.length % 2 === 0) {
    throw clientError(
      'INVALID_ARGUMENT',
      `${where}: it takes conditions, a result after each, and a result at last`,
    )
  }
  return condOf(where, cases)
}

/** The same of any arguments, an odd number of them. */
export function condOf<Type extends ExpressionType>(
  where: string,
  cases: readonly Operand<ExpressionType>[],
): Expression<Type> {
  const type = resultType(cases)
  const last = cases.length - 1
  const operands = cases.map((value, index) => {
    const isResult = index % 2 === 1 || index === last
    const name = isResult
      ? index === last
        ? 'default'
        : `result[${(index - 1) / 2}]`
      : `condition[${index / 2}]`
    if (isResult && isUnknown(value)) return value
    return toExp(where, name, value, isResult ? type : 'bool')
  })
  const size = (EXP_SIZES[ExpOp.cond] as number) + Math.ceil(cases.length / 2) * EXP_CASE_SIZE
  return assemble(where, type as Type, { op: 'cond', operands }, size, operands)
}

/** The type of the first expression that is a result, else that of the first plain one. */
function resultType(cases: readonly Operand<ExpressionType>[]): ExpressionType | undefined {
  let type: ExpressionType | undefined
  for (let index = 1; index < cases.length; index += index === cases.length - 2 ? 1 : 2) {
    const value = cases[index] as Operand<ExpressionType>
    if (isUnknown(value)) continue
    if (isExpression(value) && value.type !== undefined) return value.type
    type ??= typeOf(value)
  }
  return type ?? (cases.every((value, index) => index % 2 === 0 || isUnknown(value)) ? 'bool' : undefined)
}

function isUnknown(value: Operand<ExpressionType>): value is Expression {
  return isExpression(value) && value.node.op === 'unknown'
}

/**
 * A variable that an `exp.let` around it names.
 *
 * @example
 * exp.let({ n: exp.bin('age', 'int') }, exp.mul(exp.var('n', 'int'), exp.var('n', 'int')))
 * // 961 for { age: 31 }
 */
export function variable<Type extends ValueType>(name: string, type: Type): Expression<Type> {
  const where = 'exp.var'
  checkType(where, type)
  checkVariable(where, name)
  return variableOf(name, type)
}

/** The same of any type. */
export function variableOf<Type extends ExpressionType>(
  name: string,
  type: Type | undefined,
): Expression<Type> {
  const scope: Scope = { needs: new Map([[name, type]]), names: new Set() }
  return new Expression(type, { op: 'variable', name }, EXP_SIZES[ExpOp.variable] as number, 1, scope)
}

/** The variables of a `let` as its body sees them. */
export type Variables<Values> = { readonly [Name in keyof Values]: Expression<TypeOf<Values[Name]>> }

/**
 * Gives names to values that are needed more than once: each is evaluated once. The body gets the variables, or takes them by
 * {@link variable}; a value may look at those before it. A name is of letters, digits and `_`, and stands once.
 *
 * @example
 * const sum = exp.add(exp.bin('a', 'int'), exp.bin('b', 'int'))
 * const isFair = exp.let({ sum }, ({ sum }) => exp.and(exp.gt(sum, 10), exp.lt(sum, 20)))
 * isFair // true for { a: 5, b: 6 }
 */
export function letIn<
  const Values extends { readonly [name: string]: Operand<ValueType> },
  Type extends ExpressionType,
>(variables: Values, body: Exp<Type> | ((variables: Variables<Values>) => Exp<Type>)): Expression<Type> {
  const where = 'exp.let'
  const values = Object.entries(variables).map(([name, value]) => {
    checkVariable(where, name)
    return [name, toExp(where, name, value, undefined)] as const
  })
  if (values.length === 0) throw outOfRange(where, 'variables', 'must be one at least')
  const given = Object.fromEntries(values.map(([name, { type }]) => [name, variableOf(name, type)]))
  const inner = typeof body === 'function' ? body(given as Variables<Values>) : body
  return letOf(where, values, toExp(where, 'body', inner, undefined)) as Expression<Type>
}

/** The same of expressions. */
export function letOf(
  where: string,
  variables: readonly (readonly [name: string, value: Exp])[],
  body: Exp,
): Expression {
  const parts = [...variables.map(([, value]) => value), body]
  const scope = innerScope(where, variables, body)
  const size = EXP_SIZES[ExpOp.let] as number
  return assemble(where, body.type, { op: 'let', variables, body }, size, parts, scope)
}

/** What is needed from further out. A variable is seen by the values behind it and the body; none may hide another (build_let, exp.c). */
function innerScope(
  where: string,
  variables: readonly (readonly [name: string, value: Exp])[],
  body: Exp,
): Scope | undefined {
  const types = new Map<string, ExpressionType | undefined>()
  const needs = new Map<string, ExpressionType | undefined>()
  for (const [name, value] of [...variables, [undefined, body] as const]) {
    if (name !== undefined && types.has(name)) throw hidden(where, name)
    if (name !== undefined && value.scope?.names.has(name) === true) throw hidden(where, name)
    for (const used of value.scope?.names ?? []) if (types.has(used)) throw hidden(where, used)
    for (const [used, type] of value.scope?.needs ?? []) {
      if (types.has(used)) checkSame(where, used, types.get(used), type)
      else needs.set(used, type)
    }
    if (name !== undefined) types.set(name, value.type)
  }
  const inside = scopeOf(where, [...variables.map(([, value]) => value), body])
  return { needs, names: new Set([...types.keys(), ...(inside?.names ?? [])]) }
}

function hidden(where: string, name: string): Error {
  return clientError('INVALID_ARGUMENT', `${where}: variable ${quoteName(name)} stands twice`)
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

function checkVariable(where: string, name: string): void {
  if (typeof name === 'string' && VARIABLE.test(name)) return
  throw badWord(where, 'name', 'must be letters, digits and _, no digit first', name)
}
