import { packed } from '../collections/packed.ts'
import { clientError } from '../errors/index.ts'
import { Expression, type ExpressionType, isExpression } from '../expression.ts'
import { isBytes } from '../kinds.ts'
import {
  type Double,
  type GeoJSON,
  type HyperLogLog,
  isA,
  type OrderedList,
  type OrderedMap,
  type Value,
} from '../values.ts'
import { packDouble, packListHeader, packNumber, packValue } from '../wire/msgpack/pack.ts'
import { named } from '../wire/value-failure.ts'
import type { Writer } from '../wire/writer.ts'
import { ExpOp, ExpType } from './codes.ts'

/** The plain values that stand for an expression of each type. */
export interface Literals {
  nil: null
  bool: boolean
  int: number | bigint
  string: string
  list: readonly Value[] | OrderedList
  map: ReadonlyMap<Value, Value> | OrderedMap | { readonly [key: string]: Value }
  blob: Uint8Array
  float: number | Double
  geo: GeoJSON
  hll: HyperLogLog
}

/** An argument of an expression: another expression, or a plain value. */
export type Operand<Type extends ExpressionType> = Expression<Type> | Literals[Type]

/** Writes `[op, args…]` and gives it as an expression of a type, if it has one. */
export function compile<Type extends ExpressionType>(
  type: Type | undefined,
  op: number,
  args: readonly ((writer: Writer) => void)[],
): Expression<Type> {
  const bytes = packed((writer) => {
    packListHeader(writer, args.length + 1)
    packNumber(writer, op)
    for (const write of args) write(writer)
  })
  return new Expression(bytes, type)
}

/** Writes an argument that must be of a type; `undefined` when the type is known to the server alone. */
export function operand(
  where: string,
  name: string,
  value: Operand<ExpressionType>,
  type: ExpressionType | undefined,
): (writer: Writer) => void {
  const given = typeOf(value)
  const wanted = type === 'float' && given === 'int' && !isExpression(value) ? 'int' : type
  if (wanted !== undefined && given !== undefined && given !== wanted) {
    throw clientError('INVALID_ARGUMENT', `${where}: ${name} must be of type ${wanted}, not ${given}`)
  }
  if (isExpression(value)) {
    return (writer) => {
      writer.bytes(value.bytes)
    }
  }
  return (writer) => {
    named(`${where}: ${name}`, () => {
      packLiteral(writer, value, type)
    })
  }
}

/** What an operand gives; `undefined` for an expression that only the server knows. */
export function typeOf(value: Operand<ExpressionType>): ExpressionType | undefined {
  if (isExpression(value)) return value.type
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) && !Object.is(value, -0) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'string':
      return 'string'
    default:
      return typeOfObject(value)
  }
}

function typeOfObject(value: object | null): ExpressionType {
  if (value === null) return 'nil'
  if (Array.isArray(value) || isA(value, 'OrderedList')) return 'list'
  if (isBytes(value)) return 'blob'
  if (isA(value, 'Double')) return 'float'
  if (isA(value, 'GeoJSON')) return 'geo'
  return isA(value, 'HyperLogLog') ? 'hll' : 'map'
}

/** A list is quoted, since it would be read as an operation; a whole number is a double where one is wanted. */
export function packLiteral(writer: Writer, value: Value, type: ExpressionType | undefined): void {
  if (Array.isArray(value) || isA(value, 'OrderedList')) {
    packListHeader(writer, 2)
    packNumber(writer, ExpOp.quote)
    packValue(writer, value as Value)
  } else if (type === 'float' && typeof value === 'number') packDouble(writer, value)
  else packValue(writer, value)
}

/** Writes the code of a type. */
export function typeCode(type: ExpressionType): (writer: Writer) => void {
  return (writer) => {
    packNumber(writer, ExpType[type])
  }
}
