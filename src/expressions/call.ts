import type { Kind, PreparedCall } from '../collections/call.ts'
import { badArgument, checkWord } from '../collections/check.ts'
import { giveCall, type GivenCall, takeValue } from '../collections/pack-call.ts'
import { clientError } from '../errors/index.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { assemble, toExp } from './build.ts'
import { type Collection, MANY_TYPES, type ManyTypes, ONE_TYPES, type OneTypes } from './call-types.ts'
import { EXP_SIZES, ExpOp } from './codes.ts'
import { checkType } from './data.ts'
import { type Expression, isExpression } from './expression.ts'
import { literal, type Operand } from './literal.ts'
import type { Exp } from './node.ts'

/** What an expression must give to stand for an argument of a kind. */
const ARGUMENT_TYPES = {
  integer: ['int'],
  count: ['int'],
  word64: ['int'],
  amount: ['int', 'float'],
  value: undefined,
  key: undefined,
  begin: undefined,
  values: ['list'],
  items: ['map'],
  bytes: ['blob'],
  boolean: ['bool'],
  sketches: ['list'],
} as const satisfies Record<Kind, readonly ExpressionType[] | undefined>

/** An argument of a call as an expression. */
function takeArgument(where: string, name: string, kind: Kind, value: unknown): Exp {
  if (!isExpression(value)) return literal(where, name, takeValue(where, name, kind, value))
  if (fitsKind(value, kind)) return value
  const types = ARGUMENT_TYPES[kind]?.join(' or ')
  throw clientError('INVALID_ARGUMENT', `${where}: ${name} must be of type ${types}, not ${value.type}`)
}

/** Whether an expression may stand for an argument of a kind. */
export function fitsKind({ type }: Exp, kind: Kind): boolean {
  const types: readonly ExpressionType[] | undefined = ARGUMENT_TYPES[kind]
  return types === undefined || type === undefined || types.includes(type)
}

type Args = Readonly<Record<string, unknown>>

/** A call on what is of a type of its own, without contexts. */
export function callOn<Type extends ValueType>(
  call: PreparedCall,
  own: 'blob' | 'hll',
  on: Operand<'blob'> | Operand<'hll'>,
  args: Args,
  gives: Type,
  options?: object,
): Expression<Type> {
  const where = `exp.${call.name}`
  const given = giveCall(where, call, args, options, takeArgument)
  return callOf(where, given, toExp(where, own, on, own), gives)
}

/** A call whose result is the list or map that it works on, changed. */
export function modifyOn<Type extends Collection>(
  call: PreparedCall,
  own: Collection,
  on: Exp<Type>,
  args: Args,
  options?: object,
): Expression<Type> {
  return readOn(call, own, on, args, on.type ?? own, options) as Expression<Type>
}

/** A call that gives something of a type about a list or map. */
export function readOn<Type extends ValueType>(
  call: PreparedCall,
  own: Collection,
  on: Exp<Collection>,
  args: Args,
  gives: Type,
  options?: object,
): Expression<Type> {
  const where = `exp.${call.name}`
  if (!isExpression(on)) throw badArgument(where, own, 'must be an Expression', on)
  const given = giveCall(where, call, args, options, takeArgument)
  const fits = given.context === undefined ? on.type === own : on.type === 'list' || on.type === 'map'
  if (!fits && on.type !== undefined) {
    const wanted = given.context === undefined ? own : 'list or map'
    throw clientError(
      'INVALID_ARGUMENT',
      `${where}: ${own} must be of type ${wanted}, not ${on.type as string}`,
      {
        hint: given.context === undefined ? 'a context leads to what is inside' : undefined,
      },
    )
  }
  return callOf(where, given, on, gives)
}

/** A call that gives something about one element. */
export function readOne<Type extends ValueType>(
  call: PreparedCall,
  own: Collection,
  on: Exp<Collection>,
  args: Args,
  { type, ...options }: { readonly type?: ValueType; readonly returnType?: string },
): Expression<Type> {
  const where = `exp.${call.name}`
  const { returnType = 'value' } = options
  let gives: ValueType | undefined = type
  if (returnType !== 'value' && returnType !== 'key') gives = typeOfResult(where, returnType, ONE_TYPES)
  else if (gives === undefined) throw badArgument(where, 'type', 'must say what the element is', gives)
  else checkType(where, gives)
  return readOn(call, own, on, args, gives as Type, options)
}

/** A call that gives something about several elements. */
export function readMany<Type extends ValueType>(
  call: PreparedCall,
  own: Collection,
  on: Exp<Collection>,
  args: Args,
  options: { readonly returnType?: string } = {},
): Expression<Type> {
  const gives = typeOfResult(`exp.${call.name}`, options.returnType ?? 'value', MANY_TYPES)
  return readOn(call, own, on, args, gives as Type, options)
}

function typeOfResult<Types extends OneTypes | ManyTypes>(
  where: string,
  returnType: string,
  types: Types,
): ValueType {
  checkWord(where, 'returnType', returnType, types as never)
  return types[returnType as keyof Types] as ValueType
}

/** A call with all that belongs to it. On nil it gives nil, whatever it says that it gives (build_call, exp.c). */
export function callOf<Type extends ValueType>(
  where: string,
  given: GivenCall<Exp>,
  on: Exp,
  gives: Type,
): Expression<Type> {
  const type = on.type === 'nil' ? 'nil' : gives
  const node = { op: 'call', ...given, on, gives } as const
  return assemble(where, type as Type, node, EXP_SIZES[ExpOp.call] as number, [...given.values, on])
}
