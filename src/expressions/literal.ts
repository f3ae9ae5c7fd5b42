import { packed } from '../collections/packed.ts'
import type { ExpressionType } from '../expression.ts'
import { isBytes } from '../kinds.ts'
import {
  type Double,
  type GeoJSON,
  type HyperLogLog,
  isA,
  type Marker,
  type OrderedList,
  type OrderedMap,
  type Value,
} from '../values.ts'
import { packValue } from '../wire/msgpack/pack.ts'
import { named } from '../wire/value-failure.ts'
import { EXP_SIZE, EXP_VALUE_SIZES } from './codes.ts'
import { Expression, isExpression } from './expression.ts'
import type { Exp } from './node.ts'

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
  marker: Marker
  remove: never
}

/** An argument of an expression: another expression, or a plain value. */
export type Operand<Type extends ExpressionType> = Exp<Type> | Literals[Type]

/** A number that is written out shows what it is; of any other it is known at run time. */
export type TypeOfNumber<Value extends number> = number extends Value
  ? 'int' | 'float'
  : `${Value}` extends `${string}.${string}` | `${string}e-${string}`
    ? 'float'
    : 'int'

/** The type of an operand: of an expression its own, of a plain value that of the expression it stands for. */
export type TypeOf<Value> =
  Value extends Exp<infer Type>
    ? Type
    : Value extends boolean
      ? 'bool'
      : Value extends string
        ? 'string'
        : Value extends bigint
          ? 'int'
          : Value extends number
            ? TypeOfNumber<Value>
            : Value extends Literals['float']
              ? 'float'
              : Value extends null
                ? 'nil'
                : Value extends Uint8Array
                  ? 'blob'
                  : Value extends Literals['list']
                    ? 'list'
                    : Value extends Literals['geo']
                      ? 'geo'
                      : Value extends Literals['hll']
                        ? 'hll'
                        : Value extends Literals['marker']
                          ? 'marker'
                          : 'map'

/** What an operand gives; `undefined` for an expression that only a newer server knows. */
export function typeOf(value: Operand<ExpressionType> | Value): ExpressionType | undefined {
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

function typeOfObject(value: object | null): ExpressionType | undefined {
  if (value === null) return 'nil'
  if (isExpression(value)) return value.type
  if (Array.isArray(value) || isA(value, 'OrderedList')) return 'list'
  if (isBytes(value)) return 'blob'
  if (isA(value, 'Double')) return 'float'
  if (isA(value, 'GeoJSON')) return 'geo'
  if (isA(value, 'Marker')) return 'marker'
  return isA(value, 'HyperLogLog') ? 'hll' : 'map'
}

const { boolean: BOOLEAN, number: NUMBER, bytes: BYTES, geo: GEO } = EXP_VALUE_SIZES

/** A plain value as an expression of its type. What cannot be stored is refused with `INVALID_VALUE`, which names the argument. */
export function literal(where: string, name: string, value: Value, type = typeOf(value)): Expression {
  switch (typeof value) {
    case 'number':
      if (type === 'float' || Number.isSafeInteger(value)) return scalar(type, value, NUMBER)
      break
    case 'string':
      if (value.isWellFormed()) return scalar('string', value, BYTES)
      break
    case 'boolean':
      return scalar('bool', value, BOOLEAN)
    case 'object':
      if (value === null) return scalar('nil', value, EXP_SIZE)
      if (type === 'float') return scalar('float', (value as Double).value, NUMBER)
      break
    default:
  }
  const bytes = packed((writer) => {
    named(`${where}: ${name}`, () => packValue(writer, value))
  })
  if (typeof value === 'bigint') return scalar('int', value, NUMBER)
  return packedLiteral(type, bytes)
}

function scalar(
  type: ExpressionType | undefined,
  value: null | boolean | number | bigint | string,
  size: number,
): Expression {
  return new Expression(type, { op: 'value', value }, size)
}

/** A value that is packed already: a list without the quote around it. */
export function packedLiteral(type: ExpressionType | undefined, bytes: Buffer): Expression {
  return new Expression(type, { op: 'packed', packed: bytes }, type === 'geo' ? GEO : BYTES)
}
